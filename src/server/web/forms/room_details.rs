//! Forms of room details, invite links and direct conversations.

use super::{Fields, read, refuse, see_other, to_sign_in, viewer};
use crate::{
    model::{AppError, Field, FormState, Role, RoomName, Topic, UserId},
    server::{
        auth::secret,
        chat::{
            direct,
            invites::{self, Terms},
            room_admin,
            sessions::{self, CurrentUser},
        },
        domain::moderate::Act,
        web::{app_state::AppState, render},
    },
};
use axum::{
    extract::{Path, Request, State},
    http::request::Parts,
    response::{IntoResponse, Response},
};

/// `POST /rooms/{slug}/about`: the room's name and topic.
pub async fn save(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let saved = async {
        let viewer = current(&state, &request).await?;
        let (name, topic) = (RoomName::parse(fields.get("name"))?, Topic::parse(fields.get("topic"))?);
        room_admin::act(&state, &viewer, &slug, Act::Topic(topic)).await?;
        room_admin::act(&state, &viewer, &slug, Act::Name(name, secret::tail())).await?;
        // By its new slug, if it has one.
        room_admin::room(&state, &viewer, &slug).await
    };
    match saved.await {
        Ok((room, _)) => see_other(&format!("/rooms/{}/about?done=saved", room.slug)),
        Err(AppError::SignedOut) => to_sign_in(&format!("/rooms/{slug}/about")),
        Err(error) => refuse(&state, request, &fields, error).await,
    }
}

/// `POST /rooms/{slug}/add`: adds a member, by username.
pub async fn add(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let username = fields.get(Field::Username.name());
    let added = async { room_admin::add(&state, &current(&state, &request).await?, &slug, username).await };
    match added.await {
        Ok(room) => see_other(&format!("/rooms/{}/about?done=added", room.slug)),
        Err(AppError::SignedOut) => to_sign_in(&format!("/rooms/{slug}/about")),
        Err(AppError::NotFound) => AppError::NotFound.into_response(),
        Err(error) => {
            let typed = vec![(Field::Username.name().to_owned(), username.to_owned())];
            on_its_page(&state, &slug, request, typed, error).await
        }
    }
}

/// `POST /rooms/{slug}/remove`: removes a member.
pub async fn remove(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    act(&state, &slug, request, "removed", |fields| Some(Act::Remove(who(fields)?))).await
}

/// `POST /rooms/{slug}/ban`: bans a person, which removes them too.
pub async fn ban(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    act(&state, &slug, request, "banned", |fields| Some(Act::Ban(who(fields)?))).await
}

/// `POST /rooms/{slug}/unban`: lifts a ban.
pub async fn unban(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    act(&state, &slug, request, "unbanned", |fields| Some(Act::Unban(who(fields)?))).await
}

/// `POST /rooms/{slug}/role`: sets a member's role.
pub async fn role(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    act(&state, &slug, request, "saved", |fields| Some(Act::Role(who(fields)?, Role::of_word(fields.get("role"))?)))
        .await
}

/// `POST /rooms/{slug}/archive`: closes the room for posting, or reopens it.
pub async fn archive(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    act(&state, &slug, request, "saved", |fields| Some(Act::Archive(fields.get("archived") != "no"))).await
}

/// `POST /rooms/{slug}/delete`: deletes the room, if the box was ticked.
pub async fn delete(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    act(&state, &slug, request, "deleted", |fields| (fields.get("sure") == "yes").then_some(Act::Delete)).await
}

async fn act(
    state: &AppState,
    slug: &str,
    request: Request,
    done: &str,
    read_act: fn(&Fields) -> Option<Act>,
) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let acted = async {
        let viewer = current(state, &request).await?;
        room_admin::act(state, &viewer, slug, read_act(&fields).ok_or(AppError::NotFound)?).await
    };
    match acted.await {
        Ok(_) if done == "deleted" => see_other("/rooms"),
        Ok(room) => see_other(&format!("/rooms/{}/about?done={done}", room.slug)),
        Err(AppError::SignedOut) => to_sign_in(&format!("/rooms/{slug}/about")),
        Err(error @ AppError::LastOwner) => on_its_page(state, slug, request, Vec::new(), error).await,
        Err(error) => error.into_response(),
    }
}

