//! The WebSocket protocol: every frame, close code and number that another client needs.
//!
//! One socket at `/ws` serves all rooms of one person. It needs the session cookie and, from a
//! browser, Roost's own `Origin`. Frames are JSON texts of at most 64 KiB with a `type`. A session:
//!
//! ```text
//! > {"type":"hello","protocol":1}
//! < {"type":"hello","protocol":1,"epoch":"k3…","build":"9c…","here":{"name":"Roost"},"you":{"id":2,"username":"ada","name":"Ada"},
//!    "rooms":[{"room":{"id":1,"slug":"lobby","name":"Lobby","topic":""},"head":41,"read":40,"turn":0,"unread":1}]}
//! > {"type":"subscribe","room":1,"after":40}
//! < {"type":"page","room":1,"entries":[{"seq":41,"at":1763800000000,"by":3,"type":"post",
//!    "client_id":"…","body":"Morning"}],"people":[{"id":3,"username":"bo","name":"Bo"}],"head":41}
//! < {"type":"live","room":1,"head":41}
//! > {"type":"send","room":1,"client_id":"5Zb0qQx0T9u0m1c2d3e4fA","body":"Hello"}
//! < {"type":"ack","room":1,"client_id":"5Zb0qQx0T9u0m1c2d3e4fA","seq":42}
//! < {"room":1,"seq":42,"at":1763800001000,"by":2,"type":"post","client_id":"5Zb0…","body":"Hello"}
//! ```
//!
//! The rules a client can rely on: an `ack` means the message is on disk; entries of one room
//! arrive with `seq` rising by exactly one from `after`; a `send` without an answer may be sent
//! again with the same `client_id` and is stored once; a `refused` one was not stored.
//! What a client must do: treat `gap` and `reset` as said there; after silence of 60 s, connect
//! again; after close code 4410 or 1012, connect again and subscribe from the last seq it has.
//! Unknown fields and unknown frame types from the server are to be ignored. What has an `at` is an
//! entry, whatever its `type`: one of a type that is not known keeps its place in the log.
//!
//! The types of entries: `create`, `join`, `leave`, `post`; and what owners and moderators do, by
//! `by` to `whom`: `remove` (taken out, which ends a membership as `leave` does), `ban`, `unban`,
//! `role` (the new one is the `body`), `name` and `topic` (the new one is the `body`), `archive`,
//! `unarchive`. What they make of the room comes in a `room` frame besides.
//!
//! Where something on the way passes no sockets on, a message can be posted to `/rooms/{slug}` as a form
//! does it, with the fields `client_id` and `body` and with `accept: application/json`: the answer is the
//! `ack` or `refused` that a socket would have brought. `GET /api/rooms/memberships` is what `heads` says of
//! all rooms, and `GET /api/messages/newer?room=1&seq=41` what happened after a seq.
//!
//! A `post` that names members of its room by `@username`, other than its author, says so in
//! `mentions`, as pairs of whom it names and the name in lower case: `[[3,"bo"]]`. Those are the
//! people who had the names when it was posted, whatever they are called by now, and what counts of
//! mentions go by; the addresses of people lead on from names they had. Without it nobody is named.

use crate::model::{
    ClientId, Entry, Here, Level, Millis, Presence, Room, RoomId, RoomMembership, Seq, User, UserId, entry,
};
use serde::{Deserialize, Serialize};

/// The protocol spoken here. A `hello` with another number is closed with [`close::BAD_FRAME`].
pub const PROTOCOL: u32 = 1;

/// Close codes, after RFC 6455 section 7.4; those from 4400 on are Roost's own.
pub mod close {
    /// The page is going away, or the server is.
    pub const GOING_AWAY: u16 = 1001;
    /// A frame that breaks RFC 6455.
    pub const PROTOCOL_ERROR: u16 = 1002;
    /// A binary frame: only text is spoken here.
    pub const UNSUPPORTED: u16 = 1003;
    /// Text that is not UTF-8.
    pub const NOT_UTF8: u16 = 1007;
    /// Five frames in a row that could not be understood, or a flood.
    pub const ABUSE: u16 = 1008;
    /// A message of more than 64 KiB.
    pub const TOO_BIG: u16 = 1009;
    /// The server restarts: connect again after a random short wait.
    pub const RESTART: u16 = 1012;
    /// No `hello` first, or another protocol.
    pub const BAD_FRAME: u16 = 4400;
    /// The session has ended: sign in again.
    pub const SIGNED_OUT: u16 = 4401;
    /// Too slow to be kept up to date live: connect again and resume.
    pub const TOO_SLOW: u16 = 4410;
}

