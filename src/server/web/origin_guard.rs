//! Refusal of cross-origin requests, before anything reads them.

use super::app_state::AppState;
use crate::{
    server::{
        auth::origin::{foreign, host, is_ours},
        config::is_loopback_host,
    },
    words::http,
};
use axum::{
    extract::{Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Refuses writes that do not come from our own pages and, where only loopback is served, requests for any
/// other host (DNS rebinding). Requests with several `Host` headers are refused: a proxy may have used another
/// of them (RFC 9112, 3.2).
pub async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.headers().get_all(header::HOST).iter().nth(1).is_some() {
        return (StatusCode::BAD_REQUEST, http::SEVERAL_HOSTS).into_response();
    }
    let host = host(&request);
    if state.config.origin.is_none() && !host.as_deref().is_some_and(is_loopback_host) {
        return (StatusCode::MISDIRECTED_REQUEST, http::LOCAL_ONLY).into_response();
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !reads && !is_ours(&state.config, host.as_deref(), request.headers()) {
        return foreign(&state.config, &state.said, host.as_deref(), request.headers());
    }
    next.run(request).await
}
