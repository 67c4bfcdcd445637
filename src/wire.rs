//! The WebSocket protocol: every frame, close code and number that another client needs.
//!
//! One socket at `/ws` serves all rooms of one person. It needs the session cookie and, from a
//! browser, Roost's own `Origin`. Frames are JSON texts of at most 64 KiB with a `type`. A session:
//!
//! ```text
//! > {"type":"hello","protocol":1}
//! < {"type":"hello","protocol":1,"epoch":"k3…","build":"9c…","site":{"name":"Roost"},"you":{"id":2,"username":"ada","name":"Ada"},
//!    "rooms":[{"room":{"id":1,"slug":"lobby","name":"Lobby","topic":""},"head":41,"read":40,"read_generation":0,"unread":1}]}
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
//! Duties of a client: treat `gap` and `reset` as said there; after silence of 60 s, connect again; after
//! close code 4410 or 1012, connect again and subscribe from the last seq it has. Unknown fields and unknown
//! frame types from the server are to be ignored. A frame with an `at` is an entry, whatever its `type`: one
//! of an unknown type keeps its place in the log.
//!
//! The types of entries: `create`, `join`, `leave`, `post`; `edit` and `delete`, about the message `target`; and
//! the actions of owners and moderators, by `by` to `whom`: `add`, `remove` (ends a membership as `leave` does),
//! `ban`, `unban`, `role` (the new one is the `body`), `name` and `topic` (the new one is the `body`), `archive`,
//! `unarchive`. The changed room comes in a `room` frame besides. Only `edit` and `delete` are not shown by
//! themselves: an entry of any other type is, also if it has a `target` or its type is unknown.
//!
//! Messages are always sent as they are now. A `post` that was edited has the seq of the last edit as `changed`;
//! one that was deleted has that of the deletion, and no `body`. So has an `edit` of a message that was deleted
//! since. A client applies a change to the message if it holds it, and if the change is newer than what the
//! message says of itself; then changes may come twice, and pages in any order. What was read before the end of
//! a `gap` is to be read again.
//!
//! Behind a proxy that does not pass sockets on, a message can be posted to `/rooms/{slug}` as a form does
//! it, with the fields `client_id` and `body` and with `accept: application/json`: the response is the `ack`
//! or `refused` that a socket would have brought. `GET /api/rooms/memberships` returns the memberships that
//! `heads` carries, and `GET /api/messages/log?room=1&seq=41` the entries after a seq. `/api/messages/older` and
//! `/api/messages/newer` are pages of what is shown: the messages and system messages `from ..= to`, without the
//! changes, which are in the messages.
//!
//! A `post` that mentions members of its room by `@username`, other than its author, lists them in
//! `mentions`, as pairs of the user's id and the name in lower case: `[[3,"bo"]]`. These are the people who
//! had the names when it was posted, whatever their present names; counts of mentions go by them. Profile
//! addresses redirect from former names. Without `mentions` nobody is mentioned.

use crate::{
    json,
    model::{
        ClientId, Entry, Millis, NotifyLevel, Presence, Room, RoomId, RoomMembership, Seq, SiteSettings, User, UserId,
        flat_entry,
    },
};
use serde::{Deserialize, Serialize};

/// The protocol version. A `hello` with another number is closed with [`close::BAD_FRAME`].
pub const PROTOCOL: u32 = 1;

/// Close codes, after RFC 6455 section 7.4; those from 4400 on are Roost's own.
pub mod close {
    /// The page or the server is going away.
    pub const GOING_AWAY: u16 = 1001;
    /// A frame that breaks RFC 6455.
    pub const PROTOCOL_ERROR: u16 = 1002;
    /// A binary frame: frames are text.
    pub const UNSUPPORTED: u16 = 1003;
    /// Text that is not UTF-8.
    pub const NOT_UTF8: u16 = 1007;
    /// Five unintelligible frames in a row, or a flood.
    pub const ABUSE: u16 = 1008;
    /// A message of more than 64 KiB.
    pub const TOO_BIG: u16 = 1009;
    /// The server restarts: connect again after a random short wait.
    pub const RESTART: u16 = 1012;
    /// No `hello` first, or another protocol.
    pub const BAD_FRAME: u16 = 4400;
    /// The session has ended: sign in again.
    pub const SIGNED_OUT: u16 = 4401;
    /// Too slow for live entries: connect again and resume.
    pub const TOO_SLOW: u16 = 4410;
}

