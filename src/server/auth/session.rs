//! Sessions: a random token in a cookie, its hash in the store.

use super::secret;
use crate::{
    model::{AppError, Millis, User, UserId},
    server::{
        db::{
            self,
            sessions::{Session, TokenHash},
        },
        state::AppState,
    },
};
use axum::http::{HeaderMap, HeaderValue, header};

/// A session that is not used for this long has ended: 90 days.
pub const IDLE: Millis = 90 * 24 * 60 * 60 * 1_000;
/// The last use is written down at most this often: once an hour.
const TOUCH: Millis = 60 * 60 * 1_000;
/// Sessions of one account; a new one ends that which was not used for longest.
const MOST: usize = 50;
/// How long a browser is asked to keep the cookie, in seconds.
const COOKIE_AGE: i64 = IDLE / 1_000;
/// Cookies of the name that are looked up, of one request: a browser has one for each path, at most.
const TOKENS: usize = 32;
/// The name of the cookie with the address of the room that was looked at last.
const ROOM: &str = "room";

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
/// [`AppError::WrongSignIn`] when the account is gone or has another password now; the store's.
pub async fn begin(state: &AppState, user: UserId, password_hash: String, device: &str) -> Result<String, AppError> {
    let token = secret::token();
    let hash = secret::hash(&token);
    let device: String = device.chars().filter(|c| !c.is_control()).take(200).collect();
    let (now, certain) = (state.config.clock.settled(), state.config.clock.certain());
    let begun = state
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
        state.hub.end_session(&ended);
    }
    Ok(token)
}

/// Ends a session: its token is worth nothing from here on, and its sockets are closed.
///
/// # Errors
/// The store's.
pub async fn end(state: &AppState, hash: TokenHash) -> Result<(), AppError> {
    state.writer.perform(move |conn| Box::pin(async move { db::sessions::delete(conn, &hash).await })).await?;
    state.hub.end_session(&hash);
    Ok(())
}

/// Who sent these headers, if anybody: whose the first session is that lives.
///
/// # Errors
/// The store's.
pub async fn of(state: &AppState, headers: &HeaderMap) -> Result<Option<CurrentUser>, AppError> {
    let now = state.config.clock.settled();
    let Some((hash, session)) = first_live(state, headers, now).await? else { return Ok(None) };
    // Used later than now: that was written by a clock that has been put right since.
    if (now - session.used_at).abs() > TOUCH {
        let touched =
            state.writer.perform(move |conn| Box::pin(async move { db::sessions::touch(conn, &hash, now).await }));
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
///
/// # Errors
/// The store's.
pub async fn end_all(state: &AppState, headers: &HeaderMap) -> Result<(), AppError> {
    while let Some(current) = of(state, headers).await? {
        end(state, current.session).await?;
    }
    Ok(())
}

/// Whether these headers come with a session that lives.
///
/// # Errors
/// The store's.
pub async fn is_known(state: &AppState, headers: &HeaderMap) -> Result<bool, AppError> {
    Ok(first_live(state, headers, state.config.clock.settled()).await?.is_some())
}

/// Whether they come with what could have been one.
#[must_use]
pub fn has_token(state: &AppState, headers: &HeaderMap) -> bool {
    tokens(headers, state.config.is_https()).next().is_some()
}

/// The first of the sessions that these headers name and that live. A browser that has a cookie of the
/// name for another path as well sends both, and which of them comes first is no matter.
async fn first_live(
    state: &AppState,
    headers: &HeaderMap,
    now: Millis,
) -> Result<Option<(TokenHash, Session)>, AppError> {
    let mut hashes = tokens(headers, state.config.is_https()).map(secret::hash).peekable();
    if hashes.peek().is_none() {
        return Ok(None);
    }
    let mut conn = state.db.read().await?;
    for hash in hashes {
        if let Some(session) = db::sessions::find(&mut conn, &hash, now - IDLE).await? {
            return Ok(Some((hash, session)));
        }
    }
    Ok(None)
}

/// Whether a session still lives; asked for sockets that have been open for a while.
///
/// # Errors
/// The store's.
pub async fn lives(state: &AppState, hash: &TokenHash) -> Result<bool, AppError> {
    let mut conn = state.db.read().await?;
    Ok(db::sessions::find(&mut conn, hash, state.config.clock.settled() - IDLE).await?.is_some())
}

/// The `Set-Cookie` that hands a token over.
#[must_use]
pub fn cookie(token: &str, https: bool) -> HeaderValue {
    set_cookie(token, COOKIE_AGE, https)
}

/// The `Set-Cookie` that takes it back.
#[must_use]
pub fn no_cookie(https: bool) -> HeaderValue {
    set_cookie("", 0, https)
}

/// `__Host-` binds a cookie to this host and to https; over plain http browsers refuse that name.
const fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-roost" } else { "roost" }
}

fn set_cookie(value: &str, age: i64, https: bool) -> HeaderValue {
    named_cookie(cookie_name(https), value, age, https)
}

fn named_cookie(name: &str, value: &str, age: i64, https: bool) -> HeaderValue {
    let secure = if https { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"))
        .expect("a token is base64url, and a slug letters and dashes")
}

fn tokens(headers: &HeaderMap, https: bool) -> impl Iterator<Item = &str> {
    cookie_values(headers, cookie_name(https)).filter(|token| token.len() == 43).take(TOKENS)
}

/// The values of all cookies of a name, in the order in which they came. A neighbour's cookie that is no
/// text hides none of them.
pub fn cookie_values<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(header::COOKIE).iter();
    let pairs = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    pairs.filter_map(move |pair| {
        let (key, value) = std::str::from_utf8(pair).ok()?.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}

/// The cookie that keeps where somebody was last. It goes with their session.
#[must_use]
pub fn room_cookie(slug: &str, https: bool) -> HeaderValue {
    named_cookie(ROOM, slug, COOKIE_AGE, https)
}

/// The `Set-Cookie` that forgets where somebody was.
#[must_use]
pub fn no_room_cookie(https: bool) -> HeaderValue {
    named_cookie(ROOM, "", 0, https)
}

/// Where they were last, as far as it is kept: one that holds was set last, and others may be older.
pub fn last_rooms(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    cookie_values(headers, ROOM)
}
