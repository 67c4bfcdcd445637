//! The room log's entries, and how they are written on the wire.

use super::{ClientId, Millis, Role, RoomId, Seq, UserId, mention::Mention};
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
    /// The room was deleted. Never read again: its log is deleted with it.
    DeleteRoom,
    /// Of a later version, or incomplete: it keeps its seq in the log.
    Other,
}

/// An entry as serialized: one flat object, which costs the browser the least code to read.
#[derive(Serialize, Deserialize)]
pub(crate) struct Flat {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) room: Option<RoomId>,
    pub(crate) seq: Seq,
    pub(crate) at: Millis,
    pub(crate) by: UserId,
    #[serde(rename = "type")]
    pub(crate) kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) target: Option<Seq>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) client_id: Option<ClientId>,
    /// The text of a message; or the new name, topic or role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) whom: Option<UserId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) mentions: Vec<Mention>,
    /// Of a post: the entry that changed it last; 0 for none.
    #[serde(default, skip_serializing_if = "super::ids::is_default")]
    pub(crate) changed: Seq,
}

/// The `type` of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Create,
    Join,
    Leave,
    Post,
    Edit,
    Delete,
    Add,
    Remove,
    Ban,
    Unban,
    Role,
    Name,
    Topic,
    Archive,
    Unarchive,
    DeleteRoom,
    #[serde(other)]
    Other,
}

impl From<Entry> for Flat {
    fn from(entry: Entry) -> Self {
        let Entry { seq, at, by, event } = entry;
        let kind = event.kind();
        let (room, mentions) = (None, Vec::new());
        let flat = Self {
            room,
            seq,
            at,
            by,
            kind,
            target: None,
            client_id: None,
            body: None,
            whom: None,
            mentions,
            changed: 0,
        };
        match event {
            Event::Post { client_id, body, mentions, edited } => {
                Self { client_id: Some(client_id), body: Some(body), mentions, changed: edited, ..flat }
            }
            Event::Tombstone { client_id, deleted } => Self { client_id: Some(client_id), changed: deleted, ..flat },
            Event::Edit { target, body, mentions } => Self { target: Some(target), body, mentions, ..flat },
            Event::Delete { target } => Self { target: Some(target), ..flat },
            Event::Add(whom) | Event::Remove(whom) | Event::Ban(whom) | Event::Unban(whom) => {
                Self { whom: Some(whom), ..flat }
            }
            Event::Role(whom, role) => Self { whom: Some(whom), body: Some(role.word().to_owned()), ..flat },
            Event::Name(text) | Event::Topic(text) => Self { body: Some(text), ..flat },
            Event::Create
            | Event::Join
            | Event::Leave
            | Event::Archive
            | Event::Unarchive
            | Event::DeleteRoom
            | Event::Other => flat,
        }
    }
}

impl From<Flat> for Entry {
    fn from(flat: Flat) -> Self {
        let Flat { seq, at, by, kind, target, client_id, body, whom, mentions, changed, .. } = flat;
        let event = match (kind, client_id, body) {
            (Kind::Create, ..) => Some(Event::Create),
            (Kind::Join, ..) => Some(Event::Join),
            (Kind::Leave, ..) => Some(Event::Leave),
            (Kind::Post, Some(client_id), Some(body)) => {
                Some(Event::Post { client_id, body, mentions, edited: changed })
            }
            (Kind::Post, Some(client_id), None) => Some(Event::Tombstone { client_id, deleted: changed }),
            (Kind::Edit, _, body) => target.map(|target| Event::Edit { target, body, mentions }),
            (Kind::Delete, ..) => target.map(|target| Event::Delete { target }),
            (Kind::Add, ..) => whom.map(Event::Add),
            (Kind::Remove, ..) => whom.map(Event::Remove),
            (Kind::Ban, ..) => whom.map(Event::Ban),
            (Kind::Unban, ..) => whom.map(Event::Unban),
            (Kind::Role, _, word) => {
                let role = word.and_then(|word| Role::of_word(&word));
                whom.zip(role).map(|(whom, role)| Event::Role(whom, role))
            }
            (Kind::Name, _, text) => text.map(Event::Name),
            (Kind::Topic, _, text) => text.map(Event::Topic),
            (Kind::Archive, ..) => Some(Event::Archive),
            (Kind::Unarchive, ..) => Some(Event::Unarchive),
            (Kind::DeleteRoom, ..) => Some(Event::DeleteRoom),
            (Kind::Other, ..) | (Kind::Post, None, _) => None,
        };
        Self { seq, at, by, event: event.unwrap_or(Event::Other) }
    }
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

    /// The entry that changed this message last, or the message's own.
    #[must_use]
    const fn as_of(&self) -> Seq {
        match self.event {
            Event::Post { edited: changed, .. } | Event::Tombstone { deleted: changed, .. } if changed > 0 => changed,
            _ => self.seq,
        }
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
