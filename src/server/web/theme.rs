//! The theme: light, dark, or as the system. It is kept in the account, and in a cookie for the pages of a browser
//! in which nobody is signed in.

use crate::{model::Theme, server::auth::cookie};
use axum::http::{HeaderMap, HeaderValue};

/// Colour of the light canvas, which browsers show around the page.
pub const LIGHT: &str = "#fbf9f6";
/// Colour of the dark canvas.
pub const DARK: &str = "#191613";
/// Lifetime of the cookie: a year, in seconds.
const COOKIE_AGE: u32 = 365 * 24 * 60 * 60;

/// Theme from a request's cookie.
#[must_use]
pub fn of(headers: &HeaderMap) -> Theme {
    cookie::values(headers, "theme").map(Theme::named).find(|theme| *theme != Theme::System).unwrap_or_default()
}

/// `Set-Cookie` for a theme; the system's needs none.
#[must_use]
pub fn set_cookie(theme: Theme, https: bool) -> HeaderValue {
    let age = if theme == Theme::System { 0 } else { COOKIE_AGE };
    let secure = if https { "; Secure" } else { "" };
    let cookie = format!("theme={}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}", theme.name());
    HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
}
