//! `FormRequest`: a form as it was sent, and by whom.

use crate::{
    model::{AppError, FormState},
    server::{
        auth::caller::Caller,
        chat::sessions::CurrentUser,
        web::{app_state::AppState, current_user, render},
    },
};
use axum::{
    body::{Body, to_bytes},
    extract::{FromRequestParts, RawPathParams, Request},
    http::{HeaderMap, request::Parts},
    response::{IntoResponse, Response},
};
use std::sync::{Mutex, PoisonError};

/// Fields that are never shown again.
const SECRET: [&str; 4] = ["password", "current_password", "new_password", "code"];

/// A form as it was sent. `V` is the signed-in person, or nothing in a form that visitors may send.
pub struct FormRequest<V = CurrentUser> {
    pub state: AppState,
    pub viewer: V,
    parts: Parts,
    params: RawPathParams,
    /// In the order sent.
    fields: Vec<(String, String)>,
    /// The body of an upload, until it is taken.
    body: Mutex<Body>,
}

impl FormRequest<()> {
    /// Reads a request; of an upload, everything but its body.
    pub(super) async fn read(state: AppState, request: Request, with_fields: bool) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let params = RawPathParams::from_request_parts(&mut parts, &()).await.map_err(IntoResponse::into_response)?;
        let (fields, body) = if with_fields { (read_fields(body).await?, Body::empty()) } else { (Vec::new(), body) };
        Ok(Self { state, viewer: (), parts, params, fields, body: Mutex::new(body) })
    }

    pub(super) fn of_viewer(self, viewer: CurrentUser) -> FormRequest {
        let Self { state, viewer: (), parts, params, fields, body } = self;
        FormRequest { state, viewer, parts, params, fields, body }
    }
}

impl<V> FormRequest<V> {
    /// A parameter of the path, such as `slug`.
    #[must_use]
    pub fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value)
    }

    /// The first value of a field, or an empty text.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// A choice among those that the page offers; nothing is taken for one of them.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a value that is not offered.
    pub fn choice<T>(&self, name: &str, offered: impl FnOnce(&str) -> Option<T>) -> Result<T, AppError> {
        offered(self.field(name)).ok_or(AppError::NotFound)
    }

    /// Yes or no.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anything else.
    pub fn yes_or_no(&self, name: &str) -> Result<bool, AppError> {
        self.choice(name, |word| match word {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        })
    }

    /// All values of a field.
    pub fn fields<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// Path of the form's own address.
    #[must_use]
    pub fn path(&self) -> &str {
        self.parts.uri.path()
    }

    /// Address and user agent of the sender.
    #[must_use]
    pub fn caller(&self) -> Caller {
        render::caller(&self.state, &self.parts)
    }

    /// A link to a path of ours that leaves this site.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", render::origin(&self.state, &self.parts))
    }

    /// The signed-in person as of now.
    ///
    /// # Errors
    /// [`AppError::SignedOut`] without a session.
    pub async fn current_user(&self) -> Result<CurrentUser, AppError> {
        current_user::of(&self.state, self.headers()).await
    }

    /// The request with the body of an upload, which can be taken once.
    pub fn upload(&self) -> Request {
        let mut body = self.body.lock().unwrap_or_else(PoisonError::into_inner);
        Request::from_parts(self.parts.clone(), std::mem::take(&mut *body))
    }

    /// An address with path parameters of this one, such as `/rooms/{slug}/about`.
    pub(super) fn filled_in(&self, address: &str) -> String {
        let fill = |address: String, (name, value): (&str, &str)| address.replace(&format!("{{{name}}}"), value);
        self.params.iter().fold(address.to_owned(), fill)
    }

    /// Responds with the page at a path, with an error and what was typed.
    pub(super) async fn again(self, path: String, error: AppError) -> Response {
        let Self { state, mut parts, fields, .. } = self;
        let typed = fields.into_iter().filter(|(name, _)| !SECRET.contains(&name.as_str())).collect();
        if path != parts.uri.path() {
            parts.uri = path.parse().unwrap_or(parts.uri);
        }
        render::again(&state, parts, FormState { path, typed, error: Some(error) }).await
    }

    /// Responds with the page of this address, with secrets that are shown this once.
    pub(super) async fn once(self, secrets: Vec<String>) -> Response {
        render::once(&self.state, self.parts, secrets).await
    }
}

async fn read_fields(body: Body) -> Result<Vec<(String, String)>, Response> {
    let bytes = to_bytes(body, usize::MAX).await.map_err(|_| AppError::TooLarge.into_response())?;
    Ok(form_urlencoded::parse(&bytes).into_owned().collect())
}
