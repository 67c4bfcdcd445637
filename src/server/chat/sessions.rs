//! Sessions: a random token in a cookie, its hash in the store.

use crate::{
    model::{AppError, Millis, User, UserId},
    server::{
        auth::{cookie, secret},
        chat::Services,
        db::{
            self,
            sessions::{Device, Session, TokenHash},
        },
    },
};
use axum::http::HeaderMap;

/// A session that is not used for this long has ended: 90 days.
pub const IDLE: Millis = 90 * 24 * 60 * 60 * 1_000;
/// The last use is written down at most this often: once an hour.
const TOUCH: Millis = 60 * 60 * 1_000;
/// Sessions of one account; a new one ends that which was not used for longest.
const MOST: usize = 50;

/// Somebody who is signed in. Protected code asks for one of these.
#[derive(Clone, Debug)]
pub struct CurrentUser {
    pub user: User,
    pub is_admin: bool,
    /// Whether they have not yet said anything to recovery codes.
    pub offer_codes: bool,
    /// Tells this session from the person's others.
    pub session: TokenHash,
}

impl CurrentUser {
    #[must_use]
    pub const fn id(&self) -> UserId {
        self.user.id
    }
}

/// Begins a session for an account and returns its token, which is not kept. `password_hash` is what
/// was found right: to know a password that has been changed since opens nothing.
///
/// # Errors
/// [`AppError::WrongSignIn`] when the account is gone or has another password now.
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

/// Ends a session: its token is worth nothing from here on, and its sockets are closed.
pub async fn end(services: &Services, hash: TokenHash) -> Result<(), AppError> {
    services.writer.perform(move |conn| Box::pin(async move { db::sessions::delete(conn, &hash).await })).await?;
    services.hub.end_session(&hash);
    Ok(())
}

/// Who sent these headers, if anybody: whose the first session is that lives.
pub async fn of(services: &Services, headers: &HeaderMap) -> Result<Option<CurrentUser>, AppError> {
    let now = services.config.clock.settled();
    let Some((hash, session)) = first_live(services, headers, now).await? else { return Ok(None) };
    // Used later than now: that was written by a clock that has been put right since.
    if (now - session.used_at).abs() > TOUCH {
        let touched =
            services.writer.perform(move |conn| Box::pin(async move { db::sessions::touch(conn, &hash, now).await }));
        // Where nothing can be written, what is there can still be read.
        if let Err(error) = touched.await {
            tracing::warn!(%error, "the use of a session could not be written down");
        }
    }
    Ok(Some(CurrentUser {
        user: session.user,
        is_admin: session.is_admin,
        offer_codes: session.offer_codes,
        session: hash,
    }))
}

/// Ends every session that these headers come with.
pub async fn end_all(services: &Services, headers: &HeaderMap) -> Result<(), AppError> {
    while let Some(current) = of(services, headers).await? {
        end(services, current.session).await?;
    }
    Ok(())
}

/// Whether these headers come with a session that lives.
pub async fn is_known(services: &Services, headers: &HeaderMap) -> Result<bool, AppError> {
    Ok(first_live(services, headers, services.config.clock.settled()).await?.is_some())
}

/// Whether they come with what could have been one.
#[must_use]
pub fn has_token(services: &Services, headers: &HeaderMap) -> bool {
    cookie::tokens(headers, services.config.is_https()).next().is_some()
}

/// The first of the sessions that these headers name and that live. A browser that has a cookie of the
/// name for another path as well sends both, and which of them comes first is no matter.
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

/// Whether a session still lives; asked for sockets that have been open for a while.
pub async fn lives(services: &Services, hash: &TokenHash) -> Result<bool, AppError> {
    let mut conn = services.db.read().await?;
    Ok(db::sessions::find(&mut conn, hash, services.config.clock.settled() - IDLE).await?.is_some())
}

/// One's own devices, this one first.
pub async fn devices(services: &Services, me: &CurrentUser) -> Result<Vec<Device>, AppError> {
    let mut conn = services.db.read().await?;
    Ok(db::sessions::devices(&mut conn, me.id(), &me.session, services.config.clock.settled() - IDLE).await?)
}

/// Signs one of them out; no change if it is already.
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

/// Signs all others out.
pub async fn end_others(services: &Services, me: &CurrentUser) -> Result<(), AppError> {
    let (user, kept) = (me.id(), me.session);
    services
        .writer
        .perform(move |conn| Box::pin(async move { db::sessions::delete_of(conn, user, Some(kept)).await }))
        .await?;
    services.hub.end_person(user, Some(&kept));
    Ok(())
}
