//! `/push/...`: requests of the page's script and the service worker about push notifications, and the
//! notification forms.

use super::{
    app_state::AppState,
    forms::{self, Fields, refuse, see_other, to_sign_in},
};
use crate::{
    model::{AppError, Field, Invalid, Millis, NotifyLevel, Problem},
    server::{
        chat::{
            notifications, rooms,
            sessions::{self, CurrentUser},
        },
        clock::now,
        db,
        domain::notify_rules::QuietHours,
        notify::{
            notice::{self, Notice},
            send,
        },
        outbound::{
            address_guard::{Barred, Endpoint},
            https::Outcome,
        },
    },
};
use axum::{
    Json,
    body::to_bytes,
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

const PAGE: &str = "/settings/notifications";
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
pub async fn key(State(state): State<AppState>, headers: HeaderMap) -> Response {
    match current(&state, &headers).await {
        Ok(_) => Json(json!({ "key": state.notifier.vapid.public() })).into_response(),
        Err(error) => error.into_response(),
    }
}

/// `POST /push/subscribe`: subscribes this session's browser to push notifications.
pub async fn subscribe(State(state): State<AppState>, request: Request) -> Response {
    let headers = request.headers().clone();
    let subscribed = async {
        let current = current(&state, &headers).await?;
        let Asked { endpoint, p256dh, auth, .. } = asked(request).await?;
        state.notifier.take_try(current.id())?;
        let Ok(endpoint) = Endpoint::parse(&endpoint) else { return Ok(unusable("endpoint")) };
        let Some(keys) = notice::keys(endpoint.as_str().to_owned(), &p256dh, &auth) else {
            return Ok(unusable("keys"));
        };
        match state.notifier.push_client.admit(&endpoint).await {
            Ok(()) => {}
            Err(Barred::Unknown) => return Ok(unusable("unknown")),
            Err(Barred::Form | Barred::Inside) => {
                tracing::info!(user = current.id().0, "refused a push service that is not on the internet");
                return Ok(unusable("endpoint"));
            }
        }
        notifications::subscribe(&state, &current, keys).await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    subscribed.await.unwrap_or_else(|error: AppError| error.into_response())
}

fn unusable(why: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "why": why }))).into_response()
}

/// `POST /push/unsubscribe`: from a script, ends this session's subscription; from the form, the one it names.
pub async fn unsubscribe(State(state): State<AppState>, request: Request) -> Response {
    let headers = request.headers().clone();
    if is_json(&headers) {
        let done = async {
            let current = current(&state, &headers).await?;
            notifications::unsubscribe(&state, &current).await
        };
        return done.await.map_or_else(IntoResponse::into_response, |()| StatusCode::NO_CONTENT.into_response());
    }
    let (request, fields) = match forms::read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let removed = async {
        let current = current(&state, &request.headers).await?;
        let id = fields.get("device").parse().map_err(|_| AppError::NotFound)?;
        notifications::remove(&state, current.id(), id).await
    };
    match removed.await {
        // Removed already is as good.
        Ok(()) | Err(AppError::NotFound) => see_other(&format!("{PAGE}?done=removed")),
        Err(AppError::SignedOut) => to_sign_in(PAGE),
        Err(error) => error.into_response(),
    }
}

/// `POST /push/test`: sends this session's browser a test notification with the given id, and responds with the
/// outcome.
pub async fn test(State(state): State<AppState>, request: Request) -> Response {
    let headers = request.headers().clone();
    let tested = async {
        let current = current(&state, &headers).await?;
        let id: String = asked(request).await?.id.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
        let known = db::push_subscriptions::of_session(&mut *state.db.read().await?, &current.session).await?;
        let Some(known) = known else { return Ok("unknown") };
        state.notifier.take_try(current.id())?;
        let keys = (&*known.endpoint, &*known.p256dh, &*known.auth);
        let outcome = send::send(&state.notifier, keys, &Notice::Test { id }, "test", TEST_LIVES, true).await;
        let subscription = known.id;
        state
            .writer
            .perform(move |conn| {
                let outcome = outcome.clone();
                Box::pin(async move { send::note(conn, subscription, &outcome).await.map(|()| outcome) })
            })
            .await
            .map(|outcome| match outcome {
                Outcome::Taken => "taken",
                Outcome::Gone => "gone",
                Outcome::Later(_) => "later",
                Outcome::Unreachable(_) => "unreachable",
                Outcome::Refused(_) | Outcome::Barred(_) => "refused",
            })
            .map_err(AppError::from)
    };
    tested.await.map_or_else(|error: AppError| error.into_response(), |how| Json(json!({ "how": how })).into_response())
}

