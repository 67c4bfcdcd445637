//! Rooms as clients get them: `Room`, the viewer's `RoomMembership` in it, and `OpenRoom` with its history.

use super::{Entry, Millis, NotifyLevel, RoomId, Seq, User};
use serde::{Deserialize, Serialize};

/// A room, at the URL `/rooms/{slug}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    pub id: RoomId,
    pub slug: String,
    /// The name. Of a direct conversation: the names of the others in it.
    pub name: String,
    pub topic: String,
    #[serde(default, skip_serializing_if = "RoomKind::is_open")]
    pub kind: RoomKind,
    /// Whether the room is archived: read-only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

/// The kind of a room: who may join.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomKind {
    /// Everybody with an account.
    #[default]
    Open,
    /// Invited people. To all others the room does not exist.
    Private,
    /// A direct conversation: a fixed set of people.
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

/// A member's role in a room. Ordered, the least first.
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

    /// Parses the word of a role.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Member, Self::Moderator, Self::Owner].into_iter().find(|role| role.word() == word)
    }
}

/// A member's view of a room: its head, their read mark and counts, role, and notification level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomMembership {
    pub room: Room,
    /// The newest seq of the room's log.
    pub head: Seq,
    /// The newest seq the member has read.
    pub read: Seq,
    /// Generation of the read mark: how often the member moved it back. Of two marks the one of the later
    /// generation wins, and within a generation the greater.
    pub read_generation: i64,
    /// Others' posts after `read`, counted up to [`super::limits::UNREAD_MOST`].
    pub unread: i64,
    /// Unread posts that mention the member.
    #[serde(default, skip_serializing_if = "super::ids::is_default")]
    pub mentions: i64,
    #[serde(default, skip_serializing_if = "Role::is_member")]
    pub role: Role,
    /// The notification level, chosen or default.
    #[serde(default, skip_serializing_if = "super::ids::is_default")]
    pub level: NotifyLevel,
    /// The end of a temporary mute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub muted_until: Option<Millis>,
    /// The others in a direct conversation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<User>,
    /// The head at which the member hid a direct conversation: the next message shows it again.
    #[serde(default, skip_serializing_if = "super::ids::is_default")]
    pub away: Seq,
    /// Whether the member lists it above the others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub favourite: bool,
    /// The time of the newest message; before the first, when the room was made.
    #[serde(default)]
    pub active_at: Millis,
}

impl RoomMembership {
    /// Whether a message notifies the member, given whether it mentions them.
    #[must_use]
    pub fn tells(&self, mention: bool, now: Millis) -> bool {
        self.level.wants(mention) && self.muted_until.is_none_or(|until| now >= until)
    }

    /// Whether a direct conversation has entries after the first, and after it was hidden.
    #[must_use]
    pub const fn has_news(&self) -> bool {
        self.head > 1 && self.head > self.away
    }

    /// Whether the room is muted, for good or until a time.
    #[must_use]
    pub fn is_muted(&self, now: Millis) -> bool {
        self.level == NotifyLevel::Nothing || self.muted_until.is_some_and(|until| now < until)
    }
}

/// The title of a direct conversation for one member: the names of the others.
#[must_use]
pub fn called_after(others: &[User]) -> String {
    others.iter().map(|user| user.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// The viewer: the signed-in person, with their memberships.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub me: User,
    pub is_admin: bool,
    /// Whether their rooms are listed by what was written last, instead of by name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_activity: bool,
    pub rooms: Vec<RoomMembership>,
}

/// The range `from ..= to` of a room's log: the rows in it, oldest first, as of `head`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    pub from: Seq,
    /// `from - 1` for an empty range.
    pub to: Seq,
    /// The rows in the range: messages in their present state, and system messages. Changes of messages
    /// are in the messages.
    pub entries: Vec<Entry>,
    /// The people who appear in `entries`, once each.
    pub people: Vec<User>,
    /// The head of the room log when this was read.
    pub head: Seq,
}

/// A room with its history and roster, as one member opens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRoom {
    pub membership: RoomMembership,
    pub members: i64,
    pub faces: Vec<User>,
    pub history: History,
    /// The seq that the link points at, if it exists.
    pub target: Option<Seq>,
    /// The server's time of the response.
    pub now: Millis,
}
