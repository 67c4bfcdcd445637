//! `Committed`: a committed entry as it is published, with what it changes for members. Worked out from the entry
//! and the store, not by the command that made it: whoever learns of an entry can publish it.

use crate::model::{Entry, Event, Room, RoomId, RoomMembership, User, UserId};

/// An entry to publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    pub room: RoomId,
    pub entry: Entry,
    pub effect: MemberEffect,
    /// Profiles of the people whom the entry refers to, where connections may not have them.
    pub people: Vec<User>,
}

/// Effect of an entry on members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberEffect {
    None,
    /// Memberships started: of one person, or of all the people of a direct conversation. Each is as of the entry,
    /// with the room as that member sees it.
    Came(Vec<(UserId, RoomMembership)>),
    /// A membership ended: this person receives nothing of the room after this entry.
    Went(UserId),
    /// Unread counts of members may have changed: a message is gone, or mentions others.
    Counts,
    /// A member's role changed.
    Role(UserId),
    /// The room's name, slug, topic or archived flag changed.
    Room(Room),
    /// The room was deleted, and this entry with it.
    Gone,
}

/// The people whose profiles are sent along with an entry. Members know the authors of messages.
#[must_use]
pub fn refers_to(entry: &Entry) -> [Option<UserId>; 2] {
    match entry.event {
        Event::Create | Event::Post { .. } | Event::Tombstone { .. } | Event::Edit { .. } => [None; 2],
        _ => [Some(entry.by), entry.whom()],
    }
}
