//! `OpenError`: why a database cannot be used.

use super::Error;
use std::{
    io,
    path::{Path, PathBuf},
};

/// Reason why the database cannot be used, with the file's path. The file was left unchanged.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", path.display())]
pub struct OpenError {
    path: PathBuf,
    #[source]
    why: Unusable,
}

impl OpenError {
    pub(super) fn new(path: &Path, why: impl Into<Unusable>) -> Self {
        Self { path: path.to_owned(), why: why.into() }
    }
}

/// Reason without the path.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unusable {
    #[error("is empty; move it away to start anew, or put a copy back")]
    Empty,
    #[error("is not a database")]
    NoDatabase,
    #[error("is another program's database")]
    Foreign,
    #[error("was written by a newer Roost; use that one")]
    Newer,
    #[error(
        "was written by a Roost from before its first release, and cannot be read by this one; move it away to start \
         anew"
    )]
    Unreleased,
    #[error("is used by a Roost of another version; stop that one first")]
    UsedByOther,
    #[error("is cut short; put a copy back")]
    CutShort,
    #[error("is damaged ({0}); put a copy back")]
    Damaged(String),
    /// The log of a database that is gone.
    #[error("is gone, and {0} is still there; put it back, or move that away to start anew")]
    LogAlone(String),
    #[error("SQLite {0} is too old to be trusted with it")]
    OldSqlite(String),
    #[error("cannot be read ({0}); put a copy back")]
    Unreadable(#[source] Error),
    #[error("cannot be written ({0})")]
    Unwritable(#[source] io::Error),
    #[error("could not be copied before it is brought up to date: {0}")]
    NotCopied(#[source] Error),
    #[error("has no note beside it ({0})")]
    NoNote(#[source] io::Error),
    #[error(transparent)]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error(transparent)]
    Store(#[from] Error),
    #[error(transparent)]
    Io(#[from] io::Error),
}
