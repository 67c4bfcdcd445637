//! `AppError`: the one error type that a browser may see. Its sentences are in `words`.

use super::Invalid;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The reason for a failure, without any internals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    /// There is no session, or it has ended.
    SignedOut,
    /// It does not exist, or the viewer may not know of it.
    NotFound,
    /// A field is invalid.
    Invalid(Invalid),
    /// Unknown username or wrong password; deliberately not said which.
    WrongSignIn,
    /// The password is right, and the account is suspended.
    Suspended,
    /// The room is archived: read-only.
    Archived,
    /// The form's client id has been used for a message with another body.
    SentBefore,
    /// The message was changed since the form was made.
    ChangedSince,
    /// The room would be left without an owner.
    LastOwner,
    /// Sign-up is closed.
    SignUpClosed,
    /// The site would be left without an administrator.
    LastAdministrator,
    /// Rate limited; seconds until the next try.
    TooMany(u64),
    /// The request exceeds a size limit.
    TooLarge,
    /// A cross-origin request: it does not come from one of Roost's own pages.
    Foreign,
    /// The store cannot write at the moment. Worth another try.
    Unavailable,
    /// The server could not be reached, or its response not understood.
    Unreachable,
    /// An unexpected error, logged under this id.
    Internal(String),
}

impl From<Invalid> for AppError {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

/// For the log: its name and data.
impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for AppError {}
