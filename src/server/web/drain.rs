//! Answers that come before a request was read to its end are heard all the same.
//!
//! A connection that is closed while the other side still sends is reset, and most browsers then
//! show an error of their own in place of the answer. So what is left of a body is read and thrown
//! away first, as far as it is not too much and does not take too long (RFC 9112, section 9.6,
//! speaks of the same for a whole connection), for so many at once.

use super::{app_state::AppState, forms::profile::UPLOAD_BYTES};
use crate::server::{auth::origin, limits::network};
use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    http::{Method, header},
    middleware::Next,
    response::Response,
};
use std::{
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::timeout;

/// How long what is left of a body is read.
const LONGEST: Duration = Duration::from_secs(10);

/// Answers only when the body that came with a request was read, or is too much to be.
pub async fn whole(State(state): State<AppState>, request: Request, next: Next) -> Response {
    // Whoever asks first whether to send hears the answer without sending.
    if request.method() != Method::POST || request.headers().contains_key(header::EXPECT) {
        return next.run(request).await;
    }
    let address = network(origin::address_of(&state.config, request.extensions(), request.headers()));
    let (parts, body) = request.into_parts();
    let body = Shared(Arc::new(Mutex::new(body)));
    let response = next.run(Request::from_parts(parts, Body::new(body.clone()))).await;
    if !body.is_end_stream()
        && let Ok(_share) = state.admission.drains.take(address, 1)
    {
        // Too slow or broken off: then the answer is not heard, as it was.
        let _ = timeout(LONGEST, body.throw_away()).await;
    }
    response
}

/// A body that its reader may let go of before its end.
#[derive(Clone)]
struct Shared(Arc<Mutex<Body>>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Body> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut *self.lock()).poll_frame(context)
    }

    /// As much as the largest thing that is ever read.
    async fn throw_away(&self) {
        let mut read = 0;
        while read < UPLOAD_BYTES
            && let Some(Ok(frame)) = poll_fn(|context| self.poll(context)).await
        {
            read += frame.data_ref().map_or(0, Bytes::len);
        }
    }
}

impl HttpBody for Shared {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        self.poll(context)
    }

    fn is_end_stream(&self) -> bool {
        self.lock().is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.lock().size_hint()
    }
}
