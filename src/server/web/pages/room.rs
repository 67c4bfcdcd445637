//! Forms of a room's page, which is a screen of the client: messages, read marks, joining and leaving.

use crate::{
    model::{
        AppError, ClientId, Room, RoomId, RoomKind, RoomMembership, Seq,
        address::{room_of, safe_next},
    },
    server::{
        auth::{cookie, secret},
        chat::{
            messages::{self, NewMessage},
            notifications,
            read_marks::{self, Mark},
            rooms,
            sessions::CurrentUser,
        },
        web::{
            app_state::AppState,
            forms::{FormRequest, To},
        },
    },
    wire::ServerFrame,
};
use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};

/// Address of the list of rooms.
const LIST: &str = "/rooms";

/// Address of a room.
pub(super) fn path(slug: &str) -> String {
    format!("/rooms/{slug}")
}

/// Leads to a room.
pub(super) fn to(room: &Room) -> To {
    To::page(path(&room.slug))
}

/// `POST /rooms/{slug}/join`: joins the room, and redirects to the message that the visitor came for.
pub async fn join(form: &FormRequest) -> Result<To, AppError> {
    let slug = form.param("slug");
    let next = safe_next(form.field("next"));
    match rooms::join(&form.state, form.viewer.id(), slug).await {
        Ok(room) if room_of(&next) == Some(room.slug.as_str()) => Ok(To::page(next)),
        Ok(room) => Ok(to(&room)),
        Err(AppError::NotFound) => Ok(To::page(path(slug))),
        Err(error) => Err(error),
    }
}

/// `POST /rooms/{slug}/leave`.
pub async fn leave(form: &FormRequest) -> Result<To, AppError> {
    match rooms::leave(&form.state, form.viewer.id(), form.param("slug")).await {
        Ok(_) | Err(AppError::NotFound) => Ok(To::page(LIST)),
        Err(error) => Err(error),
    }
}

/// `POST /rooms/{slug}/away`: hides a direct conversation until its next message. The list of rooms has the way back.
pub async fn put_away(form: &FormRequest) -> Result<To, AppError> {
    let RoomMembership { room, read, .. } = conversation(form).await?;
    read_marks::mark(&form.state, form.viewer.id(), room.id, Mark::Away).await?;
    Ok(To::page(format!("{LIST}?away={}&read={read}", room.slug)))
}

/// `POST /rooms/{slug}/back`: lists a direct conversation again, and is read as far as `read`.
pub async fn bring_back(form: &FormRequest) -> Result<To, AppError> {
    let room = conversation(form).await?.room;
    let read = form.field("read").parse().map_err(|_| AppError::NotFound)?;
    read_marks::mark(&form.state, form.viewer.id(), room.id, Mark::Back { read }).await?;
    Ok(to(&room))
}

/// The member's direct conversation of a form.
async fn conversation(form: &FormRequest) -> Result<RoomMembership, AppError> {
    let of = rooms::for_member(&form.state, form.viewer.id(), form.param("slug")).await?;
    Some(of).filter(|of| of.room.kind == RoomKind::Direct).ok_or(AppError::NotFound)
}

/// `POST /rooms/{slug}/favourite`: lists a room above the member's others.
pub async fn favour(form: &FormRequest) -> Result<To, AppError> {
    set_favourite(form, true).await
}

/// `POST /rooms/{slug}/unfavourite`: lists it among the others again.
pub async fn unfavour(form: &FormRequest) -> Result<To, AppError> {
    set_favourite(form, false).await
}

/// `POST /rooms/{slug}/mute`: nothing in a room notifies the member, until they unmute it.
pub async fn mute(form: &FormRequest) -> Result<To, AppError> {
    Ok(to(&notifications::mute(&form.state, form.viewer.id(), form.param("slug")).await?))
}

/// `POST /rooms/{slug}/unmute`: the room notifies the member again.
pub async fn unmute(form: &FormRequest) -> Result<To, AppError> {
    Ok(to(&notifications::unmute(&form.state, form.viewer.id(), form.param("slug")).await?))
}

