//! Cookies: the session's token, and the last room.

use axum::http::{HeaderMap, HeaderValue, header};

/// Lifetime of the cookies, in seconds.
const COOKIE_AGE: i64 = 90 * 24 * 60 * 60;
/// Most session cookies read per request: a browser has at most one for each path.
const TOKENS: usize = 32;
/// Name of the cookie with the slug of the last room.
const ROOM: &str = "room";

/// `Set-Cookie` for a session's token.
#[must_use]
pub fn session(token: &str, https: bool) -> HeaderValue {
    set_cookie(token, COOKIE_AGE, https)
}

/// `Set-Cookie` that deletes the session cookie.
#[must_use]
pub fn no_session(https: bool) -> HeaderValue {
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

pub fn tokens(headers: &HeaderMap, https: bool) -> impl Iterator<Item = &str> {
    values(headers, cookie_name(https)).filter(|token| token.len() == 43).take(TOKENS)
}

/// Values of all cookies of a name, in the order sent. Another cookie that is not UTF-8 hides none of them.
pub fn values<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(header::COOKIE).iter();
    let pairs = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    pairs.filter_map(move |pair| {
        let (key, value) = std::str::from_utf8(pair).ok()?.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}

/// `Set-Cookie` for the last room. The cookie is deleted with the session.
#[must_use]
pub fn last_room(slug: &str, https: bool) -> HeaderValue {
    named_cookie(ROOM, slug, COOKIE_AGE, https)
}

/// `Set-Cookie` that deletes the last room.
#[must_use]
pub fn no_last_room(https: bool) -> HeaderValue {
    named_cookie(ROOM, "", 0, https)
}

/// Last rooms of a request; the viewer may not be a member of each any more.
pub fn last_rooms(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    values(headers, ROOM)
}
