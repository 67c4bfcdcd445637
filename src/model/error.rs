//! `AppError`: the one error type that a browser may see.

use super::{Invalid, limits};
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

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignedOut => f.write_str("You are signed out. Sign in again to go on."),
            Self::NotFound => f.write_str("There is nothing here, or it is not yours to see."),
            Self::Invalid(invalid) => invalid.fmt(f),
            Self::WrongSignIn => f.write_str("That username and password do not go together."),
            Self::Suspended => f.write_str("This account is suspended. Ask an administrator."),
            Self::Archived => f.write_str("This room is archived. It can be read, and nobody writes in it."),
            Self::SentBefore => f.write_str(
                "The message before was sent. This one is not sent yet. Send it once more if you want both.",
            ),
            Self::LastOwner => f.write_str("You are the only owner. Make somebody else an owner first."),
            Self::SignUpClosed => f.write_str("This place takes no new accounts at the moment. Ask whoever runs it."),
            Self::LastAdministrator => f.write_str("This is the last administrator. Make somebody else one first."),
            Self::TooMany(1) => f.write_str("That was a little fast. Try again in a second."),
            Self::TooMany(seconds) => {
                write!(f, "That was too often. Try again in {seconds} seconds.")
            }
            Self::TooLarge => {
                write!(
                    f,
                    "That is more than can be sent at once: a form can hold {} kB, a picture {} MB.",
                    limits::FORM_BYTES / 1024,
                    limits::PICTURE_BYTES / 1024 / 1024
                )
            }
            Self::Foreign => f.write_str("This form was sent from another site. Open the page here and try again."),
            Self::Unavailable => f.write_str("That could not be stored just now. Try again in a moment."),
            Self::Unreachable => f.write_str("The server cannot be reached. Check the connection and try again."),
            Self::Internal(id) => {
                write!(f, "Something went wrong on the server. It was noted as {id}.")
            }
        }
    }
}

impl std::error::Error for AppError {}
