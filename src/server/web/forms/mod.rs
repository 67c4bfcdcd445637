//! Forms, which work without JavaScript: each responds with a redirect, or with its own page again, with the
//! error and everything that was typed except passwords.

mod form;
pub mod profile;
mod request;
pub mod room_details;
mod to;

pub(in crate::server) use self::to::see_other;
pub use self::{
    form::{Form, FormHandler, button, form, upload, visitors_form},
    request::FormRequest,
    to::To,
};

use super::{app_state::AppState, render};
use crate::{
    model::{
        AppError, ClientId, FormState, RoomId, RoomKind, RoomName, Seq, Topic, UserId,
        address::{room_of, safe_next, with_next},
    },
    server::{
        auth::{cookie, secret},
        chat::{
            messages::{self, NewMessage},
            rooms::{self, Mark},
            sessions,
        },
    },
    wire::ServerFrame,
};
use axum::{
    Json,
    body::to_bytes,
    extract::{Path, Request, State},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};

/// `POST /rooms/new`.
pub async fn create_room(State(state): State<AppState>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let made = async {
        let viewer = viewer(&state, &request).await?;
        let name = RoomName::parse(fields.get("name"))?;
        let topic = Topic::parse(fields.get("topic"))?;
        rooms::create(&state, viewer, name, topic, kind_of(fields.get("kind"))).await
    };
    match made.await {
        Ok(room) => see_other(&format!("/rooms/{}", room.slug)),
        Err(AppError::SignedOut) => to_sign_in(request.uri.path()),
        Err(error) => refuse(&state, request, &fields, error).await,
    }
}

/// Kind of room chosen in the form; open by default.
fn kind_of(word: &str) -> RoomKind {
    if word == RoomKind::Private.word() { RoomKind::Private } else { RoomKind::Open }
}

/// `POST /rooms/{slug}/join`: joins the room, and redirects to the message that the visitor came for.
pub async fn join(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let room = async { rooms::join(&state, viewer(&state, &request).await?, &slug).await };
    match room.await {
        Ok(room) => {
            let next = safe_next(fields.get("next"));
            let own = room_of(&next) == Some(room.slug.as_str());
            see_other(&if own { next } else { format!("/rooms/{}", room.slug) })
        }
        Err(AppError::SignedOut) => to_sign_in(&format!("/rooms/{slug}")),
        Err(AppError::NotFound) => see_other(&format!("/rooms/{slug}")),
        Err(error) => error.into_response(),
    }
}

/// `POST /rooms/{slug}/leave`.
pub async fn leave(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let left = async { rooms::leave(&state, viewer(&state, &request).await?, &slug).await };
    match left.await {
        Ok(_) | Err(AppError::NotFound) => see_other("/rooms"),
        Err(AppError::SignedOut) => to_sign_in("/rooms"),
        Err(error) => error.into_response(),
    }
}

/// `POST /rooms/{slug}`: posts a message. The form carries a client id, so that submitting it twice posts once.
/// If a form that was posted already is sent again with another text, the text comes back in a new form.
pub async fn post_message(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let by_form = !wants_json(&request);
    let posted = async {
        let viewer = viewer(&state, &request).await?;
        let room = rooms::for_member(&state, viewer, &slug).await?.room;
        let client_id = ClientId::parse(fields.get("client_id")).unwrap_or_else(|_| secret::client_id());
        let words = fields.get("body");
        let seq = messages::post_now(
            &state,
            NewMessage { by: viewer, room: room.id, client_id: client_id.clone(), text: words },
        )
        .await?;
        if by_form && messages::is_other(&state, viewer, room.id, &client_id, words).await? {
            return Err(if room.archived { AppError::Archived } else { AppError::SentBefore });
        }
        Ok::<_, AppError>((room.id, seq))
    };
    let posted = posted.await;
    if !by_form {
        return answer_frame(&fields, posted);
    }
    match posted {
        Ok(_) => see_other(&format!("/rooms/{slug}")),
        Err(error) => refuse(&state, request, &fields, error).await,
    }
}

/// Whether the request comes from the client without a socket, rather than from a form.
fn wants_json(request: &Parts) -> bool {
    request.headers.get(header::ACCEPT).is_some_and(|accept| accept == "application/json")
}

