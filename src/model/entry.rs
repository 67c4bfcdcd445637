//! `Entry` and `Event`: an entry of the room log, and the event that it records.

use super::{
    ClientId, Millis, Role, Seq, UserId,
    flat_entry::{Flat, Kind},
    mention::Mention,
};
use serde::{Deserialize, Serialize};

/// An entry of a room log: one event that all members can see.
///
/// ```json
/// {"seq":7,"at":1763800000000,"by":2,"type":"post","client_id":"5Zb0qQx0T9u0m1c2d3e4fA","body":"Hello"}
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Flat", into = "Flat")]
pub struct Entry {
    pub seq: Seq,
    pub at: Millis,
    /// The author of the event.
    pub by: UserId,
    pub event: Event,
}

/// The event that an entry records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The room was made; always seq 1.
    Create,
    Join,
    Leave,
    /// A message was posted. It is shown in its present state.
    Post {
        client_id: ClientId,
        body: String,
        /// The members mentioned in the body, by the usernames they had when it was posted.
        mentions: Vec<Mention>,
        /// The entry that edited it last; 0 for none.
        edited: Seq,
    },
    /// A message was posted that is deleted now.
    Tombstone {
        client_id: ClientId,
        /// The entry that deleted it.
        deleted: Seq,
    },
    /// The message `target` was edited. Its text is the present one, also where it was edited again since;
    /// `None` where it was deleted since, which the log says further on.
    Edit {
        target: Seq,
        body: Option<String>,
        mentions: Vec<Mention>,
    },
    /// The message `target` was deleted.
    Delete {
        target: Seq,
    },
    /// Somebody was added by another.
    Add(UserId),
    /// Somebody was removed from the room.
    Remove(UserId),
    /// Somebody was banned, and removed if they were a member.
    Ban(UserId),
    Unban(UserId),
    Role(UserId, Role),
    /// The room has another name.
    Name(String),
    Topic(String),
    Archive,
    Unarchive,
    /// From now on only those who are invited can join.
    MakePrivate,
    /// From now on everybody can join.
    MakeOpen,
    /// The room was deleted. Never read again: its log is deleted with it.
    DeleteRoom,
    /// Of a later version, or incomplete: it keeps its seq in the log.
    Other,
}

impl Event {
    /// The `type` on the wire.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Create => Kind::Create,
            Self::Join => Kind::Join,
            Self::Leave => Kind::Leave,
            Self::Post { .. } | Self::Tombstone { .. } => Kind::Post,
            Self::Edit { .. } => Kind::Edit,
            Self::Delete { .. } => Kind::Delete,
            Self::Add(_) => Kind::Add,
            Self::Remove(_) => Kind::Remove,
            Self::Ban(_) => Kind::Ban,
            Self::Unban(_) => Kind::Unban,
            Self::Role(..) => Kind::Role,
            Self::Name(_) => Kind::Name,
            Self::Topic(_) => Kind::Topic,
            Self::Archive => Kind::Archive,
            Self::Unarchive => Kind::Unarchive,
            Self::MakePrivate => Kind::MakePrivate,
            Self::MakeOpen => Kind::MakeOpen,
            Self::DeleteRoom => Kind::DeleteRoom,
            Self::Other => Kind::Other,
        }
    }
}

impl Entry {
    /// The message that this entry changes. Such an entry is no row of a timeline: it shows in the message.
    #[must_use]
    pub const fn target(&self) -> Option<Seq> {
        match self.event {
            Event::Edit { target, .. } | Event::Delete { target } => Some(target),
            _ => None,
        }
    }

    /// Whether this is a message that is not deleted. Unread counts count these alone.
    #[must_use]
    pub const fn is_post(&self) -> bool {
        matches!(self.event, Event::Post { .. })
    }

    /// The text of a message.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        match &self.event {
            Event::Post { body, .. } => Some(body),
            _ => None,
        }
    }

    /// The mentions of a message.
    #[must_use]
    pub fn mentions(&self) -> &[Mention] {
        match &self.event {
            Event::Post { mentions, .. } | Event::Edit { mentions, .. } => mentions,
            _ => &[],
        }
    }

    /// Whether a message mentions this person. By id, so it holds after a change of name.
    #[must_use]
    pub fn names(&self, user: UserId) -> bool {
        self.mentions().iter().any(|mention| mention.0 == user)
    }

    /// The person whose membership was changed, if there is one.
    #[must_use]
    pub const fn whom(&self) -> Option<UserId> {
        match self.event {
            Event::Add(whom) | Event::Remove(whom) | Event::Ban(whom) | Event::Unban(whom) | Event::Role(whom, _) => {
                Some(whom)
            }
            _ => None,
        }
    }

    /// The client id of a message, deleted or not.
    #[must_use]
    pub const fn client_id(&self) -> Option<&ClientId> {
        match &self.event {
            Event::Post { client_id, .. } | Event::Tombstone { client_id, .. } => Some(client_id),
            _ => None,
        }
    }

    /// The entry that changed this message last; 0 for none.
    #[must_use]
    pub const fn changed(&self) -> Seq {
        match self.event {
            Event::Post { edited: changed, .. } | Event::Tombstone { deleted: changed, .. } => changed,
            _ => 0,
        }
    }

    /// The entry as of which this message is known: the one that changed it last, or its own.
    const fn as_of(&self) -> Seq {
        if self.changed() > 0 { self.changed() } else { self.seq }
    }

    /// This message after a change of it. `None` if that changes nothing: the change is of another message, or
    /// older than its present state. So changes may be applied again, and a deletion is final.
    #[must_use]
    pub fn changed_by(&self, change: &Self) -> Option<Self> {
        if change.target() != Some(self.seq) || change.seq <= self.as_of() {
            return None;
        }
        let event = match (&self.event, &change.event) {
            (Event::Post { client_id, .. }, Event::Edit { body: Some(body), mentions, .. }) => Event::Post {
                client_id: client_id.clone(),
                body: body.clone(),
                mentions: mentions.clone(),
                edited: change.seq,
            },
            (Event::Post { client_id, .. }, Event::Delete { .. }) => {
                Event::Tombstone { client_id: client_id.clone(), deleted: change.seq }
            }
            _ => return None,
        };
        Some(Self { event, ..self.clone() })
    }
}
