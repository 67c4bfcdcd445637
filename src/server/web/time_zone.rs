//! The reader's time zone, from a cookie that the browser's script sets.

use crate::server::auth::cookie;
use axum::http::HeaderMap;
use jiff::tz::TimeZone;

/// The time zone named in the cookie `zone`, if it is known.
#[must_use]
pub fn of(headers: &HeaderMap) -> Option<TimeZone> {
    cookie::values(headers, "zone").find_map(|name| TimeZone::get(&name.replace("%2F", "/")).ok())
}
