//! `To`: the outcome of a form, such as a redirect or its page again.

use crate::model::{AppError, address::with_next};
use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// The outcome of a form, with additional headers.
pub struct To {
    pub(super) answer: Answer,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
}

/// Kinds of outcomes.
pub(super) enum Answer {
    SeeOther(String),
    SignIn,
    /// The page of the form's own address, with the error and what was typed.
    Again(AppError),
    /// The page that the form stands on, with the error and what was typed.
    Rejected(AppError),
    Once(Vec<String>),
    Whole(Response),
}

impl To {
    /// Redirects to a page.
    #[must_use]
    pub fn page(path: impl Into<String>) -> Self {
        Answer::SeeOther(path.into()).into()
    }

    /// Redirects to a page that confirms what was done, in its words for this value of `done`.
    #[must_use]
    pub fn done(path: &str, what: &str) -> Self {
        Self::page(format!("{path}?done={what}"))
    }

    /// The page of the form's own address, with secrets that are shown this once.
    #[must_use]
    pub fn once(secrets: Vec<String>) -> Self {
        Answer::Once(secrets).into()
    }

    /// The page that the form stands on, with the error and what was typed, for a form at an address without a
    /// page of its own.
    #[must_use]
    pub fn rejected(error: AppError) -> Self {
        Answer::Rejected(error).into()
    }

    /// An error as the whole response.
    #[must_use]
    pub fn error(error: AppError) -> Self {
        Answer::Whole(error.into_response()).into()
    }

    /// JSON, for a script.
    #[must_use]
    pub fn json(status: StatusCode, value: &impl Serialize) -> Self {
        Answer::Whole((status, Json(value)).into_response()).into()
    }

    pub(super) fn sign_in() -> Self {
        Answer::SignIn.into()
    }

    pub(super) fn again(error: AppError) -> Self {
        Answer::Again(error).into()
    }

    /// The redirect, with another page before the one that it leads to.
    #[must_use]
    pub fn by_way_of(mut self, page: &str) -> Self {
        if let Answer::SeeOther(path) = &mut self.answer {
            *path = with_next(page, path);
        }
        self
    }

    /// With one more header.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// With one more cookie.
    #[must_use]
    pub fn with_cookie(self, cookie: HeaderValue) -> Self {
        self.with(header::SET_COOKIE, cookie)
    }
}

impl From<Answer> for To {
    fn from(answer: Answer) -> Self {
        Self { answer, headers: Vec::new() }
    }
}

/// Redirects with GET.
pub(in crate::server) fn see_other(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}
