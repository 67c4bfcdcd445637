//! `Flat` and `Kind`: the serialized form of an entry, one flat object, on the wire and in the database.

use super::{ClientId, Entry, Event, Millis, Role, RoomId, Seq, UserId, mention::Mention};
use serde::{Deserialize, Serialize};

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
    MakePrivate,
    MakeOpen,
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
            | Event::MakePrivate
            | Event::MakeOpen
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
            (Kind::MakePrivate, ..) => Some(Event::MakePrivate),
            (Kind::MakeOpen, ..) => Some(Event::MakeOpen),
            (Kind::DeleteRoom, ..) => Some(Event::DeleteRoom),
            (Kind::Other, ..) | (Kind::Post, None, _) => None,
        };
        Self { seq, at, by, event: event.unwrap_or(Event::Other) }
    }
}
