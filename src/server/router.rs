//! Every address that is not a page, and every layer, in one list.

use super::{assets, auth::origin, forms, headers, live, notify::routes as push, render, state::AppState};
use crate::model::limits;
use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use std::time::Duration;
use tower_http::{
    CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer,
    timeout::TimeoutLayer,
};

/// How long a request may take, the sending of its body included.
const PATIENCE: Duration = Duration::from_secs(30);

/// The whole server as one service.
pub fn router(state: AppState) -> Router {
    let routes = Router::new()
        .route("/healthz", get(healthz))
        .route("/ws", any(live::upgrade))
        .route("/api/{*function}", get(render::function).post(render::function))
        .route("/", get(render::home))
        .route("/signup", get(render::page).post(forms::sign_up))
        .route("/signin", get(render::page).post(forms::sign_in))
        .route("/signout", post(forms::sign_out))
        .route("/rooms/new", get(render::page).post(forms::create_room))
        .route("/rooms/{slug}", get(render::page).post(forms::post_message))
        .route("/rooms/{slug}/read", post(forms::mark_read))
        .route("/rooms/{slug}/unread", post(forms::mark_unread))
        .route("/rooms/{slug}/join", post(forms::join))
        .route("/rooms/{slug}/leave", post(forms::leave))
        .route("/rooms/{slug}/notifications", get(render::page).post(push::set_room))
        .route("/settings/notifications", get(render::page).post(push::set_quiet))
        .route("/push/key", get(push::key))
        .route("/push/subscribe", post(push::subscribe))
        .route("/push/unsubscribe", post(push::unsubscribe))
        .route("/push/test", post(push::test))
        .fallback(get(render::page))
        .merge(assets::router());
    guarded(routes, state)
}

/// Routes behind every layer: limits, guards, headers.
pub fn guarded(routes: Router<AppState>, state: AppState) -> Router {
    routes
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(limits::FORM_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, PATIENCE))
        .layer(middleware::from_fn_with_state(state.clone(), origin::guard))
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
        .layer(CatchPanicLayer::custom(headers::panicked))
        .layer(middleware::from_fn_with_state(state.clone(), headers::add))
        .with_state(state)
}

/// Whether the server can reach its store.
async fn healthz(State(state): State<AppState>) -> Response {
    match state.db.epoch().await {
        Ok(_) => "ok\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "the store does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n").into_response()
        }
    }
}
