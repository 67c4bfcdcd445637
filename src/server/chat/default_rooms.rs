//! Default rooms: every new account is in them from the start, as administrators choose.

use super::{admin, sessions::CurrentUser};
use crate::{
    model::{AppError, RoomKind, UserId},
    server::{chat::Services, db, domain::membership::Join},
};

/// Makes an open room one that every new account is in from the start, or no longer.
///
/// # Errors
/// [`AppError::NotFound`] for anybody who is no administrator, and when there is no such room.
pub async fn set(services: &Services, by: &CurrentUser, slug: &str, is_default: bool) -> Result<(), AppError> {
    admin::may(by)?;
    let found = db::rooms::by_slug(&mut services.db.read().await?, slug).await?;
    let room = found.filter(|room| room.kind == RoomKind::Open).ok_or(AppError::NotFound)?.id;
    let set = services.writer.perform(move |conn| Box::pin(db::default_rooms::set(conn, room, is_default)));
    Ok(set.await?)
}

/// Joins the rooms that every new account is in from the start.
///
/// # Errors
/// Of the database.
pub async fn join_all(services: &Services, by: UserId) -> Result<(), AppError> {
    for room in db::default_rooms::all(&mut services.db.read().await?).await? {
        // One that was deleted just now is none.
        services.writer.decide(Join { room, by, invite: None, is_counted: false }).await?.ok();
    }
    Ok(())
}
