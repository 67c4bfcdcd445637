//! Recovery codes: ten at a time, each good for one recovery of an account.

use super::{
    passwords,
    sessions::{self, CurrentUser},
};
use crate::{
    model::{AppError, Field, Invalid, Millis, Problem, UserId},
    server::{
        auth::{caller::Caller, secret},
        chat::Services,
        clock::now,
        db,
    },
};

/// Codes made at a time.
pub const CODES: usize = 10;
/// How long an account is new, in milliseconds.
const NEW: Millis = 60 * 60 * 1_000;

/// Number of one's own codes left.
pub async fn left(services: &Services, me: &CurrentUser) -> Result<i64, AppError> {
    let mut conn = services.db.read().await?;
    Ok(db::recovery_codes::left(&mut conn, me.id()).await?)
}

/// Makes new codes in place of the old. Only their hashes are stored, so this is the only time that they are shown.
///
/// # Errors
/// With the field when the password is wrong: a session alone must not be enough to take an account over.
pub async fn make(
    services: &Services,
    me: &CurrentUser,
    caller: &Caller,
    password: &str,
) -> Result<Vec<String>, AppError> {
    passwords::confirm(services, me, caller, password).await?;
    Ok(replace(services, me, None).await?.unwrap_or_default())
}

/// Makes the first codes of an account that was just made, without its password: it has only just been given.
/// `None` for any other account.
pub async fn make_first(services: &Services, me: &CurrentUser) -> Result<Option<Vec<String>>, AppError> {
    replace(services, me, Some(now() - NEW)).await
}

/// New codes in place of the old; `new_since`: only of an account that is as new as that and was not asked yet.
async fn replace(
    services: &Services,
    me: &CurrentUser,
    new_since: Option<Millis>,
) -> Result<Option<Vec<String>>, AppError> {
    let codes: Vec<String> = std::iter::repeat_with(secret::code).take(CODES).collect();
    let hashes: Vec<_> = codes.iter().map(|code| hash(code)).collect();
    let user = me.id();
    let made = services
        .writer
        .perform(move |conn| {
            Box::pin(async move {
                if let Some(since) = new_since
                    && !db::accounts::is_new(conn, user, since).await?
                {
                    return Ok(false);
                }
                db::recovery_codes::replace(conn, user, &hashes).await?;
                db::accounts::answer_codes(conn, user, now()).await.map(|()| true)
            })
        })
        .await?;
    if made {
        tracing::info!(user = user.0, "recovery codes were made");
    }
    Ok(made.then_some(codes))
}

/// Records that the person declined the offer of codes.
pub async fn put_off(services: &Services, me: &CurrentUser) -> Result<(), AppError> {
    let user = me.id();
    services
        .writer
        .perform(move |conn| Box::pin(async move { db::accounts::answer_codes(conn, user, now()).await }))
        .await?;
    Ok(())
}

/// Recovers an account with a code: uses the code up, sets a new password, ends all sessions and begins one.
/// Returns the account's id and the session's token.
///
/// # Errors
/// The same for an unknown username as for a wrong code; [`AppError::Suspended`] for a suspended account, with
/// a right code only; or with the field.
pub async fn recover(
    services: &Services,
    caller: &Caller,
    username: &str,
    code: &str,
    new: &str,
) -> Result<(UserId, String), AppError> {
    let wrong = AppError::Invalid(Invalid { field: Field::Code, problem: Problem::Wrong });
    // Validated first: no code is used up for a password that cannot be taken.
    let new = passwords::choose(new, username, Field::NewPassword)?;
    let attempt = services.login_limiter.begin(username, caller.address).await?;
    let key = username.trim().to_ascii_lowercase();
    let hash = hash(code);
    let found = db::recovery_codes::owner(&mut services.db.read().await?, &key, &hash).await?;
    let Some(user) = found else {
        attempt.was_wrong();
        return Err(wrong);
    };
    if db::accounts::is_suspended(&mut services.db.read().await?, user).await? {
        attempt.was_right();
        // The code is not used up: it is valid again once the suspension is lifted.
        return Err(AppError::Suspended);
    }
    let new_hash = services.hasher.hash(caller.address, new).await?;
    let right = new_hash.clone();
    let taken = services
        .writer
        .perform(move |conn| {
            Box::pin(async move {
                let taken = db::recovery_codes::take(conn, user, &hash).await?;
                if taken {
                    db::accounts::recover(conn, user, &new_hash).await?;
                    db::sessions::delete_of(conn, user, None).await?;
                }
                Ok(taken)
            })
        })
        .await?;
    if !taken {
        attempt.was_wrong();
        return Err(wrong);
    }
    attempt.was_right();
    services.hub.end_person(user, None);
    tracing::info!(user = user.0, "an account was recovered with a code");
    Ok((user, sessions::begin(services, user, right, &caller.device).await?))
}

/// Hash of a code as stored, independent of case, spaces and dashes. A code has 80 random bits, so a fast hash
/// is as good as a slow one.
fn hash(code: &str) -> db::recovery_codes::CodeHash {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    secret::hash(&plain.to_ascii_lowercase())
}