/// What a client says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// The first frame, within ten seconds.
    Hello { protocol: u32 },
    /// Follow a room from after this seq; without `after`, from its head on.
    Subscribe {
        room: RoomId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Seq>,
    },
    /// Are you there? Answered by a `beat` at once.
    Ping,
    /// Follow a room no longer; heads and unread counts still come.
    Unsubscribe { room: RoomId },
    /// Post a message. Answered by `ack` or `refused`.
    Send { room: RoomId, client_id: ClientId, body: String },
    /// Everything up to this seq has been seen, by somebody whose mark has this `turn`: one that
    /// was moved back elsewhere since stays there. Answered by `heads`, to all of the person's tabs.
    Read {
        room: RoomId,
        seq: Seq,
        #[serde(default)]
        turn: i64,
    },
    /// From this seq on it is unread again, which begins a new turn. Answered like `read`.
    Unread { room: RoomId, seq: Seq },
    /// Somebody is writing in this room, said at most every three seconds; or they have `ended`, because
    /// what they wrote was emptied or left. A post says so by itself. Never answered.
    Typing {
        room: RoomId,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        ended: bool,
    },
    /// Whether somebody is at this tab: it is in front, and has been used not long ago.
    Active { active: bool },
    /// How are these? Answered by `presence`, now and whenever it changes, for those of them who
    /// share a room with you. Replaces the list of before; at most 100.
    Watch { people: Vec<UserId> },
    /// Who are these? Answered by `people`, with those who are or were in the room.
    People { room: RoomId, ids: Vec<UserId> },
}

/// What the server says. Written with its `type` among its fields, read through one flat struct.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The answer to `hello`. Another `epoch` than last time: all that was kept is void.
    Hello {
        protocol: u32,
        epoch: String,
        /// The client that this server gives to browsers: a page with another one is out of date.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        build: String,
        /// What the place is called, and its mark.
        here: Here,
        /// When you want to be told of nothing, for the next days: from one moment until another.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        quiet: Vec<(Millis, Millis)>,
        you: User,
        rooms: Vec<RoomMembership>,
    },
    /// Entries after what was asked for, oldest first, without a hole.
    Page {
        room: RoomId,
        entries: Vec<Entry>,
        /// Everybody who appears in `entries`.
        people: Vec<User>,
        head: Seq,
    },
    /// The room has been caught up with: from here on its entries come as they happen.
    Live { room: RoomId, head: Seq },
    /// More was missed than is sent at once. The entries `from ..= to` are not sent; the newest
    /// page follows. What was kept from before `to` may have changed since and is to be read anew.
    Gap { room: RoomId, from: Seq, to: Seq },
    /// What the client has of this room is not of this log: drop it and subscribe anew.
    Reset { room: RoomId },
    /// The message is on disk, as entry `seq`.
    Ack { room: RoomId, client_id: ClientId, seq: Seq },
    /// The message was not stored. The same `client_id` may be sent again.
    Refused {
        room: RoomId,
        client_id: ClientId,
        code: Refusal,
        /// Seconds, where waiting helps.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u64>,
    },
    /// Somebody posted in a room that is not followed. May be left out under load.
    Notice {
        room: RoomId,
        head: Seq,
        by: UserId,
        /// It names you.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        mention: bool,
        /// How it begins.
        line: String,
    },
    /// What has been read and what has not, exactly. Replaces what the client counted itself.
    Heads { rooms: Vec<RoomMembership> },
    /// What you want to be told of in these rooms from now on: they have no level of their own, and
    /// the one for all rooms has changed.
    Levels { levels: Vec<(RoomId, Level)> },
    /// You joined this room, here or elsewhere.
    Joined { membership: RoomMembership },
    /// You are no longer in this room, or it is no more.
    Left {
        room: RoomId,
        /// It was deleted while you were in it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        deleted: bool,
    },
    /// These are writing in a followed room; of more than four, four. Holds for five seconds, or until
    /// they post or are among those who have `ended`, and may name yourself. May be left out under load.
    Typing {
        room: RoomId,
        ids: Vec<UserId>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ended: Vec<UserId>,
    },
    /// How people are whom this connection watches. After a lost line nothing of it is known.
    Presence { presence: Vec<(UserId, Presence)> },
    /// The answer to `people`, and whoever joins a followed room; without a `room`, people who
    /// share one with you and have changed. Of two accounts of a person the one of the greater
    /// `rev` holds, whichever came later.
    People {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        room: Option<RoomId>,
        people: Vec<User>,
    },
    /// A room that you are in is now called and kept like this. Its old addresses still lead to it.
    Room { of: Room },
    /// What the place is called from now on, and its mark.
    Here { here: Here },
    /// Your quiet hours have changed, or are told of further ahead.
    Quiet { quiet: Vec<(Millis, Millis)> },
    /// Every 25 seconds: I am here, and these are the heads of the rooms you follow.
    Beat { heads: Vec<(RoomId, Seq)> },
    /// The last frame could not be understood. After five in a row the socket is closed.
    BadFrame { why: String },
    /// An entry of a followed room, as it happens: an [`Entry`] with its `room` beside it.
    #[serde(untagged)]
    Entry(LiveEntry),
}

