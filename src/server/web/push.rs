//! `/push/...`: requests of the page's script and the service worker about push notifications.

use super::{
    app_state::AppState,
    current_user,
    forms::button,
    pages::notification_settings::forms::{PAGE, remove_browser},
};
use crate::{
    model::AppError,
    server::{
        chat::{notifications, sessions::CurrentUser},
        db,
        notify::{
            notice::{self, Notice},
            send,
        },
        outbound::{
            address_guard::{Barred, Endpoint},
            https::Outcome,
        },
        web::words::notifications as words,
    },
};
use axum::{
    Json,
    body::to_bytes,
    extract::{Request, State},
    handler::Handler,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// Most bytes of a script's request.
const BODY: usize = 8 * 1024;
/// Seconds for which a push service keeps a test for a browser that is offline.
const TEST_LIVES: i64 = 60;

/// Fields of a script's request: a `PushSubscription` as browsers serialise it, or the id of a test.
#[derive(Debug, Default)]
struct Asked {
    endpoint: String,
    p256dh: String,
    auth: String,
    id: String,
}

/// `GET /push/key`: the server's public key.
pub async fn key(State(state): State<AppState>, _: CurrentUser) -> Json<Value> {
    Json(json!({ "key": state.notifier.vapid.public() }))
}

/// `POST /push/subscribe`: subscribes this session's browser to push notifications.
pub async fn subscribe(
    State(state): State<AppState>,
    viewer: CurrentUser,
    request: Request,
) -> Result<Response, AppError> {
    let Asked { endpoint, p256dh, auth, .. } = asked(request).await?;
    state.notifier.take_try(viewer.id())?;
    let Ok(endpoint) = Endpoint::parse(&endpoint) else { return Ok(unusable("endpoint")) };
    let Some(keys) = notice::keys(endpoint.as_str().to_owned(), &p256dh, &auth) else {
        return Ok(unusable("keys"));
    };
    match state.notifier.push_client.admit(&endpoint).await {
        Ok(()) => {}
        Err(Barred::Unknown) => return Ok(unusable("unknown")),
        Err(Barred::Form | Barred::Inside) => {
            tracing::info!(user = viewer.id().0, "refused a push service that is not on the internet");
            return Ok(unusable("endpoint"));
        }
    }
    notifications::subscribe(&state, &viewer, keys).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn unusable(why: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "why": why }))).into_response()
}

/// `POST /push/unsubscribe`: from a script, ends this session's subscription; from the form, the one it names.
pub async fn unsubscribe(State(state): State<AppState>, request: Request) -> Response {
    let headers = request.headers().clone();
    if !is_json(&headers) {
        return button(remove_browser).on(PAGE).call(request, state).await;
    }
    let ended = async {
        let viewer = current_user::of(&state, &headers).await?;
        notifications::unsubscribe(&state, &viewer).await
    };
    ended.await.map_or_else(IntoResponse::into_response, |()| StatusCode::NO_CONTENT.into_response())
}

/// `POST /push/test`: sends this session's browser a test notification with the given id, and responds with the
/// outcome.
pub async fn test(
    State(state): State<AppState>,
    viewer: CurrentUser,
    request: Request,
) -> Result<Json<Value>, AppError> {
    let id: String = asked(request).await?.id.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    let known = db::push_subscriptions::of_session(&mut state.db.read().await?, &viewer.session).await?;
    let Some(known) = known else { return Ok(Json(json!({ "how": "unknown" }))) };
    state.notifier.take_try(viewer.id())?;
    let notice = Notice::Test { id, title: words::TEST_TITLE, body: words::TEST_TEXT };
    let keys = (&*known.endpoint, &*known.p256dh, &*known.auth);
    let outcome = send::send(&state.notifier, keys, &notice, "test", TEST_LIVES, true).await;
    let (subscription, noted) = (known.id, outcome.clone());
    state.writer.perform(move |conn| Box::pin(async move { send::note(conn, subscription, &noted).await })).await?;
    let how = match outcome {
        Outcome::Taken => "taken",
        Outcome::Gone => "gone",
        Outcome::Later(_) => "later",
        Outcome::Unreachable(_) => "unreachable",
        Outcome::Refused(_) | Outcome::Barred(_) => "refused",
    };
    Ok(Json(json!({ "how": how })))
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// Reads the fields, from JSON or a form; empty where they are missing.
async fn asked(request: Request) -> Result<Asked, AppError> {
    let json = is_json(request.headers());
    let bytes = to_bytes(request.into_body(), BODY).await.map_err(|_| AppError::TooLarge)?;
    if json {
        let sent: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let text = |place| sent.pointer(place).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (endpoint, id) = (text("/endpoint"), text("/id"));
        return Ok(Asked { endpoint, p256dh: text("/keys/p256dh"), auth: text("/keys/auth"), id });
    }
    let mut asked = Asked::default();
    for (name, value) in form_urlencoded::parse(&bytes) {
        match &*name {
            "endpoint" => asked.endpoint = value.into_owned(),
            "p256dh" => asked.p256dh = value.into_owned(),
            "auth" => asked.auth = value.into_owned(),
            "id" => asked.id = value.into_owned(),
            _ => {}
        }
    }
    Ok(asked)
}
