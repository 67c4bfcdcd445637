//! `Error`: why the database did not do what it was asked, by what a caller can do about it.

use crate::server::outage;
use std::{error, io};

/// The database's own error, for the log.
type Cause = Box<dyn error::Error + Send + Sync>;

/// Result of a query.
pub type Result<T> = std::result::Result<T, Error>;

/// Error of the database. It reads as its cause, which may name tables and columns, but no value in them.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A unique constraint: another row has the value.
    #[error(transparent)]
    Taken(Cause),
    /// A row that has to be there is not: the one asked for, or one that a foreign key names.
    #[error(transparent)]
    Missing(Cause),
    /// It may be temporary: the disk is full, the file is locked, reading or writing failed, or memory or
    /// connections ran out.
    #[error(transparent)]
    Unavailable(Cause),
    /// A stored value is not of its column's form.
    #[error(transparent)]
    Damaged(Cause),
    /// Anything else.
    #[error(transparent)]
    Failed(Cause),
}

impl Error {
    /// Error for a write that was rolled back because of this one, another's.
    pub(in crate::server) fn taken_back(&self) -> Self {
        let why = format!("taken back: {self}").into();
        if matches!(self, Self::Unavailable(_)) { Self::Unavailable(why) } else { Self::Failed(why) }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let kind: fn(Cause) -> Self = match &error {
            sqlx::Error::RowNotFound => Self::Missing,
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::BeginFailed => Self::Unavailable,
            sqlx::Error::Io(cause) if outage::is_passing(cause) => Self::Unavailable,
            sqlx::Error::Database(cause) if cause.is_unique_violation() => Self::Taken,
            sqlx::Error::Database(cause) if cause.is_foreign_key_violation() => Self::Missing,
            sqlx::Error::Database(cause) if is_passing(cause.code().as_deref()) => Self::Unavailable,
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Self::Damaged,
            _ => Self::Failed,
        };
        kind(error.into())
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        sqlx::Error::from(error).into()
    }
}

/// Whether an SQLite result code may be temporary, by the primary code in its last byte.
fn is_passing(code: Option<&str>) -> bool {
    let code: u32 = code.and_then(|code| code.parse().ok()).unwrap_or_default();
    // BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL.
    [5, 6, 7, 8, 10, 13, 14, 15].contains(&(code & 0xff))
}
