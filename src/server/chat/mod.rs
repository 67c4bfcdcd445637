//! Use cases: authorise by lookup through the person, validate, store, publish.

pub mod account_removal;
pub mod accounts;
pub mod admin;
pub mod default_rooms;
pub mod direct;
pub mod exports;
mod given;
pub mod invitations;
pub mod invites;
pub mod limits;
pub mod login_limiter;
pub mod messages;
pub mod notifications;
pub mod passwords;
pub mod people_search;
pub mod profile;
pub mod read_marks;
pub mod recovery;
pub mod room_admin;
pub mod rooms;
mod services;
pub mod sessions;
pub mod site;
pub mod turns;
pub mod writer;

pub use services::Services;

use super::db;
use crate::model::AppError;

impl From<db::Error> for AppError {
    fn from(error: db::Error) -> Self {
        if let db::Error::Unavailable(_) = error {
            tracing::warn!(%error, "the store cannot be used just now");
            return Self::Unavailable;
        }
        let id = crate::server::auth::secret::short();
        tracing::error!(%id, %error, "the store failed");
        Self::Internal(id)
    }
}
