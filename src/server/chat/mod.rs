//! Use cases: authorise by lookup through the person, validate, store, publish.

pub mod about;
pub mod accounts;
pub mod administration;
pub mod devices;
pub mod direct;
pub mod exports;
mod given;
pub mod invitations;
pub mod invites;
pub mod leaving;
pub mod messages;
pub mod notifications;
pub mod passwords;
mod people;
pub mod place;
pub mod profile;
pub mod recovery;
pub mod rooms;
pub mod tries;
pub mod turns;
pub mod writer;

use super::db;
use crate::model::AppError;

impl From<db::Error> for AppError {
    fn from(error: db::Error) -> Self {
        if db::is_passing(&error) {
            tracing::warn!(%error, "the store cannot be used just now");
            return Self::Unavailable;
        }
        let id = crate::server::auth::secret::short();
        tracing::error!(%id, %error, "the store failed");
        Self::Internal(id)
    }
}
