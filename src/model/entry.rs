//! The room log's entries, and how they are written on the wire.

use super::{ClientId, Millis, RoomId, Seq, UserId, mention::Mention};
use serde::{Deserialize, Serialize};

/// An entry of a room log: one event that all members can see.
///
/// ```json
/// {"seq":7,"at":1763800000000,"by":2,"type":"post","client_id":"5Zb0qQx0T9u0m1c2d3e4fA","body":"Hello"}
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Flat", into = "Flat")]
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
    Post {
        client_id: ClientId,
        body: String,
        /// The members mentioned in the body, by the usernames they had when it was posted.
        mentions: Vec<Mention>,
    },
    /// A change of the room, or of another person's membership.
    Changed {
        what: Kind,
        /// The person changed, if there is one.
        whom: Option<UserId>,
        /// The new name, topic or role.
        text: Option<String>,
    },
}

/// An entry as serialized: one flat object, which costs the browser the least code to read.
#[derive(Serialize, Deserialize)]
pub(crate) struct Flat {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) room: Option<RoomId>,
    seq: Seq,
    at: Millis,
    by: UserId,
    #[serde(rename = "type")]
    kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_id: Option<ClientId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    whom: Option<UserId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    mentions: Vec<Mention>,
}

/// The `type` of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Create,
    Join,
    Leave,
    Post,
    /// Somebody was added by another.
    Add,
    /// Somebody was removed from the room.
    Remove,
    /// Somebody was banned, and removed if they were a member.
    Ban,
    Unban,
    Role,
    Name,
    Topic,
    Archive,
    Unarchive,
    /// Never read again: the log is deleted with the room.
    Delete,
    /// A kind of a later version: it keeps its seq in the log.
    #[serde(other)]
    Other,
}

impl From<Entry> for Flat {
    fn from(entry: Entry) -> Self {
        let mut named = Vec::new();
        let (kind, client_id, body, whom) = match entry.event {
            Event::Create => (Kind::Create, None, None, None),
            Event::Join => (Kind::Join, None, None, None),
            Event::Leave => (Kind::Leave, None, None, None),
            Event::Post { client_id, body, mentions } => {
                named = mentions;
                (Kind::Post, Some(client_id), Some(body), None)
            }
            Event::Changed { what, whom, text } => (what, None, text, whom),
        };
        let Entry { seq, at, by, .. } = entry;
        Self { room: None, seq, at, by, kind, client_id, body, whom, mentions: named }
    }
}

impl TryFrom<Flat> for Entry {
    type Error = &'static str;

    fn try_from(flat: Flat) -> Result<Self, Self::Error> {
        let event = match (flat.kind, flat.client_id, flat.body) {
            (Kind::Create, ..) => Event::Create,
            (Kind::Join, ..) => Event::Join,
            (Kind::Leave, ..) => Event::Leave,
            (Kind::Post, Some(client_id), Some(body)) => Event::Post { client_id, body, mentions: flat.mentions },
            (Kind::Post, ..) => return Err("a post has a client_id and a body"),
            (what, _, text) => Event::Changed { what, whom: flat.whom, text },
        };
        Ok(Self { seq: flat.seq, at: flat.at, by: flat.by, event })
    }
}

impl Entry {
    /// Whether this is a row of its own in a timeline; if not, it shows in the message that it changes.
    #[must_use]
    pub const fn is_visible(&self) -> bool {
        true
    }

    /// Whether this is a message. Unread counts count messages alone.
    #[must_use]
    pub fn is_post(&self) -> bool {
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
            Event::Post { mentions, .. } => mentions,
            _ => &[],
        }
    }

    /// Whether a message mentions this person. By id, so it holds after a change of name.
    #[must_use]
    pub fn names(&self, user: UserId) -> bool {
        self.mentions().iter().any(|mention| mention.0 == user)
    }

    /// The person whom the change was about, if there is one.
    #[must_use]
    pub fn whom(&self) -> Option<UserId> {
        match &self.event {
            Event::Changed { whom, .. } => *whom,
            _ => None,
        }
    }

    /// The client id of a message.
    #[must_use]
    pub fn client_id(&self) -> Option<&ClientId> {
        match &self.event {
            Event::Post { client_id, .. } => Some(client_id),
            _ => None,
        }
    }
}
