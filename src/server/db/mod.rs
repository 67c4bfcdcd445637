//! SQL and nothing else: one file per table, functions over a [`Conn`]. Authorisation is the callers', in
//! `chat`, by lookups through the person.

pub mod accounts;
pub mod bans;
pub mod committed;
mod create;
pub mod decisions;
pub mod entries;
mod entry_row;
pub mod export;
pub mod facts;
mod file;
mod head;
mod inside;
pub mod invitations;
pub mod invites;
mod keep;
mod look;
pub mod memberships;
pub mod messages;
pub mod notify_prefs;
mod open_error;
pub mod push_queue;
pub mod push_subscriptions;
pub mod read_marks;
pub mod recovery_codes;
pub mod reset_links;
pub mod rooms;
pub mod sessions;
pub mod settings;
mod transaction;
pub mod usernames;
pub mod users;

pub use file::{Db, FILE};
pub use head::Head;
pub(in crate::server) use head::count_commit;
pub use inside::Inside;
pub use look::Check;
pub use open_error::OpenError;
pub use transaction::Borrowing;
pub(in crate::server) use transaction::{begin, commit, data_version, in_savepoint, optimize, rollback, touch};

use super::outage;
use std::io;

/// One connection to the database, inside or outside a transaction.
pub type Conn = sqlx::SqliteConnection;
/// Error of the database.
pub type Error = sqlx::Error;
/// Result of a query.
pub type Result<T> = std::result::Result<T, Error>;

/// Whether a write violated a unique constraint.
#[must_use]
pub fn is_taken(error: &Error) -> bool {
    error.as_database_error().is_some_and(|error| error.is_unique_violation())
}

/// Whether a failure may be temporary: the disk is full, the file is locked, reading or writing failed, or
/// memory or connections ran out.
#[must_use]
pub fn is_passing(error: &Error) -> bool {
    match error {
        Error::PoolTimedOut | Error::PoolClosed | Error::BeginFailed => true,
        Error::Io(error) => outage::is_passing(error),
        Error::Database(error) => {
            let code = error.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or_default();
            // The primary result codes: BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL.
            [5, 6, 7, 8, 10, 13, 14, 15].contains(&(code & 0xff))
        }
        _ => false,
    }
}

/// Error for a write that was rolled back because of another's failure.
pub(in crate::server) fn taken_back(error: &Error) -> Error {
    let why = format!("taken back: {error}");
    if is_passing(error) { io::Error::new(io::ErrorKind::ResourceBusy, why).into() } else { Error::Protocol(why) }
}