/// The frame with which a socket would have answered a message.
fn answer_frame(fields: &Fields, posted: Result<(RoomId, Seq), AppError>) -> Response {
    let Ok(client_id) = ClientId::parse(fields.get("client_id")) else { return AppError::NotFound.into_response() };
    let (room, refused) = match posted {
        Ok((room, seq)) => return Json(ServerFrame::Ack { room, client_id, seq }).into_response(),
        Err(error @ (AppError::SignedOut | AppError::NotFound)) => return error.into_response(),
        Err(error) => (RoomId(0), error),
    };
    let (code, retry_after) = messages::refusal(&refused);
    (refused.status(), Json(ServerFrame::Refused { room, client_id, code, retry_after })).into_response()
}

/// `POST /rooms/{slug}/away`: hides a direct conversation until its next message.
pub async fn put_away(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let away = async {
        let viewer = viewer(&state, &request).await?;
        let room = rooms::for_member(&state, viewer, &slug).await?.room;
        if room.kind != RoomKind::Direct {
            return Err(AppError::NotFound);
        }
        rooms::mark(&state, viewer, room.id, Mark::Away).await
    };
    match away.await {
        Ok(()) => see_other("/rooms"),
        Err(AppError::SignedOut) => to_sign_in(&format!("/rooms/{slug}")),
        Err(error) => error.into_response(),
    }
}

/// `POST /rooms/{slug}/here`: records the room as the last one, to which `/` redirects, after the client
/// navigated by itself.
pub async fn here(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let found = async { rooms::for_member(&state, viewer(&state, &request).await?, &slug).await };
    match found.await {
        Ok(membership) => {
            let cookie = cookie::last_room(&membership.room.slug, state.config.is_https());
            (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response()
        }
        Err(error) => error.into_response(),
    }
}

/// `POST /rooms/{slug}/read`: moves the read mark to `seq`.
pub async fn mark_read(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    let to = format!("/rooms/{slug}");
    mark(&state, &slug, &to, request, |seq| Mark::Read { seq, read_generation: None }).await
}

/// `POST /rooms/{slug}/unread`: moves the read mark to before `seq`, and shows the list of rooms.
pub async fn mark_unread(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    mark(&state, &slug, "/rooms", request, |seq| Mark::Unread { seq }).await
}

async fn mark(state: &AppState, slug: &str, to: &str, request: Request, mark: fn(Seq) -> Mark) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let marked = async {
        let viewer = viewer(state, &request).await?;
        let membership = rooms::for_member(state, viewer, slug).await?;
        let seq = fields.get("seq").parse().map_err(|_| AppError::NotFound)?;
        rooms::mark(state, viewer, membership.room.id, mark(seq)).await
    };
    match marked.await {
        Ok(()) => see_other(to),
        Err(AppError::SignedOut) => to_sign_in(&format!("/rooms/{slug}")),
        Err(error) => refuse(state, request, &fields, error).await,
    }
}

pub(in crate::server) async fn refuse(state: &AppState, request: Parts, fields: &Fields, error: AppError) -> Response {
    let form_state = fields.form_state(request.uri.path(), error);
    render::again(state, request, form_state).await
}

pub(super) async fn viewer(state: &AppState, request: &Parts) -> Result<UserId, AppError> {
    sessions::of(state, &request.headers).await?.map(|current| current.id()).ok_or(AppError::SignedOut)
}

/// Fields that are never shown again.
const SECRET: [&str; 4] = ["password", "current_password", "new_password", "code"];

/// Fields of a form, in the order sent.
pub(in crate::server) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first value of this name, or an empty text.
    pub(in crate::server) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// All values of this name.
    pub(in crate::server) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn form_state(&self, path: &str, error: AppError) -> FormState {
        let typed = self.0.iter().filter(|(name, _)| !SECRET.contains(&name.as_str())).cloned().collect();
        FormState { path: path.to_owned(), typed, error: Some(error) }
    }
}

/// Reads the form of a request.
pub(in crate::server) async fn read(request: Request) -> Result<(Parts, Fields), Response> {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.map_err(|_| AppError::TooLarge.into_response())?;
    let pairs = form_urlencoded::parse(&bytes).into_owned().collect();
    Ok((parts, Fields(pairs)))
}

/// Redirects to sign-in, and from there to `next`.
pub(in crate::server) fn to_sign_in(next: &str) -> Response {
    see_other(&with_next("/signin", next))
}
