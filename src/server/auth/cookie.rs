//! Cookies: the session's token, and the room that was looked at last.

use axum::http::{HeaderMap, HeaderValue, header};

/// How long a browser is asked to keep the cookie, in seconds.
const COOKIE_AGE: i64 = 90 * 24 * 60 * 60;
/// Cookies of the name that are looked up, of one request: a browser has one for each path, at most.
const TOKENS: usize = 32;
/// The name of the cookie with the address of the room that was looked at last.
const ROOM: &str = "room";

/// The `Set-Cookie` that hands a token over.
#[must_use]
pub fn session(token: &str, https: bool) -> HeaderValue {
    set_cookie(token, COOKIE_AGE, https)
}

/// The `Set-Cookie` that takes it back.
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

/// The values of all cookies of a name, in the order in which they came. A neighbour's cookie that is no
/// text hides none of them.
pub fn values<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(header::COOKIE).iter();
    let pairs = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    pairs.filter_map(move |pair| {
        let (key, value) = std::str::from_utf8(pair).ok()?.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}

/// The cookie that keeps where somebody was last. It goes with their session.
#[must_use]
pub fn last_room(slug: &str, https: bool) -> HeaderValue {
    named_cookie(ROOM, slug, COOKIE_AGE, https)
}

/// The `Set-Cookie` that forgets where somebody was.
#[must_use]
pub fn no_last_room(https: bool) -> HeaderValue {
    named_cookie(ROOM, "", 0, https)
}

/// Where they were last, as far as it is kept: one that holds was set last, and others may be older.
pub fn last_rooms(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    values(headers, ROOM)
}
