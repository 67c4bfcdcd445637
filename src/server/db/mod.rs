//! SQL and nothing else: one file per table, functions over a [`Conn`]. Authorisation is the callers', in
//! `chat`, by lookups through the person. The driver is known here alone.

pub mod accounts;
pub mod acquaintances;
pub mod bans;
pub mod choices;
pub mod committed;
mod conn;
mod create;
pub mod decisions;
pub mod default_rooms;
pub mod entries;
mod entry_row;
mod error;
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
mod statement;
mod transaction;
pub mod usernames;
pub mod users;

pub use conn::Conn;
pub use error::{Error, Result};
pub use file::{Db, FILE};
pub use head::Head;
pub(in crate::server) use head::commit_counted;
pub use inside::Inside;
pub use look::Check;
pub use open_error::OpenError;
pub use transaction::Borrowing;
pub(in crate::server) use transaction::{begin, commit, data_version, in_savepoint, optimize, rollback, touch};

use statement::{query, query_as, query_scalar};
