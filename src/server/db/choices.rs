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
    pub enter_key: EnterKey,
}

/// The effect of the Enter key in a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EnterKey {
    /// As is usual on the device: it sends with a keyboard, and breaks the line by touch.
    #[default]
    Device,
    Sends,
    Breaks,
}

impl EnterKey {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Device, Self::Sends, Self::Breaks];

    /// The word for it in the form, in the store, and in `data-enter` on `html`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Sends => "sends",
            Self::Breaks => "breaks",
        }
    }

    /// The one of this word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.word() == word)
    }
}

impl FromRow<'_, SqliteRow> for Choices {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            theme: Theme::named(row.try_get("theme")?),
            by_activity: row.try_get("by_activity")?,
            enter_key: EnterKey::of_word(row.try_get("enter_key")?).unwrap_or_default(),
        })
    }
}

/// Sets a person's choices.
pub async fn set(conn: &mut Conn, user: UserId, choices: Choices) -> Result<()> {
    query("update users set theme = ?2, by_activity = ?3, enter_key = ?4 where id = ?1")
        .bind(user.0)
        .bind(choices.theme.name())
        .bind(choices.by_activity)
        .bind(choices.enter_key.word())
        .execute(conn)
        .await
}
