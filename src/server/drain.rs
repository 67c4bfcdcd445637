//! Answers that come before a request was read to its end are heard all the same.
//!
//! A connection that is closed while the other side still sends is reset, and most browsers then
//! show an error of their own in place of the answer. So what is left of a body is read and thrown
//! away first, as far as it is not too much and does not take too long (RFC 9112, section 9.6,
//! speaks of the same for a whole connection).

use axum::{
    body::{Body, BodyDataStream, Bytes},
    extract::Request,
    http::{Method, header},
    middleware::Next,
    response::Response,
};
use futures_util::{StreamExt, stream};
use std::{
    future::poll_fn,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::timeout;

/// So much of what is left is read and thrown away, in bytes.
const MOST: usize = 64 * 1024 * 1024;
/// And for so long.
const LONGEST: Duration = Duration::from_secs(10);

/// Answers only when the body that came with a request was read, or is too much to be.
pub async fn whole(request: Request, next: Next) -> Response {
    // Whoever asks first whether to send hears the answer without sending.
    if request.method() != Method::POST || request.headers().contains_key(header::EXPECT) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let body = Shared(Arc::new(Mutex::new(body.into_data_stream())));
    let given = body.clone();
    let stream = stream::poll_fn(move |context| given.poll(context));
    let response = next.run(Request::from_parts(parts, Body::from_stream(stream))).await;
    // Too slow or broken off: then the answer is not heard, as it was.
    let _ = timeout(LONGEST, body.throw_away()).await;
    response
}

/// A body that its reader may let go of before its end.
#[derive(Clone)]
struct Shared(Arc<Mutex<BodyDataStream>>);

impl Shared {
    fn poll(&self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, axum::Error>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).poll_next_unpin(context)
    }

    async fn throw_away(&self) {
        let mut read = 0;
        while read < MOST
            && let Some(Ok(bytes)) = poll_fn(|context| self.poll(context)).await
        {
            read += bytes.len();
        }
    }
}
