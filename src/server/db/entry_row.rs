//! Entries as rows of the tables `entries` and `messages`, in both directions.

use crate::model::{
    ClientId, Entry, Seq, UserId,
    flat_entry::{Flat, Kind},
    mention::{self, Mention},
};
use serde::{
    Deserialize, Serialize,
    de::{IntoDeserializer, value::Error as NoKind},
};
use sqlx::{FromRow, Row, sqlite::SqliteRow};

/// Columns of an entry: the log's, and the present state of the message that it posted or changed, with each
/// mentioned person's current and old usernames.
macro_rules! columns {
    () => {
        "entries.seq, entries.at, entries.user_id, entries.kind, entries.target, entries.data,
         messages.client_id, messages.body, messages.changed_seq,
         (select json_group_array(json_array(mentions.user_id, usernames.key))
          from mentions join usernames on usernames.user_id = mentions.user_id
          where mentions.message_id = messages.id) as named"
    };
}

/// Entries of the log.
macro_rules! entries {
    ($filter:literal) => {
        concat!(
            "select ",
            columns!(),
            " from entries left join messages
                   on messages.room_id = entries.room_id and messages.seq = coalesce(entries.target, entries.seq)
              where ",
            $filter
        )
    };
}

/// Entries of the room ?1 that are rows of a timeline, found without a look at the others: there may be many
/// more of them.
macro_rules! rows {
    ($columns:expr, $filter:literal) => {
        concat!(
            "select ",
            $columns,
            " from entries indexed by entries_visible left join messages
                   on messages.room_id = entries.room_id and messages.seq = entries.seq
              where entries.room_id = ?1 and entries.visible = 1 and ",
            $filter
        )
    };
}
pub(super) use {columns, entries, rows};

/// An entry's columns beside seq, time and author.
pub(super) struct Stored {
    pub(super) kind: String,
    pub(super) target: Option<Seq>,
    pub(super) data: Option<String>,
}

/// The column `data`: what belongs to some kinds alone. Never the words of a message.
#[derive(Default, Serialize, Deserialize)]
struct Data {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    whom: Option<UserId>,
    /// The new name, topic or role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// The columns of an entry.
pub(super) fn stored(entry: &Entry) -> Stored {
    let Flat { kind, target, body, whom, .. } = entry.clone().into();
    let text = body.filter(|_| !matches!(kind, Kind::Post | Kind::Edit));
    let data = (whom.is_some() || text.is_some()).then_some(Data { whom, text });
    let word = serde_json::to_value(kind).ok().and_then(|word| word.as_str().map(str::to_owned));
    Stored { kind: word.unwrap_or_default(), target, data: data.and_then(|data| serde_json::to_string(&data).ok()) }
}

/// From the columns [`columns`].
impl FromRow<'_, SqliteRow> for Entry {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let word: &str = row.try_get("kind")?;
        let data: Option<&str> = row.try_get("data")?;
        let data = data.map_or_else(|| Ok(Data::default()), serde_json::from_str);
        let Data { whom, text } = data.map_err(|_| damaged("data"))?;
        let body: Option<String> = row.try_get("body")?;
        let client_id: Option<&str> = row.try_get("client_id")?;
        let client_id = client_id.map(ClientId::parse).transpose().map_err(|_| damaged("client_id"))?;
        let flat = Flat {
            room: None,
            seq: row.try_get("seq")?,
            at: row.try_get("at")?,
            by: UserId(row.try_get("user_id")?),
            kind: Kind::deserialize(word.into_deserializer()).map_err(|_: NoKind| damaged("kind"))?,
            target: row.try_get("target")?,
            client_id,
            mentions: mentions(row, body.as_deref().unwrap_or_default())?,
            body: body.or(text),
            whom,
            changed: row.try_get::<Option<Seq>, _>("changed_seq")?.unwrap_or_default(),
        };
        Ok(flat.into())
    }
}

/// The mentions of a text, each by the username that stands in it.
fn mentions(row: &SqliteRow, body: &str) -> sqlx::Result<Vec<Mention>> {
    let mut mentions: Vec<Mention> = serde_json::from_str(row.try_get("named")?).map_err(|_| damaged("named"))?;
    mentions.retain(|of| mention::names(body).any(|(_, name)| name.eq_ignore_ascii_case(&of.1)));
    mentions.sort_unstable();
    Ok(mentions)
}

/// Error for a value that is not of its column's form. It does not tell the value, as the parser would.
fn damaged(column: &str) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: format!("{column:?}"), source: "not of its form".into() }
}
