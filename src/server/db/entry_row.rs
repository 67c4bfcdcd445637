//! Entries as rows of the tables `entries` and `messages`, in both directions.

use super::{Error, Result};
use crate::model::{
    ClientId, Entry, Event, Kind, UserId,
    mention::{self, Mention},
};
use serde::{Deserialize, Serialize, de::IntoDeserializer};
use sqlx::{Row, sqlite::SqliteRow};

/// Columns of an entry: the log's, and those of the message that it posted or changes, with each mentioned
/// person's current and old usernames.
macro_rules! entries {
    ($filter:literal) => {
        concat!(
            "select entries.seq, entries.at, entries.user_id, entries.kind, entries.target, entries.data,
                    messages.client_id, messages.body,
                    (select json_group_array(json_array(mentions.user_id, usernames.key))
                     from mentions join usernames on usernames.user_id = mentions.user_id
                     where mentions.message_id = messages.id) as named
             from entries left join messages
                  on messages.room_id = entries.room_id and messages.seq = coalesce(entries.target, entries.seq)
             where ",
            $filter
        )
    };
}
pub(super) use entries;

/// An entry's columns beside seq, time and author.
pub(super) struct Stored {
    /// The word for it on the wire.
    pub(super) kind: String,
    pub(super) target: Option<i64>,
    pub(super) data: Option<String>,
}

/// The column `data`: what belongs to some kinds alone.
#[derive(Default, Serialize, Deserialize)]
struct Data {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    whom: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// The columns of an entry.
pub(super) fn stored(entry: &Entry) -> Stored {
    let (kind, data) = match &entry.event {
        Event::Create => (Kind::Create, None),
        Event::Join => (Kind::Join, None),
        Event::Leave => (Kind::Leave, None),
        Event::Post { .. } => (Kind::Post, None),
        Event::Changed { what, whom, text } => {
            let data = (whom.is_some() || text.is_some()).then(|| Data { whom: *whom, text: text.clone() });
            (*what, data)
        }
    };
    let kind = serde_json::to_value(kind).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default();
    Stored { kind, target: None, data: data.and_then(|data| serde_json::to_string(&data).ok()) }
}

/// The entry of a row with the columns of [`entries`].
pub(super) fn entry(row: &SqliteRow) -> Result<Entry> {
    let word: &str = row.try_get("kind")?;
    let event = match Kind::deserialize(word.into_deserializer()).map_err(broken)? {
        Kind::Create => Event::Create,
        Kind::Join => Event::Join,
        Kind::Leave => Event::Leave,
        Kind::Post => post(row)?,
        what => {
            let data: Option<&str> = row.try_get("data")?;
            let Data { whom, text } = data.map_or_else(|| Ok(Data::default()), serde_json::from_str).map_err(broken)?;
            Event::Changed { what, whom, text }
        }
    };
    Ok(Entry { seq: row.try_get("seq")?, at: row.try_get("at")?, by: UserId(row.try_get("user_id")?), event })
}

fn post(row: &SqliteRow) -> Result<Event> {
    let body: String = row.try_get("body")?;
    let mut mentions: Vec<Mention> = serde_json::from_str(row.try_get("named")?).map_err(broken)?;
    mentions.retain(|of| mention::names(&body).any(|(_, name)| name.eq_ignore_ascii_case(&of.1)));
    mentions.sort_unstable();
    let client_id = ClientId::parse(row.try_get("client_id")?).map_err(|why| Error::Decode(why.into()))?;
    Ok(Event::Post { client_id, body, mentions })
}

fn broken(error: serde_json::Error) -> Error {
    Error::Decode(error.into())
}