/// Shows the error on the page with the button. Browsers show it at the form's own address, for which the
/// client has a route.
async fn on_its_page(
    state: &AppState,
    slug: &str,
    mut request: Parts,
    typed: Vec<(String, String)>,
    error: AppError,
) -> Response {
    let page = format!("/rooms/{slug}/about");
    request.uri = page.parse().unwrap_or(request.uri);
    render::again(state, request, FormState { path: page, typed, error: Some(error) }).await
}

/// `POST /rooms/{slug}/invites`: makes an invite link, shown once, on the page of the response.
pub async fn invite(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let made = async {
        let viewer = current(&state, &request).await?;
        invites::make(&state, &viewer, &slug, terms(&fields)).await
    };
    match made.await {
        Ok(token) => {
            let link = format!("{}/join/{token}", render::origin(&state, &request));
            let form_state =
                FormState { path: request.uri.path().to_owned(), typed: vec![("link".to_owned(), link)], error: None };
            render::again(&state, request, form_state).await
        }
        Err(AppError::SignedOut) => to_sign_in(&format!("/rooms/{slug}/invites")),
        Err(error) => refuse(&state, request, &fields, error).await,
    }
}

/// `POST /rooms/{slug}/invites/revoke`: revokes an invite link.
pub async fn revoke(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let revoked = async {
        let viewer = current(&state, &request).await?;
        let id = fields.get("invite").parse().map_err(|_| AppError::NotFound)?;
        invites::revoke(&state, &viewer, &slug, id).await
    };
    match revoked.await {
        Ok(room) => see_other(&format!("/rooms/{}/invites?done=revoked", room.slug)),
        Err(AppError::SignedOut) => to_sign_in(&format!("/rooms/{slug}/invites")),
        Err(error) => error.into_response(),
    }
}

/// `POST /join/{token}`: joins the room of an invite link.
pub async fn follow(State(state): State<AppState>, Path(token): Path<String>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let joined = async { invites::join(&state, viewer(&state, &request).await?, &token).await };
    match joined.await {
        Ok(room) => see_other(&format!("/rooms/{}", room.slug)),
        Err(AppError::SignedOut) => to_sign_in(request.uri.path()),
        // Its page says that the link has ended.
        Err(AppError::NotFound) => see_other(request.uri.path()),
        Err(error) => error.into_response(),
    }
}

/// `POST /dm`: opens the direct conversation with the chosen people.
pub async fn gather(State(state): State<AppState>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let opened = async {
        let names: Vec<_> = fields.all(Field::People.name()).collect();
        direct::gather(&state, viewer(&state, &request).await?, &names).await
    };
    match opened.await {
        Ok(room) => see_other(&format!("/rooms/{}", room.slug)),
        Err(AppError::SignedOut) => to_sign_in("/dm"),
        Err(error) => refuse(&state, request, &fields, error).await,
    }
}

/// `GET /dm/{names}`: redirects to the direct conversation, or shows the page that starts it.
pub async fn conversation(State(state): State<AppState>, Path(names): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let found = async { direct::find(&state, viewer(&state, &parts).await?, &names).await };
    match found.await {
        Ok(direct::Conversation { slug: Some(slug), .. }) => see_other(&format!("/rooms/{slug}")),
        _ => render::page(State(state), Request::from_parts(parts, body)).await,
    }
}

/// `POST /dm/{names}`: opens the direct conversation, existing or new.
pub async fn converse(State(state): State<AppState>, Path(names): Path<String>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let opened = async { direct::open(&state, viewer(&state, &request).await?, &names).await };
    match opened.await {
        Ok(room) => see_other(&format!("/rooms/{}", room.slug)),
        Err(AppError::SignedOut) => to_sign_in(request.uri.path()),
        Err(error) => error.into_response(),
    }
}

async fn current(state: &AppState, request: &Parts) -> Result<CurrentUser, AppError> {
    sessions::of(state, &request.headers).await?.ok_or(AppError::SignedOut)
}

fn who(fields: &Fields) -> Option<UserId> {
    fields.get("who").parse().ok().map(UserId)
}

/// Terms chosen for an invite link; by default a week and any number of uses.
fn terms(fields: &Fields) -> Terms {
    const DAY: i64 = 24 * 60 * 60 * 1_000;
    let lasts = match fields.get("lasts") {
        "day" => Some(DAY),
        "month" => Some(30 * DAY),
        "always" => None,
        _ => Some(7 * DAY),
    };
    let most = fields.get("most").parse().ok().filter(|most| (1..=1_000).contains(most));
    Terms { lasts, most }
}
