//! Passwords: choosing, changing, and a new one for those who lost theirs.

use super::sessions::CurrentUser;
use crate::{
    model::{AppError, Field, Invalid, Millis, Password, Problem, User, UserId, limits},
    server::{
        auth::{caller::Caller, password, secret},
        chat::Services,
        db::{self, sessions::TokenHash},
    },
};

/// How long an administrator's link can be used: a day.
const LINK_LASTS: Millis = 24 * 60 * 60 * 1_000;

/// A new password beside the name it must differ from, typed into `field`.
///
/// # Errors
/// When it is too short or long, the name itself, or one of the first to be guessed.
pub fn choose(text: &str, username: &str, field: Field) -> Result<Password, Invalid> {
    let password = Password::choose(text, username).map_err(|refused| Invalid { field, ..refused })?;
    if password::is_common(&password) {
        return Err(Invalid { field, problem: Problem::Common });
    }
    Ok(password)
}

/// Makes sure that whoever uses this session knows the password too.
///
/// # Errors
/// With the field when it is wrong; [`AppError::TooMany`] after too many wrong ones, as at sign-in.
pub async fn confirm(services: &Services, me: &CurrentUser, caller: &Caller, password: &str) -> Result<(), AppError> {
    let wrong = AppError::Invalid(Invalid { field: Field::CurrentPassword, problem: Problem::Wrong });
    if password.len() > *limits::PASSWORD_BYTES.end() {
        return Err(wrong);
    }
    let attempt = services.login_limiter.begin(&me.user.username, caller.address).await?;
    let hash = db::accounts::password_hash(&mut *services.db.read().await?, me.id()).await?;
    if services.hasher.verify(caller.address, password.to_owned(), hash).await? {
        attempt.was_right();
        Ok(())
    } else {
        attempt.was_wrong();
        Err(wrong)
    }
}

/// Changes one's own password. All other sessions end; this one goes on.
///
/// # Errors
/// With the field that cannot be taken.
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

/// Makes a link with which somebody can choose a new password, once. Returns its token, which is
/// not kept.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such account, or it is suspended, or for those who are no
/// administrators.
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

/// Whom a link is for.
///
/// # Errors
/// [`AppError::NotFound`] when it is used, too old, or none.
pub async fn link_owner(services: &Services, token: &str) -> Result<User, AppError> {
    let mut conn = services.db.read().await?;
    let user = db::reset_links::find(&mut conn, &secret::hash(token), services.config.clock.settled())
        .await?
        .ok_or(AppError::NotFound)?;
    let account = db::accounts::by_id(&mut conn, user).await?.filter(|account| !account.suspended);
    Ok(account.ok_or(AppError::NotFound)?.user)
}

/// Uses a link: sets the password and ends all sessions.
///
/// # Errors
/// [`AppError::NotFound`] when it is used, too old, or none; or with the field.
pub async fn use_link(services: &Services, caller: &Caller, token: &str, new: &str) -> Result<(), AppError> {
    let user = link_owner(services, token).await?;
    let new = choose(new, &user.username, Field::NewPassword)?;
    let new_hash = services.hasher.hash(caller.address, new).await?;
    let (hash, settled) = (secret::hash(token), services.config.clock.settled());
    services
        .writer
        .perform(move |conn| {
            Box::pin(async move {
                // Another may have been faster with the same link.
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

/// Sets a password's hash and ends all sessions but one.
pub(super) async fn set(conn: &mut db::Conn, user: UserId, hash: &str, kept: Option<TokenHash>) -> db::Result<()> {
    db::accounts::set_password(conn, user, hash).await?;
    db::sessions::delete_of(conn, user, kept).await
}
