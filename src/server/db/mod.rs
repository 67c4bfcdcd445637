//! SQL and nothing else: one file per table, functions over a [`Conn`]. What a person may see is
//! decided by their callers in `chat`, by lookups that go through that person.

pub mod accounts;
pub mod bans;
pub mod entries;
pub mod export;
mod file;
mod inside;
pub mod invitations;
pub mod invites;
pub mod marks;
pub mod memberships;
mod moves;
pub mod notify_rooms;
pub mod place;
pub mod push_queue;
pub mod push_subscriptions;
pub mod recovery_codes;
pub mod reset_links;
pub mod rooms;
pub mod sessions;
pub mod usernames;
pub mod users;

pub use file::{Db, OpenError};
pub(in crate::server) use file::{begin, commit, data_version};
pub use inside::Inside;

/// One connection to the store, inside or outside a transaction.
pub type Conn = sqlx::SqliteConnection;
/// What the store can answer instead of rows.
pub type Error = sqlx::Error;
/// A store's answer.
pub type Result<T> = std::result::Result<T, Error>;

/// Whether a write failed because another row has the same unique value.
#[must_use]
pub fn is_taken(error: &Error) -> bool {
    error.as_database_error().is_some_and(|error| error.is_unique_violation())
}