/// An entry on its way to the members who follow its room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "entry::Flat")]
pub struct LiveEntry {
    pub room: RoomId,
    pub entry: Entry,
}

impl From<LiveEntry> for entry::Flat {
    fn from(live: LiveEntry) -> Self {
        let mut flat: Self = live.entry.into();
        flat.room = Some(live.room);
        flat
    }
}

impl ServerFrame {
    /// Reads a frame. Nothing for frames of a later protocol, which are to be ignored.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let read = serde_json::from_str::<Read>(text).ok()?;
        if read.at.is_some() {
            let entry = serde_json::from_str::<Entry>(text).ok()?;
            return Some(Self::Entry(LiveEntry { room: read.room?, entry }));
        }
        Some(match read.kind.as_str() {
            "hello" => Self::Hello {
                protocol: read.protocol?,
                epoch: read.epoch?,
                build: read.build.unwrap_or_default(),
                here: read.here.unwrap_or_default(),
                quiet: read.quiet.unwrap_or_default(),
                you: read.you?,
                rooms: read.rooms?,
            },
            "page" => Self::Page { room: read.room?, entries: read.entries?, people: read.people?, head: read.head? },
            "live" => Self::Live { room: read.room?, head: read.head? },
            "gap" => Self::Gap { room: read.room?, from: read.from?, to: read.to? },
            "reset" => Self::Reset { room: read.room? },
            "ack" => Self::Ack { room: read.room?, client_id: read.client_id?, seq: read.seq? },
            "refused" => Self::Refused {
                room: read.room?,
                client_id: read.client_id?,
                code: read.code?,
                retry_after: read.retry_after,
            },
            "notice" => Self::Notice {
                room: read.room?,
                head: read.head?,
                by: read.by?,
                mention: read.mention.unwrap_or(false),
                line: read.line.unwrap_or_default(),
            },
            "heads" => Self::Heads { rooms: read.rooms? },
            "levels" => Self::Levels { levels: read.levels? },
            "joined" => Self::Joined { membership: read.membership? },
            "left" => Self::Left { room: read.room?, deleted: read.deleted.unwrap_or(false) },
            "typing" => Self::Typing { room: read.room?, ids: read.ids?, ended: read.ended.unwrap_or_default() },
            "presence" => Self::Presence { presence: read.presence? },
            "people" => Self::People { room: read.room, people: read.people? },
            "room" => Self::Room { of: read.of? },
            "here" => Self::Here { here: read.here? },
            "quiet" => Self::Quiet { quiet: read.quiet? },
            "beat" => Self::Beat { heads: read.heads? },
            "bad_frame" => Self::BadFrame { why: read.why? },
            _ => return None,
        })
    }
}

/// Every field that a frame can have: one deserializer instead of one for each frame, because
/// the browser has to download them.
#[derive(Deserialize)]
struct Read {
    #[serde(rename = "type")]
    kind: String,
    at: Option<Millis>,
    room: Option<RoomId>,
    of: Option<Room>,
    head: Option<Seq>,
    entries: Option<Vec<Entry>>,
    people: Option<Vec<User>>,
    protocol: Option<u32>,
    epoch: Option<String>,
    build: Option<String>,
    here: Option<Here>,
    quiet: Option<Vec<(Millis, Millis)>>,
    you: Option<User>,
    rooms: Option<Vec<RoomMembership>>,
    membership: Option<RoomMembership>,
    from: Option<Seq>,
    to: Option<Seq>,
    seq: Option<Seq>,
    client_id: Option<ClientId>,
    code: Option<Refusal>,
    retry_after: Option<u64>,
    by: Option<UserId>,
    mention: Option<bool>,
    line: Option<String>,
    deleted: Option<bool>,
    ids: Option<Vec<UserId>>,
    ended: Option<Vec<UserId>>,
    presence: Option<Vec<(UserId, Presence)>>,
    heads: Option<Vec<(RoomId, Seq)>>,
    levels: Option<Vec<(RoomId, Level)>>,
    why: Option<String>,
}

/// Why a message was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Not a member of such a room.
    NotFound,
    /// Nothing to see in it.
    Empty,
    /// Longer than a message can be.
    TooLong,
    /// Too many at once.
    TooMany,
    /// The room is archived: it can only be read.
    Archived,
    /// The server could not store it just now.
    Unavailable,
}

impl Refusal {
    /// What happened and what to do next, for the person who wrote it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotFound => "You are no longer in this room.",
            Self::Empty => "There is nothing to see in it.",
            Self::TooLong => "It is longer than one message can be.",
            Self::TooMany => "That was too many at once. Wait a moment.",
            Self::Archived => "This room is archived.",
            Self::Unavailable => "The server could not store it just now.",
        }
    }
}
