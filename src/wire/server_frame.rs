//! `ServerFrame`: frames from the server, as they are written.

use super::Refusal;
use crate::model::{
    ClientId, Entry, Millis, NotifyLevel, Presence, Room, RoomId, RoomMembership, Seq, SiteSettings, User, UserId,
    flat_entry,
};
use serde::Serialize;

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
        /// Whether your rooms are to be listed by what was written last, instead of by name.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_activity: bool,
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
    /// You joined this room, on any device; or were added to it.
    Joined {
        membership: RoomMembership,
        /// The person who added you.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        adder: Option<User>,
    },
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
