//! Draining of request bodies, so that early responses arrive.
//!
//! A connection that is closed while the client still sends is reset, and most browsers then show an error of
//! their own instead of the response. So the rest of a body is read and discarded before the response, within
//! limits of size, time and number at once (RFC 9112, section 9.6, describes the same for a whole connection).

use super::{app_state::AppState, pages::profile_settings::forms::UPLOAD_BYTES};
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

/// Longest time for the rest of a body.
const LONGEST: Duration = Duration::from_secs(10);

/// Responds only once the request's body was read, or is too large to be.
pub async fn whole(State(state): State<AppState>, request: Request, next: Next) -> Response {
    // With `Expect`, the client waits for the response before it sends the body.
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
        // Too slow or broken off: the response may be lost, as without draining.
        let _ = timeout(LONGEST, body.throw_away()).await;
    }
    response
}

/// A body that its reader may drop before its end.
#[derive(Clone)]
struct Shared(Arc<Mutex<Body>>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Body> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut *self.lock()).poll_frame(context)
    }

    /// Reads at most as much as the largest upload.
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
