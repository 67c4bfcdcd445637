//! Invitations: invite links into the place, for creating an account. Links into rooms are in `invites`.

use super::{admin, invites::REMEMBERED, sessions::CurrentUser};
use crate::{
    model::{AppError, LinkName},
    server::{
        auth::secret,
        chat::Services,
        db::{
            self,
            invitations::{Invitation, NewInvitation},
        },
    },
};

/// Choices for the days until an invitation expires.
pub const DAYS: [i64; 4] = [1, 7, 30, 365];
/// Choices for the number of uses; 0 is without a limit.
pub const USES: [i64; 5] = [1, 5, 25, 100, 0];
/// Most invitations listed.
const LISTED: i64 = 200;

/// Invitations that can still be used.
///
/// # Errors
/// [`AppError::NotFound`] for anybody who is no administrator.
pub async fn list(services: &Services, by: &CurrentUser) -> Result<Vec<Invitation>, AppError> {
    admin::may(by)?;
    Ok(db::invitations::usable(&mut services.db.read().await?, services.config.clock.settled(), LISTED).await?)
}

/// Creates an invitation. Returns its token, of which only a hash is stored.
///
/// # Errors
/// [`AppError::NotFound`] for anybody who is no administrator, and for values that are not offered.
pub async fn make(
    services: &Services,
    by: &CurrentUser,
    name: LinkName,
    days: i64,
    uses: i64,
) -> Result<String, AppError> {
    admin::may(by)?;
    if !DAYS.contains(&days) || !USES.contains(&uses) {
        return Err(AppError::NotFound);
    }
    let token = secret::token();
    let token_hash = secret::hash(&token);
    let maker = by.id();
    let (now, certain) = (services.config.clock.settled(), services.config.clock.certain());
    services
        .writer
        .perform(move |conn| {
            Box::pin(async move {
                db::invitations::forget_ended(conn, certain.unwrap_or_default() - REMEMBERED).await?;
                let new = NewInvitation {
                    by: maker,
                    name: name.into_string(),
                    token_hash,
                    made_at: now,
                    expires_at: now + days * 24 * 60 * 60 * 1_000,
                    uses: (uses > 0).then_some(uses),
                };
                db::invitations::insert(conn, new).await
            })
        })
        .await?;
    tracing::info!(by = maker.0, "an invitation was made");
    Ok(token)
}

/// Revokes an invitation; no change if it cannot be used any more.
///
/// # Errors
/// [`AppError::NotFound`] for anybody who is no administrator.
pub async fn revoke(services: &Services, by: &CurrentUser, id: i64) -> Result<(), AppError> {
    admin::may(by)?;
    let now = services.config.clock.settled();
    services.writer.perform(move |conn| Box::pin(db::invitations::end(conn, id, now))).await?;
    Ok(())
}
