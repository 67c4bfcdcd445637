//! Light, dark, or as the system says: the reader's choice, kept in a cookie and no account's matter.

use super::{
    auth::session::{self, cookie_values},
    forms::{read, see_other, to_sign_in},
    state::AppState,
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};

/// The colour of the light canvas, as browsers put it around the page.
pub const LIGHT: &str = "#fbf9f6";
/// The same of the dark one.
pub const DARK: &str = "#191613";
/// How long a browser is asked to keep the choice: a year, in seconds.
const COOKIE_AGE: u32 = 365 * 24 * 60 * 60;

/// How pages look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The choice that a request comes with.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        cookie_values(headers, "theme").map(Self::named).find(|theme| *theme != Self::System).unwrap_or_default()
    }

    /// As the system says, unless the name is one of the others'.
    fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.name() == name).unwrap_or_default()
    }

    /// What it is called in the form and in the cookie.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// What `data-theme` says on `html`: nothing where the system decides.
    #[must_use]
    pub fn attribute(self) -> Option<&'static str> {
        (self != Self::System).then_some(self.name())
    }

    /// What the browser may draw by itself, before the styles are there.
    #[must_use]
    pub const fn color_scheme(self) -> &'static str {
        match self {
            Self::System => "light dark",
            Self::Light | Self::Dark => self.name(),
        }
    }

    fn cookie(self, https: bool) -> HeaderValue {
        let age = if self == Self::System { 0 } else { COOKIE_AGE };
        let secure = if https { "; Secure" } else { "" };
        let cookie = format!("theme={}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}", self.name());
        HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
    }
}

/// `POST /settings/app`: the choice, for this browser.
pub async fn choose(State(state): State<AppState>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    match session::of(&state, &request.headers).await {
        Ok(Some(_)) => {}
        Ok(None) => return to_sign_in("/settings/app"),
        Err(error) => return error.into_response(),
    }
    let mut response = see_other("/settings/app?done=theme");
    let cookie = Theme::named(fields.get("theme")).cookie(state.config.is_https());
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}
