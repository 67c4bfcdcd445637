//! Use cases: authorise by lookup through the person, validate, store, publish.

pub mod accounts;
pub mod log;
pub mod messages;
pub mod notifications;
pub mod rate;
pub mod rooms;
mod slug;
pub mod writer;

use crate::{error::AppError, server::db};

impl From<db::Error> for AppError {
    fn from(error: db::Error) -> Self {
        let id = crate::server::auth::secret::short();
        tracing::error!(%id, %error, "the store failed");
        Self::Internal(id)
    }
}
