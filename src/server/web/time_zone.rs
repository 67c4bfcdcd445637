//! The reader's time zone, by the name that their browser put into a cookie.

use crate::server::auth::cookie;
use axum::http::HeaderMap;
use jiff::tz::TimeZone;

/// The zone named in the cookie `zone`, if there is one of that name.
#[must_use]
pub fn of(headers: &HeaderMap) -> Option<TimeZone> {
    cookie::values(headers, "zone").find_map(|name| TimeZone::get(&name.replace("%2F", "/")).ok())
}
