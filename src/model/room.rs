//! Rooms, and what one person stands in them.

use super::{Entry, Level, Millis, RoomId, Seq, User};
use serde::{Deserialize, Serialize};

/// A place to talk, opened by its URL `/rooms/{slug}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    pub id: RoomId,
    pub slug: String,
    /// Of a direct conversation: the names of the others in it.
    pub name: String,
    pub topic: String,
    #[serde(default, skip_serializing_if = "RoomKind::is_open")]
    pub kind: RoomKind,
    /// It can be read, and nobody writes in it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

/// Who can come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomKind {
    /// Everybody with an account.
    #[default]
    Open,
    /// Those who are invited. To all others it is as if it did not exist.
    Private,
    /// A conversation of these people and nobody else, for good.
    Direct,
}

impl RoomKind {
    #[must_use]
    pub fn is_open(&self) -> bool {
        *self == Self::Open
    }

    /// The word for it in forms and in the store.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Private => "private",
            Self::Direct => "direct",
        }
    }
}

/// What a member is in a room, the least first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    #[default]
    Member,
    Moderator,
    Owner,
}

impl Role {
    #[must_use]
    pub fn is_member(&self) -> bool {
        *self == Self::Member
    }

    /// The word for it in forms, in the log and in the store.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Moderator => "moderator",
            Self::Owner => "owner",
        }
    }

    /// The role of this word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Member, Self::Moderator, Self::Owner].into_iter().find(|role| role.word() == word)
    }
}

/// A room together with what one member has and has not read of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomMembership {
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
    #[serde(default, skip_serializing_if = "super::ids::is_default")]
    pub mentions: i64,
    #[serde(default, skip_serializing_if = "Role::is_member")]
    pub role: Role,
    /// What the member wants to be told of, chosen or usual.
    #[serde(default, skip_serializing_if = "super::ids::is_default")]
    pub level: Level,
    /// Until then they want to be told of nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub muted_until: Option<Millis>,
    /// The others in a direct conversation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<User>,
    /// Where a conversation stood when the member put it away: it is back with the next message.
    #[serde(default, skip_serializing_if = "super::ids::is_default")]
    pub away: Seq,
}

impl RoomMembership {
    /// Whether the member is to be told of a message that mentions them, or does not.
    #[must_use]
    pub fn tells(&self, mention: bool, now: Millis) -> bool {
        self.level.wants(mention) && self.muted_until.is_none_or(|until| now >= until)
    }

    /// Whether something has happened since it was made, and since it was put away.
    #[must_use]
    pub const fn has_news(&self) -> bool {
        self.head > 1 && self.head > self.away
    }

    /// Whether the member wants to be told of nothing, for good or for now.
    #[must_use]
    pub fn is_muted(&self, now: Millis) -> bool {
        self.level == Level::Nothing || self.muted_until.is_some_and(|until| now < until)
    }
}

/// What a conversation is called to one of its people: by the names of the others.
#[must_use]
pub fn called_after(others: &[User]) -> String {
    others.iter().map(|user| user.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// How many there are in a room, in words.
#[must_use]
pub fn count_members(members: i64) -> String {
    if members == 1 { "1 member".to_owned() } else { format!("{members} members") }
}

/// The person who is signed in, and all of their rooms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub me: User,
    pub is_admin: bool,
    pub rooms: Vec<RoomMembership>,
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
    pub membership: RoomMembership,
    pub members: i64,
    pub faces: Vec<User>,
    pub history: History,
    /// The entry a link pointed at, if it exists.
    pub target: Option<Seq>,
    /// The server's clock when it answered.
    pub now: Millis,
}