async fn set_favourite(form: &FormRequest, favourite: bool) -> Result<To, AppError> {
    Ok(to(&rooms::set_favourite(&form.state, form.viewer.id(), form.param("slug"), favourite).await?))
}

/// `POST /rooms/{slug}/read`: moves the read mark to `seq`.
pub async fn mark_read(form: &FormRequest) -> Result<To, AppError> {
    mark(form, |seq| Mark::Read { seq, read_generation: None }).await?;
    Ok(To::page(path(form.param("slug"))))
}

/// `POST /rooms/{slug}/unread`: moves the read mark to before `seq`, and shows the list of rooms.
pub async fn mark_unread(form: &FormRequest) -> Result<To, AppError> {
    mark(form, |seq| Mark::Unread { seq }).await?;
    Ok(To::page(LIST))
}

async fn mark(form: &FormRequest, mark: fn(Seq) -> Mark) -> Result<(), AppError> {
    let membership = rooms::for_member(&form.state, form.viewer.id(), form.param("slug")).await?;
    let seq = form.field("seq").parse().map_err(|_| AppError::NotFound)?;
    read_marks::mark(&form.state, form.viewer.id(), membership.room.id, mark(seq)).await
}

/// `POST /rooms/{slug}/here`: records the room as the last one, to which `/` redirects, after the client
/// navigated by itself.
pub async fn here(
    State(state): State<AppState>,
    viewer: CurrentUser,
    Path(slug): Path<String>,
) -> Result<impl IntoResponse, AppError> {
    let membership = rooms::for_member(&state, viewer.id(), &slug).await?;
    let cookie = cookie::last_room(&membership.room.slug, state.config.is_https());
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]))
}

/// `POST /rooms/{slug}`: posts a message. A form leads back to the room; the client without a socket gets the
/// frame with which a socket would have answered. Whoever was signed out meanwhile finds their words on the
/// page.
pub async fn post_message(form: &FormRequest<()>) -> Result<To, AppError> {
    if wants_frame(form) {
        // The answer names the message by its client id: without one nothing is stored.
        let Ok(client_id) = ClientId::parse(form.field("client_id")) else { return Ok(To::error(AppError::NotFound)) };
        return Ok(answer_frame(client_id, post(form).await));
    }
    post(form).await.map(|_| To::page(path(form.param("slug"))))
}

/// Posts the message. The form carries a client id, so that submitting it twice posts once. If a form that was
/// posted already is sent again with another text, the text comes back in a new form.
async fn post(form: &FormRequest<()>) -> Result<(RoomId, Seq), AppError> {
    let (state, by) = (&form.state, form.current_user().await?.id());
    let room = rooms::for_member(state, by, form.param("slug")).await?.room;
    let client_id = ClientId::parse(form.field("client_id")).unwrap_or_else(|_| secret::client_id());
    let text = form.field("body");
    let message = NewMessage { by, room: room.id, client_id: client_id.clone(), text };
    let seq = messages::post_now(state, message).await?;
    if !wants_frame(form) && messages::is_other(state, by, room.id, &client_id, text).await? {
        return Err(if room.archived { AppError::Archived } else { AppError::SentBefore });
    }
    Ok((room.id, seq))
}

/// Whether the request comes from the client without a socket, rather than from a form.
pub(super) fn wants_frame(form: &FormRequest<()>) -> bool {
    form.headers().get(header::ACCEPT).map(HeaderValue::as_bytes) == Some(b"application/json")
}

/// The frame with which a socket would have answered a message.
fn answer_frame(client_id: ClientId, posted: Result<(RoomId, Seq), AppError>) -> To {
    match posted {
        Ok((room, seq)) => To::json(StatusCode::OK, &ServerFrame::Ack { room, client_id, seq }),
        Err(error @ (AppError::SignedOut | AppError::NotFound)) => To::error(error),
        Err(error) => {
            let (code, retry_after) = messages::refusal(&error);
            let refused = ServerFrame::Refused { room: RoomId(0), client_id, code, retry_after };
            To::json(error.status(), &refused)
        }
    }
}
