//! Guard against malformed paths, not UTF-8 or with empty segments: answers them itself, before the router.

use super::{app_state::AppState, render};
use crate::model::AppError;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Responds with the page for missing addresses to malformed paths.
pub async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if is_proper(path) {
        return next.run(request).await;
    }
    if path.starts_with("/api/") {
        return AppError::NotFound.into_response();
    }
    render::missing(&state, request.into_parts().0).await
}

/// Whether a path is UTF-8 when decoded, and has no empty segment.
fn is_proper(path: &str) -> bool {
    !path.contains("//") && String::from_utf8(decoded(path)).is_ok()
}

fn decoded(path: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => bytes.push(*first),
        }
    }
    bytes
}
