//! People's choices of how the app looks, in the table `users`.

use super::{Conn, Result, query};
use crate::model::{Theme, UserId};
use sqlx::{FromRow, Row, sqlite::SqliteRow};

/// A person's choices, on all of their devices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    pub theme: Theme,
    /// Whether rooms are listed by what was written last, instead of by name.
    pub by_activity: bool,
}

impl FromRow<'_, SqliteRow> for Choices {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self { theme: Theme::named(row.try_get("theme")?), by_activity: row.try_get("by_activity")? })
    }
}

/// Sets a person's choices.
pub async fn set(conn: &mut Conn, user: UserId, choices: Choices) -> Result<()> {
    query("update users set theme = ?2, by_activity = ?3 where id = ?1")
        .bind(user.0)
        .bind(choices.theme.name())
        .bind(choices.by_activity)
        .execute(conn)
        .await
}
