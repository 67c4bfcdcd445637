//! The devices that somebody is signed in on: listing them, and signing them out.

use crate::{
    model::AppError,
    server::{
        auth::session::{self, CurrentUser},
        db::{self, sessions::Device},
        state::AppState,
    },
};

/// One's own devices, this one first.
///
/// # Errors
/// The store's.
pub async fn list(state: &AppState, me: &CurrentUser) -> Result<Vec<Device>, AppError> {
    let mut conn = state.db.read().await?;
    Ok(db::sessions::devices(&mut conn, me.id(), &me.session, state.config.clock.settled() - session::IDLE).await?)
}

/// Signs one of them out; no change if it is already.
///
/// # Errors
/// The store's.
pub async fn end(state: &AppState, me: &CurrentUser, handle: &str) -> Result<(), AppError> {
    let (user, handle) = (me.id(), handle.to_owned());
    let ended = state
        .writer
        .perform(move |conn| Box::pin(async move { db::sessions::delete_named(conn, user, &handle).await }))
        .await?;
    if let Some(hash) = ended {
        state.hub.end_session(&hash);
    }
    Ok(())
}

/// Signs all others out.
///
/// # Errors
/// The store's.
pub async fn end_others(state: &AppState, me: &CurrentUser) -> Result<(), AppError> {
    let (user, kept) = (me.id(), me.session);
    state
        .writer
        .perform(move |conn| Box::pin(async move { db::sessions::delete_of(conn, user, Some(kept)).await }))
        .await?;
    state.hub.end_person(user, Some(&kept));
    Ok(())
}