/// A frame from the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// The first frame, within ten seconds.
    Hello { protocol: u32 },
    /// Subscribe to a room from after this seq; without `after`, from its head.
    Subscribe {
        room: RoomId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Seq>,
    },
    /// Ask for a sign of life. Answered by a `beat` at once.
    Ping,
    /// End a subscription; heads and unread counts still come.
    Unsubscribe { room: RoomId },
    /// Post a message. Answered by `ack` or `refused`.
    Send { room: RoomId, client_id: ClientId, body: String },
    /// Give one's own message `seq` another text. `base` is the entry that had changed it last when the editing
    /// began, 0 for none. Answered by `changed` or `unchanged`.
    Edit {
        room: RoomId,
        seq: Seq,
        #[serde(default)]
        base: Seq,
        body: String,
    },
    /// Delete the message `seq`. Answered by `changed` or `unchanged`.
    Delete { room: RoomId, seq: Seq },
    /// Move the read mark to this seq, in the generation `read_generation`; ignored if the mark was moved back elsewhere
    /// since. Answered by `heads`, to all of the person's tabs.
    Read {
        room: RoomId,
        seq: Seq,
        #[serde(default)]
        read_generation: i64,
    },
    /// Mark as unread from this seq on, which begins a new generation. Answered like `read`.
    Unread { room: RoomId, seq: Seq },
    /// The viewer is typing, sent at most every three seconds; or has `ended`, with the draft cleared or
    /// left. A post ends it by itself. Never answered.
    Typing {
        room: RoomId,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        ended: bool,
    },
    /// The viewer's presence at this tab: active if it is in front and was used recently.
    Active { active: bool },
    /// Watch the presence of these people, replacing the list before; at most 100. Answered by `presence`,
    /// now and on every change, for those of them who share a room with you.
    Watch { people: Vec<UserId> },
    /// Request profiles. Answered by `people`, with those who are or were in the room.
    People { room: RoomId, ids: Vec<UserId> },
}

/// A frame from the server. Written with its `type` among its fields, read through one flat struct.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The answer to `hello`. If `epoch` differs from last time, all kept state is void.
    Hello {
        protocol: u32,
        epoch: String,
        /// Build id of the server's client: a page with another build is out of date.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        build: String,
        /// The site's name and icon.
        site: SiteSettings,
        /// Your quiet hours for the next days, as intervals.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        quiet: Vec<(Millis, Millis)>,
        you: User,
        /// Whether you are an administrator.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        admin: bool,
        rooms: Vec<RoomMembership>,
    },
    /// A page of catch-up: entries after the requested seq, oldest first, without a hole.
    Page {
        room: RoomId,
        entries: Vec<Entry>,
        /// The people who appear in `entries`.
        people: Vec<User>,
        head: Seq,
    },
    /// Catch-up is complete: from here on entries come live.
    Live { room: RoomId, head: Seq },
    /// Too much was missed. The entries `from ..= to` are not sent; the newest page follows. Entries kept
    /// from before `to` may have changed since and are to be read again.
    Gap { room: RoomId, from: Seq, to: Seq },
    /// The client's entries of this room are not of this log: drop them and subscribe again.
    Reset { room: RoomId },
    /// The message is on disk, as entry `seq`.
    Ack { room: RoomId, client_id: ClientId, seq: Seq },
    /// The message was not stored. The same `client_id` may be sent again.
    Refused {
        room: RoomId,
        client_id: ClientId,
        code: Refusal,
        /// Seconds to wait, if waiting helps.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u64>,
    },
    /// The message `seq` was edited or deleted, by the entry `entry`; or was so before.
    Changed { room: RoomId, seq: Seq, entry: Seq },
    /// The message `seq` was not edited or not deleted.
    Unchanged {
        room: RoomId,
        seq: Seq,
        code: Refusal,
        /// Seconds to wait, if waiting helps.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u64>,
    },
    /// A post in a room without a subscription. May be left out under load.
    Notice {
        room: RoomId,
        head: Seq,
        by: UserId,
        /// Whether it mentions you.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        mention: bool,
        /// The beginning of its text.
        line: String,
    },
    /// Exact memberships, with read marks and counts. Replace the client's own counts.
    Heads { rooms: Vec<RoomMembership> },
    /// New notification levels of rooms without a level of their own, after a change of the default level.
    Levels { levels: Vec<(RoomId, NotifyLevel)> },
    /// You joined this room, on any device.
    Joined { membership: RoomMembership },
    /// You are no longer a member of this room, or it was deleted.
    Left {
        room: RoomId,
        /// Whether it was deleted while you were a member.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        deleted: bool,
    },
    /// People typing in a subscribed room; of more than four, four. Expires after five seconds, or when they
    /// post or are in `ended`; may include yourself. May be left out under load.
    Typing {
        room: RoomId,
        ids: Vec<UserId>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ended: Vec<UserId>,
    },
    /// The presence of watched people. After a reconnect none of it is known.
    Presence { presence: Vec<(UserId, Presence)> },
    /// The answer to `people`, and new members of a subscribed room; without a `room`, people who share one
    /// with you and whose profile has changed. Of two copies of a person the one with the greater `rev` wins,
    /// whichever came later.
    People {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        room: Option<RoomId>,
        people: Vec<User>,
    },
    /// The new name, topic and state of a room of yours. Its former addresses redirect to it.
    Room { of: Room },
    /// The site's new name and icon.
    Site { site: SiteSettings },
    /// Your quiet hours, after a change or for further days.
    Quiet { quiet: Vec<(Millis, Millis)> },
    /// Heartbeat, every 25 seconds, with the heads of subscribed rooms.
    Beat { heads: Vec<(RoomId, Seq)> },
    /// The last frame was unintelligible. After five in a row the socket is closed.
    BadFrame { why: String },
    /// A live entry of a subscribed room: an [`Entry`] with its `room` beside it.
    #[serde(untagged)]
    Entry(LiveEntry),
}

