//! Passwords: choosing, confirming and changing them, and reset links.

use super::sessions::CurrentUser;
use crate::{
    model::{AppError, Field, Invalid, Millis, Password, Problem, User, UserId, limits},
    server::{
        auth::{caller::Caller, password, secret},
        chat::Services,
        db::{self, sessions::TokenHash},
    },
};

/// Lifetime of a reset link: a day.
const LINK_LASTS: Millis = 24 * 60 * 60 * 1_000;

/// Validates a new password, typed into `field`, against the username and the list of common ones.
///
/// # Errors
/// When it is too short or too long, equals the username, or is common.
pub fn choose(text: &str, username: &str, field: Field) -> Result<Password, Invalid> {
    let password = Password::choose(text, username).map_err(|refused| Invalid { field, ..refused })?;
    if password::is_common(&password) {
        return Err(Invalid { field, problem: Problem::Common });
    }
    Ok(password)
}

/// Checks the password again within a session: a session alone must not be enough to take an account over.
///
/// # Errors
/// With the field when it is wrong; [`AppError::TooMany`] after too many wrong ones, as at sign-in.
pub async fn confirm(services: &Services, me: &CurrentUser, caller: &Caller, password: &str) -> Result<(), AppError> {
    let wrong = AppError::Invalid(Invalid { field: Field::CurrentPassword, problem: Problem::Wrong });
    if password.len() > *limits::PASSWORD_BYTES.end() {
        return Err(wrong);
    }
    let attempt = services.login_limiter.begin(&me.user.username, caller.address).await?;
    let hash = db::accounts::password_hash(&mut services.db.read().await?, me.id()).await?;
    if services.hasher.verify(caller.address, password.to_owned(), hash).await? {
        attempt.was_right();
        Ok(())
    } else {
        attempt.was_wrong();
        Err(wrong)
    }
}

/// Changes one's own password. All sessions but this one end.
///
/// # Errors
/// With the field that is invalid.
pub async fn change(
    services: &Services,
    me: &CurrentUser,
    caller: &Caller,
    current: &str,
    new: &str,
) -> Result<(), AppError> {
    let new = choose(new, &me.user.username, Field::NewPassword)?;
    confirm(services, me, caller, current).await?;
    let hash = services.hasher.hash(caller.address, new).await?;
    let (user, kept) = (me.id(), me.session);
    services.writer.perform(move |conn| Box::pin(async move { set(conn, user, &hash, Some(kept)).await })).await?;
    services.hub.end_person(user, Some(&kept));
    tracing::info!(user = user.0, "a password was changed");
    Ok(())
}

/// Creates a reset link, with which a new password can be set once. Returns its token, of which only a hash is
/// stored.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such account, it is suspended, or the actor is no administrator.
pub async fn make_link(services: &Services, by: &CurrentUser, username: &str) -> Result<String, AppError> {
    let account = super::admin::account(services, by, username).await?;
    if account.suspended {
        return Err(AppError::NotFound);
    }
    let user = account.user.id;
    let token = secret::token();
    let hash = secret::hash(&token);
    let until = services.config.clock.settled() + LINK_LASTS;
    services
        .writer
        .perform(move |conn| Box::pin(async move { db::reset_links::put(conn, user, &hash, until).await }))
        .await?;
    tracing::info!(user = user.0, by = by.id().0, "a link for a new password was made");
    Ok(token)
}

/// Account of a reset link.
///
/// # Errors
/// [`AppError::NotFound`] when it is used, expired, or unknown, or the account is suspended.
pub async fn link_owner(services: &Services, token: &str) -> Result<User, AppError> {
    let mut conn = services.db.read().await?;
    let user = db::reset_links::find(&mut conn, &secret::hash(token), services.config.clock.settled())
        .await?
        .ok_or(AppError::NotFound)?;
    let account = db::accounts::by_id(&mut conn, user).await?.filter(|account| !account.suspended);
    Ok(account.ok_or(AppError::NotFound)?.user)
}

/// Sets a new password by a reset link, and ends all sessions.
///
/// # Errors
/// [`AppError::NotFound`] as [`link_owner`]; or with the field.
pub async fn use_link(services: &Services, caller: &Caller, token: &str, new: &str) -> Result<(), AppError> {
    let user = link_owner(services, token).await?;
    let new = choose(new, &user.username, Field::NewPassword)?;
    let new_hash = services.hasher.hash(caller.address, new).await?;
    let (hash, settled) = (secret::hash(token), services.config.clock.settled());
    services
        .writer
        .perform(move |conn| {
            Box::pin(async move {
                // Checked again in the transaction: the link may have been used meanwhile.
                if db::reset_links::find(conn, &hash, settled).await? != Some(user.id) {
                    return Ok(None);
                }
                set(conn, user.id, &new_hash, None).await.map(Some)
            })
        })
        .await?
        .ok_or(AppError::NotFound)?;
    services.hub.end_person(user.id, None);
    tracing::info!(user = user.id.0, "a password was set with a link");
    Ok(())
}

/// Stores a password hash and ends all sessions but `kept`.
pub(super) async fn set(conn: &mut db::Conn, user: UserId, hash: &str, kept: Option<TokenHash>) -> db::Result<()> {
    db::accounts::set_password(conn, user, hash).await?;
    db::sessions::delete_of(conn, user, kept).await
}
