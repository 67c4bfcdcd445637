//! The theme: light, dark, or as the system, chosen per browser and kept in a cookie, not in the account.

use super::{
    app_state::AppState,
    forms::{read, see_other, to_sign_in},
};
use crate::{
    model::Theme,
    server::{auth::cookie, chat::sessions},
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};

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

fn set_cookie(theme: Theme, https: bool) -> HeaderValue {
    let age = if theme == Theme::System { 0 } else { COOKIE_AGE };
    let secure = if https { "; Secure" } else { "" };
    let cookie = format!("theme={}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}", theme.name());
    HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
}

/// `POST /settings/app`: sets the theme for this browser.
pub async fn choose(State(state): State<AppState>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    match sessions::of(&state, &request.headers).await {
        Ok(Some(_)) => {}
        Ok(None) => return to_sign_in("/settings/app"),
        Err(error) => return error.into_response(),
    }
    let mut response = see_other("/settings/app?done=theme");
    let cookie = set_cookie(Theme::named(fields.get("theme")), state.config.is_https());
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}