/// `POST /settings/notifications/level`: the default notification level.
pub async fn set_level(State(state): State<AppState>, request: Request) -> Response {
    let (request, fields) = match forms::read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let set = async {
        let viewer = current(&state, &request.headers).await?.id();
        let level = NotifyLevel::parse(fields.get("level")).ok_or(AppError::NotFound)?;
        notifications::set_default_level(&state, viewer, level).await
    };
    match set.await {
        Ok(()) => see_other(&format!("{PAGE}?done=level")),
        Err(AppError::SignedOut) => to_sign_in(PAGE),
        Err(error) => error.into_response(),
    }
}

/// `POST /settings/notifications`: the quiet hours.
pub async fn set_quiet(State(state): State<AppState>, request: Request) -> Response {
    let (request, fields) = match forms::read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let set = async {
        let viewer = current(&state, &request.headers).await?.id();
        notifications::set_quiet(&state, viewer, quiet(&fields)?).await
    };
    match set.await {
        Ok(()) => see_other(&format!("{PAGE}?done=quiet")),
        Err(AppError::SignedOut) => to_sign_in(PAGE),
        Err(error) => refuse(&state, request, &fields, error).await,
    }
}

/// `POST /rooms/{slug}/notifications`: the notification level and muting of a room.
pub async fn set_room(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    let (request, fields) = match forms::read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let page = format!("/rooms/{slug}/notifications");
    let set = async {
        let viewer = current(&state, &request.headers).await?.id();
        let room = rooms::for_member(&state, viewer, &slug).await?.room.id;
        let muted_until = match fields.get("mute") {
            "" => None,
            "keep" => notifications::wishes(&state, viewer, room).await?.muted_until,
            hours => {
                let hours = hours.parse::<Millis>().ok().filter(|hours| (1..=24 * 31).contains(hours));
                Some(now() + hours.ok_or(AppError::NotFound)? * HOUR)
            }
        };
        notifications::set_wishes(&state, viewer, room, NotifyLevel::parse(fields.get("level")), muted_until).await
    };
    match set.await {
        Ok(()) => see_other(&format!("{page}?done=saved")),
        Err(AppError::SignedOut) => to_sign_in(&page),
        Err(error) => refuse(&state, request, &fields, error).await,
    }
}

const HOUR: Millis = 60 * 60 * 1_000;

/// Quiet hours from the form; `None` if they are switched off.
fn quiet(fields: &Fields) -> Result<Option<QuietHours>, Invalid> {
    if fields.get("quiet").is_empty() {
        return Ok(None);
    }
    let problem = |field| Invalid { field, problem: Problem::Characters };
    let starts = minutes(fields.get("starts")).ok_or_else(|| problem(Field::Starts))?;
    let ends = minutes(fields.get("ends")).ok_or_else(|| problem(Field::Ends))?;
    let days = fields.all("day").filter_map(|day| day.parse::<u32>().ok().filter(|day| *day < 7));
    let days = days.fold(0_i64, |days, day| days | 1 << day);
    if days == 0 {
        return Err(Invalid { field: Field::Days, problem: Problem::Empty });
    }
    QuietHours::new(starts, ends, days, fields.get("zone").trim()).map(Some).ok_or_else(|| problem(Field::TimeZone))
}

/// Minutes of `22:30`.
fn minutes(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str, end: i64| -> Option<i64> {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number| digits && *number < end)
    };
    // Some browsers add seconds.
    let minute = minute.split(':').next().unwrap_or_default();
    Some(number(hour, 24)? * 60 + number(minute, 60)?)
}

async fn current(state: &AppState, headers: &HeaderMap) -> Result<CurrentUser, AppError> {
    sessions::of(state, headers).await?.ok_or(AppError::SignedOut)
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
