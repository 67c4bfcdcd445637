//! People search: accounts by the beginning of their names, one name or several.

use crate::{
    model::{AppError, User},
    server::db::{self, accounts::Account},
};

/// People found by name.
#[derive(Debug, Default)]
pub struct PeopleFound {
    pub people: Vec<User>,
    /// Of several names asked for at once: those whose usernames they are, and the names that nobody has.
    pub named: Vec<User>,
    pub unknown: Vec<String>,
    /// Whether there are more than these.
    pub more: bool,
}

/// Most people found at once.
pub(super) const PAGE: usize = 50;

impl PeopleFound {
    /// The first of these, of which at least one more was looked for than is shown.
    fn of(mut people: Vec<User>) -> Self {
        let more = people.len() > PAGE;
        people.truncate(PAGE);
        Self { people, more, ..Self::default() }
    }

    /// What was found for each of the names.
    pub(super) fn of_each(names: &[&str], found: Vec<Vec<User>>) -> Self {
        if let [_] = names {
            return Self::of(found.into_iter().flatten().collect());
        }
        let mut all = Self::default();
        names.iter().zip(found).for_each(|(name, found)| all.add(name, found));
        all
    }

    /// Adds those found for one of several names. Whose username it is, is meant; others who are called so, or
    /// whose names begin so, the searcher chooses.
    fn add(&mut self, name: &str, found: Vec<User>) {
        if found.is_empty() {
            return self.unknown.push(name.to_owned());
        }
        let is_meant = |user: &User| user.username.eq_ignore_ascii_case(name);
        let (mut meant, others): (Vec<_>, Vec<_>) = found.into_iter().partition(is_meant);
        if meant.is_empty() {
            let found = Self::of(others);
            self.people.extend(found.people);
            self.more |= found.more;
        }
        self.named.append(&mut meant);
    }
}

/// Most names looked for at once.
const NAMES: usize = 20;

/// The names in a search, without the `@` before one: several where there are commas between them.
pub fn names(words: &str) -> Vec<&str> {
    let names = words.split(',').map(|name| name.trim().trim_start_matches('@')).filter(|name| !name.is_empty());
    let names: Vec<_> = names.take(NAMES).collect();
    if names.is_empty() { vec![""] } else { names }
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
