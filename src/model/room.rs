//! Rooms, and what one person stands in them.

use super::{Entry, Millis, RoomId, Seq, User};
use serde::{Deserialize, Serialize};

/// A place to talk, opened by its URL `/rooms/{slug}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    pub id: RoomId,
    pub slug: String,
    pub name: String,
    pub topic: String,
}

/// A room together with what one member has and has not read of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub room: Room,
    /// The newest seq of the room's log.
    pub head: Seq,
    /// The newest seq the member has read.
    pub read: Seq,
    /// How often the member moved the mark back. Of two marks the one of the later turn holds, and
    /// within a turn the greater.
    pub turn: i64,
    /// Others' posts after `read`, counted up to [`super::limits::UNREAD_MOST`].
    pub unread: i64,
    /// Those of them that name the member.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub mentions: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(count: &i64) -> bool {
    *count == 0
}

/// An open room as a stranger may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub room: Room,
    pub members: i64,
    /// Some of the members, longest in the room first.
    pub faces: Vec<User>,
    /// Whether the one who asks is a member.
    pub joined: bool,
}

/// The person who is signed in, and all of their rooms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub me: User,
    pub is_admin: bool,
    pub rooms: Vec<Standing>,
}

/// A stretch of a room's log without holes, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    pub entries: Vec<Entry>,
    /// Everybody who appears in `entries`, once each.
    pub people: Vec<User>,
    /// The newest seq of the room's log when this was read.
    pub head: Seq,
}

/// A member's view of a room, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRoom {
    pub standing: Standing,
    pub members: i64,
    pub faces: Vec<User>,
    pub history: History,
    /// The entry a link pointed at, if it exists.
    pub target: Option<Seq>,
    /// The server's clock when it answered.
    pub now: Millis,
}

/// What `/rooms/{slug}` shows, which depends on who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomPage {
    Member(Box<OpenRoom>),
    Stranger(Card),
}
