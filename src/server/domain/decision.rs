//! `Decision`: the rows of a batch, saved in one transaction.

use super::facts::Run;
use crate::model::{ClientId, Entry, Millis, Role, Room, RoomId, Seq, UserId};
use std::collections::BTreeMap;

/// A room to create.
#[derive(Clone, Debug)]
pub struct NewRoom {
    pub room: Room,
    pub by: UserId,
    pub at: Millis,
    /// Key of a direct conversation: its people's ids.
    pub people: Option<String>,
}

/// A message to store, as its entry posts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    pub room: RoomId,
    pub seq: Seq,
    pub by: UserId,
    pub client_id: ClientId,
    /// The seq at which its run began.
    pub run: Seq,
    pub body: String,
}

/// The newest seq of a room's log, and the run of its newest message.
#[derive(Clone, Copy, Debug)]
pub struct NewHead {
    pub seq: Seq,
    pub run: Option<Run>,
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
    /// The old slug redirects to the new one, which may itself be an old slug of the room.
    OldSlug {
        room: RoomId,
        old: String,
        new: String,
    },
    /// New name, slug, topic or archived flag of a room.
    Room {
        room: Room,
        at: Millis,
    },
    /// One use of an invite link.
    Used {
        invite: i64,
    },
    /// A message has another text, and mentions these people.
    Edit {
        room: RoomId,
        target: Seq,
        seq: Seq,
        body: String,
        mentions: Vec<UserId>,
    },
    DeleteMessage {
        room: RoomId,
        target: Seq,
        seq: Seq,
    },
    Gone {
        room: RoomId,
        at: Millis,
    },
}

impl RowChange {
    /// The room that the change is about.
    #[must_use]
    pub const fn room(&self) -> Option<RoomId> {
        match self {
            Self::In { room, .. }
            | Self::Out { room, .. }
            | Self::Role { room, .. }
            | Self::Ban { room, .. }
            | Self::Unban { room, .. }
            | Self::OldSlug { room, .. }
            | Self::Edit { room, .. }
            | Self::DeleteMessage { room, .. }
            | Self::Gone { room, .. } => Some(*room),
            Self::Room { room, .. } => Some(room.id),
            Self::Used { .. } => None,
        }
    }
}

/// A decided batch: rows to save in one transaction.
#[derive(Clone, Debug, Default)]
pub struct Decision {
    pub rooms: Vec<NewRoom>,
    /// Entries in the order of the log. They are published once they are committed.
    pub entries: Vec<(RoomId, Entry)>,
    pub heads: BTreeMap<RoomId, NewHead>,
    /// The messages among `entries`.
    pub messages: Vec<NewMessage>,
    /// Mentions of members in entries.
    pub mentions: Vec<(RoomId, UserId, Seq)>,
    /// In order, after everything else: a membership can start and end within one batch.
    pub changes: Vec<RowChange>,
}
