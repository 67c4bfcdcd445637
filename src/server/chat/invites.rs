//! Links that lead into a room: making them, following them, ending them.

use super::{
    log::{Answer, Command},
    may::{Action, may},
    rooms,
    writer::failure,
};
use crate::{
    error::AppError,
    model::{Millis, Room, UserId},
    server::{
        auth::{secret, session::CurrentUser},
        chat::about,
        db::{self, invites::Invite},
        state::{AppState, now},
    },
};

/// How long a link leads in, and how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    pub lasts: Option<Millis>,
    pub most: Option<i64>,
}

/// Links that a room shows at most.
const LISTED: i64 = 100;

/// Makes a link into a room. Returns its token, which is not kept: whoever reads the store, or an
/// old copy of it, does not get into a room by what they find there.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such room, or not for this person to invite into.
pub async fn make(state: &AppState, viewer: &CurrentUser, slug: &str, terms: Terms) -> Result<String, AppError> {
    let (room, who) = about::room(state, viewer, slug).await?;
    if !may(room.kind, who, Action::Invite) {
        return Err(AppError::NotFound);
    }
    state.moves.take(viewer.id())?;
    let (token, by) = (secret::token(), viewer.id());
    let hash = secret::hash(&token);
    state
        .writer
        .perform(move |conn| {
            Box::pin(async move {
                let now = now();
                let times = (now, terms.lasts.map(|lasts| now + lasts));
                db::invites::insert(conn, room.id, by, &hash, times, terms.most).await
            })
        })
        .await?;
    Ok(token)
}

/// The links of a room that the viewer may see: of others' only those who look after the room.
///
/// # Errors
/// The store's.
pub async fn of(state: &AppState, viewer: UserId, room: &Room, tends: bool) -> Result<Vec<Invite>, AppError> {
    let mut conn = state.db.read().await?;
    let by = (!tends).then_some(viewer);
    Ok(db::invites::of(&mut conn, room.id, by, now(), LISTED).await?)
}

/// Ends a link: one's own, or any, for those who look after the room.
///
/// # Errors
/// [`AppError::NotFound`] when there is none that this person may end.
pub async fn revoke(state: &AppState, viewer: &CurrentUser, slug: &str, id: i64) -> Result<Room, AppError> {
    let (room, who) = about::room(state, viewer, slug).await?;
    let by = (!about::tends(&room, who)).then(|| viewer.id());
    let of = room.id;
    let ended =
        state.writer.perform(move |conn| Box::pin(async move { db::invites::delete(conn, of, id, by).await })).await?;
    if ended { Ok(room) } else { Err(AppError::NotFound) }
}

/// The room that a link leads into, as whoever has the link may see it.
///
/// # Errors
/// [`AppError::NotFound`] when it leads nowhere, or not for this person.
pub async fn follow(state: &AppState, viewer: Option<UserId>, token: &str) -> Result<(i64, Room), AppError> {
    let mut conn = state.db.read().await?;
    let found = db::invites::find(&mut conn, &secret::hash(token), now()).await?;
    let (invite, room) = found.ok_or(AppError::NotFound)?;
    match viewer {
        Some(viewer) if db::bans::has(&mut conn, room.id, viewer).await? => Err(AppError::NotFound),
        _ => Ok((invite, room)),
    }
}

/// Makes a person a member of the room that a link leads into; no change if they are.
///
/// # Errors
/// As [`follow`].
pub async fn join(state: &AppState, by: UserId, token: &str) -> Result<Room, AppError> {
    let (invite, room) = follow(state, Some(by), token).await?;
    if rooms::for_member(state, by, &room.slug).await.is_ok() {
        return Ok(room);
    }
    state.moves.take(by)?;
    match state.writer.decide(Command::Join { room: room.id, by, invite: Some(invite) }).await {
        Answer::Joined => Ok(room),
        Answer::NoRoom => Err(AppError::NotFound),
        answer => Err(failure(&answer)),
    }
}
