//! Sessions: beginning, finding, listing and ending them. A session is a random token in a cookie, of which
//! the database holds a hash.

use crate::{
    model::{AppError, Millis, User, UserId},
    server::{
        auth::{cookie, secret},
        chat::Services,
        db::{
            self,
            choices::Choices,
            sessions::{Device, Session, TokenHash},
        },
    },
};
use axum::http::HeaderMap;

/// Idle time after which a session ends: 90 days.
pub const IDLE: Millis = 90 * 24 * 60 * 60 * 1_000;
/// Resolution of the last use: it is stored at most once an hour.
const TOUCH: Millis = 60 * 60 * 1_000;
/// Most sessions per account; a new one ends the one unused for longest.
const MOST: usize = 50;

/// A signed-in person. Protected code takes one as an argument.
#[derive(Clone, Debug)]
pub struct CurrentUser {
    pub user: User,
    pub is_admin: bool,
    /// Whether recovery codes are still to be offered: neither accepted nor declined.
    pub offer_codes: bool,
    pub choices: Choices,
    /// Hash of the session's token, which tells it from the person's others.
    pub session: TokenHash,
}

impl CurrentUser {
    #[must_use]
    pub const fn id(&self) -> UserId {
        self.user.id
    }
}

/// Begins a session for an account. Returns its token, of which only a hash is stored. `password_hash` is the
/// one that was verified: if the password was changed since, no session begins.
///
/// # Errors
/// [`AppError::WrongSignIn`] when the account is gone or suspended, or has another password now.
pub async fn begin(services: &Services, user: UserId, password_hash: String, device: &str) -> Result<String, AppError> {
    let token = secret::token();
    let hash = secret::hash(&token);
    let device: String = device.chars().filter(|c| !c.is_control()).take(200).collect();
    let (now, certain) = (services.config.clock.settled(), services.config.clock.certain());
    let begun = services
        .writer
        .perform(move |conn| {
            Box::pin(async move {
                if let Some(certain) = certain {
                    db::sessions::delete_unused(conn, certain - IDLE).await?;
                    db::sessions::bring_back(conn, certain).await?;
                }
                if !db::sessions::insert(conn, &hash, (user, &password_hash), &device, now).await? {
                    return Ok(None);
                }
                db::sessions::delete_beyond(conn, user, &hash, MOST).await.map(Some)
            })
        })
        .await?;
    for ended in begun.ok_or(AppError::WrongSignIn)? {
        services.hub.end_session(&ended);
    }
    Ok(token)
}

/// Ends a session: its token is invalid from here on, and its sockets are closed.
pub async fn end(services: &Services, hash: TokenHash) -> Result<(), AppError> {
    services.writer.perform(move |conn| Box::pin(async move { db::sessions::delete(conn, &hash).await })).await?;
    services.hub.end_session(&hash);
    Ok(())
}

/// The signed-in person of a request, from the first live session in its headers.
pub async fn of(services: &Services, headers: &HeaderMap) -> Result<Option<CurrentUser>, AppError> {
    let now = services.config.clock.settled();
    let Some((hash, session)) = first_live(services, headers, now).await? else { return Ok(None) };
    // A last use in the future comes from a clock that was set back since; it is corrected.
    if (now - session.used_at).abs() > TOUCH {
        let touched =
            services.writer.perform(move |conn| Box::pin(async move { db::sessions::touch(conn, &hash, now).await }));
        // While the database cannot be written it can still be read.
        if let Err(error) = touched.await {
            tracing::warn!(%error, "the use of a session could not be written down");
        }
    }
    Ok(Some(CurrentUser {
        user: session.user,
        is_admin: session.is_admin,
        offer_codes: session.offer_codes,
        choices: session.choices,
        session: hash,
    }))
}

/// Ends every session that these headers carry.
pub async fn end_all(services: &Services, headers: &HeaderMap) -> Result<(), AppError> {
    while let Some(current) = of(services, headers).await? {
        end(services, current.session).await?;
    }
    Ok(())
}

/// Whether these headers carry a live session.
pub async fn is_known(services: &Services, headers: &HeaderMap) -> Result<bool, AppError> {
    Ok(first_live(services, headers, services.config.clock.settled()).await?.is_some())
}

/// Whether these headers carry a session cookie, live or not.
#[must_use]
pub fn has_token(services: &Services, headers: &HeaderMap) -> bool {
    cookie::tokens(headers, services.config.is_https()).next().is_some()
}

/// The first live session in these headers. A browser with a second cookie of the same name for another path
/// sends both, in an order that does not matter.
async fn first_live(
    services: &Services,
    headers: &HeaderMap,
    now: Millis,
) -> Result<Option<(TokenHash, Session)>, AppError> {
    let mut hashes = cookie::tokens(headers, services.config.is_https()).map(secret::hash).peekable();
    if hashes.peek().is_none() {
        return Ok(None);
    }
    let mut conn = services.db.read().await?;
    for hash in hashes {
        if let Some(session) = db::sessions::find(&mut conn, &hash, now - IDLE).await? {
            return Ok(Some((hash, session)));
        }
    }
    Ok(None)
}

/// Whether a session is still live; checked for sockets that have been open for a while.
pub async fn lives(services: &Services, hash: &TokenHash) -> Result<bool, AppError> {
    let mut conn = services.db.read().await?;
    Ok(db::sessions::find(&mut conn, hash, services.config.clock.settled() - IDLE).await?.is_some())
}

/// One's own devices, the current one first.
pub async fn devices(services: &Services, me: &CurrentUser) -> Result<Vec<Device>, AppError> {
    let mut conn = services.db.read().await?;
    Ok(db::sessions::devices(&mut conn, me.id(), &me.session, services.config.clock.settled() - IDLE).await?)
}

/// Ends the session of one's own device; no change if it has ended.
pub async fn end_device(services: &Services, me: &CurrentUser, handle: &str) -> Result<(), AppError> {
    let (user, handle) = (me.id(), handle.to_owned());
    let ended = services
        .writer
        .perform(move |conn| Box::pin(async move { db::sessions::delete_named(conn, user, &handle).await }))
        .await?;
    if let Some(hash) = ended {
        services.hub.end_session(&hash);
    }
    Ok(())
}

/// Ends all sessions but the current one.
pub async fn end_others(services: &Services, me: &CurrentUser) -> Result<(), AppError> {
    let (user, kept) = (me.id(), me.session);
    services
        .writer
        .perform(move |conn| Box::pin(async move { db::sessions::delete_of(conn, user, Some(kept)).await }))
        .await?;
    services.hub.end_person(user, Some(&kept));
    Ok(())
}
