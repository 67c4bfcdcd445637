//! People search: accounts by the beginning of their names.

use crate::{
    model::{AppError, User},
    server::db::{self, accounts::Account},
};

/// People found by name.
#[derive(Debug)]
pub struct PeopleFound {
    pub people: Vec<User>,
    /// Whether there are more than these.
    pub more: bool,
}

/// Most people found at once.
pub(super) const PAGE: usize = 50;

impl PeopleFound {
    /// The first of these, of which at least one more was looked for than is shown.
    pub(super) fn of(mut people: Vec<User>) -> Self {
        let more = people.len() > PAGE;
        people.truncate(PAGE);
        Self { people, more }
    }
}

/// Accounts whose username or display name begins with `words`, by username, after the username `after`; at
/// most `most`.
pub(super) async fn find(conn: &mut db::Conn, words: &str, after: &str, most: i64) -> Result<Vec<Account>, AppError> {
    let words = words.trim().trim_start_matches('@');
    let mut accounts = if words.is_empty() {
        db::accounts::after(conn, after, most).await?
    } else {
        db::accounts::beginning_with(conn, words, after, most).await?
    };
    accounts.sort_by_key(|account| account.user.username.to_ascii_lowercase());
    Ok(accounts)
}
