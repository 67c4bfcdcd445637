//! `Decision`: the rows that a batch becomes, in one transaction, and what listeners are told once they are
//! committed.

use crate::model::{Entry, Level, Millis, Role, Room, RoomId, Seq, User, UserId};
use std::collections::BTreeMap;

/// A room to be made.
#[derive(Clone, Debug)]
pub struct NewRoom {
    pub room: Room,
    pub by: UserId,
    pub at: Millis,
    /// Whose conversation it is, if it is one.
    pub people: Option<String>,
}

/// A change of rows beside the log.
#[derive(Clone, Debug)]
pub enum RowChange {
    In {
        room: RoomId,
        user: UserId,
        role: Role,
        seq: Seq,
    },
    Out {
        room: RoomId,
        user: UserId,
    },
    Role {
        room: RoomId,
        user: UserId,
        role: Role,
    },
    Ban {
        room: RoomId,
        user: UserId,
        by: UserId,
        at: Millis,
    },
    Unban {
        room: RoomId,
        user: UserId,
    },
    /// The address leads on to the new one, which may be one of old.
    OldSlug {
        room: RoomId,
        old: String,
        new: String,
    },
    /// The room is called and kept like this now.
    Room {
        room: Room,
        at: Millis,
    },
    /// A link has let somebody in.
    Used {
        invite: i64,
    },
    Gone {
        room: RoomId,
        at: Millis,
    },
}

impl RowChange {
    /// The room that it is about.
    #[must_use]
    pub const fn room(&self) -> Option<RoomId> {
        match self {
            Self::In { room, .. }
            | Self::Out { room, .. }
            | Self::Role { room, .. }
            | Self::Ban { room, .. }
            | Self::Unban { room, .. }
            | Self::OldSlug { room, .. }
            | Self::Gone { room, .. } => Some(*room),
            Self::Room { room, .. } => Some(room.id),
            Self::Used { .. } => None,
        }
    }
}

/// Rows to be saved, in one transaction.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub rooms: Vec<NewRoom>,
    pub entries: Vec<(RoomId, Entry)>,
    pub heads: BTreeMap<RoomId, Seq>,
    /// Members whom entries name.
    pub mentions: Vec<(RoomId, UserId, Seq)>,
    /// In order, after everything else: somebody can come and go within one batch.
    pub changes: Vec<RowChange>,
}

/// Somebody who is in a room from now on.
#[derive(Clone, Debug)]
pub struct Newcomer {
    pub user: User,
    /// The room as they see it.
    pub room: Room,
    pub role: Role,
    /// Their notification level there.
    pub level: Level,
}

/// An entry that listeners are told of once it is committed.
#[derive(Clone, Debug)]
pub struct Committed {
    pub room: RoomId,
    pub entry: Entry,
    pub effect: MemberEffect,
    /// Members whom it names.
    pub mentions: Vec<UserId>,
    /// People whom the entry tells of, where listeners may not know them.
    pub people: Vec<User>,
}

/// What an entry changes for members.
#[derive(Clone, Debug)]
pub enum MemberEffect {
    None,
    /// Somebody is in the room from now on.
    Came(Newcomer),
    /// These people are in a conversation from now on, which each sees by the others' names.
    Began(Vec<Newcomer>),
    /// This person hears nothing of the room after this entry.
    Went(UserId),
    /// This person has another role.
    Role(UserId),
    /// The room is called and kept like this now.
    Room(Room),
    /// The room is no more, nor is this entry.
    Gone,
}

/// A decided batch.
#[derive(Clone, Debug, Default)]
pub struct Decision {
    pub rows: Rows,
    pub committed: Vec<Committed>,
}
