//! The signed-in person of a request, as an extractor: handlers that take one run with a session only.

use super::app_state::AppState;
use crate::{
    model::AppError,
    server::chat::sessions::{self, CurrentUser},
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};

/// The signed-in person, by the session cookie in these headers.
///
/// # Errors
/// [`AppError::SignedOut`] without a session.
pub async fn of(state: &AppState, headers: &HeaderMap) -> Result<CurrentUser, AppError> {
    sessions::of(state, headers).await?.ok_or(AppError::SignedOut)
}

impl FromRequestParts<AppState> for CurrentUser {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        of(state, &parts.headers).await
    }
}
