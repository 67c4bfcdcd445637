//! Headers of every response, and the responses for errors.

use super::app_state::AppState;
use crate::{
    model::AppError,
    server::{auth::origin, config::trusted_proxies::FORWARDED_FOR},
    words,
};
use axum::{
    body::{Body, HttpBody},
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{Extensions, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::net::SocketAddr;

/// HSTS: half a year, for this host without its subdomains, which may belong to others.
const HTTPS_ONLY: &str = "max-age=15552000";
/// `Retry-After` in seconds when the database cannot be written.
const RETRY_AFTER: u64 = 5;

/// Adds the missing headers; a page brings its own content security policy, with its nonce. Logs each refusal
/// in one line.
pub async fn add(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    // The route, not the address: that may contain a secret, or the name of a private room.
    let route = request.extensions().get::<MatchedPath>().map_or("a page", MatchedPath::as_str).to_owned();
    let address = origin::address_of(&state.config, request.extensions(), request.headers());
    if request.headers().contains_key(FORWARDED_FOR) {
        say_untrusted(&state, request.extensions());
    }
    let mut response = next.run(request).await;
    let status = response.status();
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        response = AppError::TooLarge.into_response();
    }
    if response.body().size_hint().exact() == Some(0) && (status.is_client_error() || status.is_server_error()) {
        response = in_words(response);
    }
    // A missing page is not a refusal.
    if status.is_client_error() && !(method == Method::GET && status == StatusCode::NOT_FOUND) {
        tracing::info!(status = status.as_u16(), %method, route, %address, "refused");
    }
    let headers = response.headers_mut();
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if state.config.says_https_only() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HTTPS_ONLY));
    }
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert_with(|| policy(None));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Adds a text to a refusal by one of the layers below, which have no body.
fn in_words(response: Response) -> Response {
    let words = match response.status() {
        StatusCode::NOT_FOUND => return AppError::NotFound.into_response(),
        StatusCode::METHOD_NOT_ALLOWED => words::http::NOT_HERE,
        StatusCode::REQUEST_TIMEOUT => words::http::TOO_SLOW,
        _ => words::http::CANNOT,
    };
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    Response::from_parts(parts, Body::from(words))
}

/// Warns the operator of a proxy that is not trusted: everybody behind it counts as one address.
fn say_untrusted(state: &AppState, extensions: &Extensions) {
    let Some(ConnectInfo(peer)) = extensions.get::<ConnectInfo<SocketAddr>>() else { return };
    let peer = peer.ip().to_canonical();
    if !state.config.trusted_proxies.contains(peer) && state.said.may_say(&format!("forwarded {peer}")) {
        tracing::warn!(
            %peer,
            "requests are handed on by an address that is not in ROOST_TRUSTED_PROXY: all of them count as its own"
        );
    }
}

/// Content security policy, with the nonce of a page's inline scripts.
#[must_use]
pub fn policy(nonce: Option<&str>) -> HeaderValue {
    let nonce = nonce.map(|nonce| format!(" 'nonce-{nonce}'")).unwrap_or_default();
    let policy = format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{nonce}; style-src 'self'; \
         img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; font-src 'none'; object-src 'none'; \
         base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

impl AppError {
    /// HTTP status of an error.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::SignedOut | Self::WrongSignIn => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::SignUpClosed | Self::Suspended | Self::Foreign => StatusCode::FORBIDDEN,
            Self::Archived | Self::SentBefore | Self::ChangedSince | Self::LastOwner | Self::LastAdministrator => {
                StatusCode::CONFLICT
            }
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unreachable | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Seconds after which a retry can succeed, where one can.
    #[must_use]
    pub const fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooMany(seconds) => Some(*seconds),
            Self::Unavailable => Some(RETRY_AFTER),
            _ => None,
        }
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let mut response = (self.status(), words::errors::error(&self)).into_response();
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Response for a panic in a handler.
pub fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    let id = crate::server::auth::secret::short();
    tracing::error!(%id, "a handler panicked");
    AppError::Internal(id).into_response().map(Body::new)
}