/// A live entry, sent to the subscribers of its room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "flat_entry::Flat")]
pub struct LiveEntry {
    pub room: RoomId,
    pub entry: Entry,
}

impl From<LiveEntry> for flat_entry::Flat {
    fn from(live: LiveEntry) -> Self {
        let mut flat: Self = live.entry.into();
        flat.room = Some(live.room);
        flat
    }
}

impl ServerFrame {
    /// Reads a frame. `None` for frames of a later protocol, which are to be ignored.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let read = json::read::<Read>(text).ok()?;
        if read.at.is_some() {
            let entry = json::read::<Entry>(text).ok()?;
            return Some(Self::Entry(LiveEntry { room: read.room?, entry }));
        }
        Some(match read.kind.as_str() {
            "hello" => Self::Hello {
                protocol: read.protocol?,
                epoch: read.epoch?,
                build: read.build.unwrap_or_default(),
                site: read.site.unwrap_or_default(),
                quiet: read.quiet.unwrap_or_default(),
                you: read.you?,
                admin: read.admin.unwrap_or(false),
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
            "changed" => Self::Changed { room: read.room?, seq: read.seq?, entry: read.entry? },
            "unchanged" => {
                Self::Unchanged { room: read.room?, seq: read.seq?, code: read.code?, retry_after: read.retry_after }
            }
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
            "site" => Self::Site { site: read.site? },
            "quiet" => Self::Quiet { quiet: read.quiet? },
            "beat" => Self::Beat { heads: read.heads? },
            "bad_frame" => Self::BadFrame { why: read.why? },
            _ => return None,
        })
    }
}

/// Every field that a frame can have: one deserializer instead of one for each frame, because the browser has
/// to download them.
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
    site: Option<SiteSettings>,
    quiet: Option<Vec<(Millis, Millis)>>,
    you: Option<User>,
    admin: Option<bool>,
    rooms: Option<Vec<RoomMembership>>,
    membership: Option<RoomMembership>,
    from: Option<Seq>,
    to: Option<Seq>,
    seq: Option<Seq>,
    entry: Option<Seq>,
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
    levels: Option<Vec<(RoomId, NotifyLevel)>>,
    why: Option<String>,
}

/// The reason why a message was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Not a member of such a room.
    NotFound,
    /// No visible text.
    Empty,
    /// Longer than a message can be.
    TooLong,
    /// Rate limited.
    TooMany,
    /// The room is archived: read-only.
    Archived,
    /// The message was changed by somebody else meanwhile, as one's own other tab.
    Conflict,
    /// The server could not store it just now.
    Unavailable,
}
