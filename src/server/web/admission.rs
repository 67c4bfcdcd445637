//! Admission: limits on requests and body bytes at once, for the server and per address.

use super::app_state::AppState;
use crate::{
    model::{AppError, limits},
    server::{
        auth::origin,
        chat::sessions,
        limits::{
            network,
            shares::{Full, Share, Shares},
        },
    },
    words::http,
};
use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{
    net::IpAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

/// Requests under way, including the sending of their responses.
const REQUESTS: usize = 4_096;
/// The same per address. An office of 200 people behind one address stays far below it.
const REQUESTS_EACH: usize = 512;
/// Bytes of small forms under way, which anybody may send.
const SMALL: usize = 16 * 1024 * 1024;
const SMALL_EACH: usize = 1024 * 1024;
/// Bytes of large forms under way, which only signed-in people may send.
const LARGE: usize = 32 * 1024 * 1024;
const LARGE_EACH: usize = 4 * 1024 * 1024;
/// Bodies that are read and discarded at once.
const DRAINS: usize = 64;
const DRAINS_EACH: usize = 8;
/// `Retry-After` in seconds when a limit is reached.
const COME_BACK: u64 = 3;

/// Shares of each limit.
#[derive(Clone, Debug)]
pub struct Admission {
    pub requests: Arc<Shares>,
    pub small: Arc<Shares>,
    pub large: Arc<Shares>,
    pub drains: Arc<Shares>,
}

impl Default for Admission {
    fn default() -> Self {
        Self {
            requests: Shares::new(REQUESTS, REQUESTS_EACH),
            small: Shares::new(SMALL, SMALL_EACH),
            large: Shares::new(LARGE, LARGE_EACH),
            drains: Shares::new(DRAINS, DRAINS_EACH),
        }
    }
}

/// Limits requests at once. A request counts until its response has been sent.
pub async fn requests(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match state.admission.requests.take(address_of(&state, &request), 1) {
        Ok(share) => next.run(request).await.map(|body| Body::new(Held { body, _share: share })),
        Err(full) => refused(full),
    }
}

/// Limits the length of a form, depending on whether the sender is signed in, and the bytes of forms at once.
pub async fn forms(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let Some(length) = request.body().size_hint().exact() else {
        // Browsers always send the length of a form.
        return (StatusCode::LENGTH_REQUIRED, http::NO_LENGTH).into_response();
    };
    if length == 0 {
        return next.run(request).await;
    }
    let (address, length) = (address_of(&state, &request), usize::try_from(length).unwrap_or(usize::MAX));
    match admit(&state, address, request.headers(), length).await {
        Ok(_share) => next.run(request).await,
        Err(refused) => refused,
    }
}

async fn admit(state: &AppState, address: IpAddr, headers: &HeaderMap, length: usize) -> Result<Share, Response> {
    let mut full = None;
    if length <= limits::STRANGERS_FORM_BYTES {
        match state.admission.small.take(address, length) {
            Ok(share) => return Ok(share),
            Err(why) => full = Some(why),
        }
    }
    if length > limits::FORM_BYTES {
        return Err(AppError::TooLarge.into_response());
    }
    match (sessions::is_known(state, headers).await, full) {
        (Ok(true), _) => state.admission.large.take(address, length).map_err(refused),
        (Ok(false), Some(full)) => Err(refused(full)),
        (Ok(false), None) if sessions::has_token(state, headers) => Err(AppError::SignedOut.into_response()),
        (Ok(false), None) => Err(AppError::TooLarge.into_response()),
        (Err(error), _) => Err(error.into_response()),
    }
}

fn address_of(state: &AppState, request: &Request) -> IpAddr {
    network(origin::address_of(&state.config, request.extensions(), request.headers()))
}

fn refused(full: Full) -> Response {
    match full {
        Full::Address => AppError::TooMany(COME_BACK).into_response(),
        Full::Server => {
            let mut response = (StatusCode::SERVICE_UNAVAILABLE, http::BUSY).into_response();
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(COME_BACK));
            response
        }
    }
}

/// A body that holds a share until it is sent or dropped.
struct Held {
    body: Body,
    _share: Share,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.body.size_hint()
    }
}
