//! Links that lead into a room: making them, following them, ending them.

use super::{room_admin, rooms, sessions::CurrentUser};
use crate::{
    model::{AppError, Millis, Room, UserId},
    server::{
        auth::secret,
        chat::Services,
        db::{
            self,
            invites::{Found, Invite},
        },
        domain::{
            membership::Join,
            permissions::{Action, Actor, can},
        },
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
/// How long one that has ended says so: a year.
const REMEMBERED: Millis = 365 * 24 * 60 * 60 * 1_000;

/// Makes a link into a room. Returns its token, which is not kept: whoever reads the store, or an
/// old copy of it, does not get into a room by what they find there.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such room, or not for this person to invite into.
pub async fn make(services: &Services, viewer: &CurrentUser, slug: &str, terms: Terms) -> Result<String, AppError> {
    let (room, who) = room_admin::room(services, viewer, slug).await?;
    if !can(room.kind, who, Action::Invite) {
        return Err(AppError::NotFound);
    }
    services.limits.memberships.take(&viewer.id())?;
    let (token, by) = (secret::token(), viewer.id());
    let hash = secret::hash(&token);
    let (now, certain) = (services.config.clock.settled(), services.config.clock.certain());
    services
        .writer
        .perform(move |conn| {
            Box::pin(async move {
                db::invites::forget_ended(conn, room.id, certain.unwrap_or_default() - REMEMBERED).await?;
                let times = (now, terms.lasts.map(|lasts| now + lasts));
                db::invites::insert(conn, room.id, by, &hash, times, terms.most).await
            })
        })
        .await?;
    Ok(token)
}

/// A room that the viewer may invite into, with the links that they may see.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such room, or not for this person to invite into.
pub async fn of(services: &Services, viewer: &CurrentUser, slug: &str) -> Result<(Room, Vec<Invite>), AppError> {
    let mut conn = services.db.snapshot().await?;
    let (room, who) = room_admin::seen(&mut conn, viewer, slug).await?;
    let now = services.config.clock.settled();
    let links = seen(&mut conn, viewer.id(), &room, who, now).await?.ok_or(AppError::NotFound)?;
    Ok((room, links))
}

/// The links that the viewer may see: of others' only those who look after the room; nothing to those
/// who may not invite. Both are asked of one snapshot.
pub(super) async fn seen(
    conn: &mut db::Conn,
    viewer: UserId,
    room: &Room,
    who: Actor,
    now: Millis,
) -> Result<Option<Vec<Invite>>, AppError> {
    if !can(room.kind, who, Action::Invite) {
        return Ok(None);
    }
    let by = (!room_admin::tends(room, who)).then_some(viewer);
    Ok(Some(db::invites::of(conn, room.id, by, now, LISTED).await?))
}

/// Ends a link: one's own, or any, for those who look after the room.
///
/// # Errors
/// [`AppError::NotFound`] when there is none that this person may end.
pub async fn revoke(services: &Services, viewer: &CurrentUser, slug: &str, id: i64) -> Result<Room, AppError> {
    let (room, who) = room_admin::room(services, viewer, slug).await?;
    let by = (!room_admin::tends(&room, who)).then(|| viewer.id());
    let (of, now) = (room.id, services.config.clock.settled());
    let ended = services
        .writer
        .perform(move |conn| Box::pin(async move { db::invites::end(conn, of, id, by, now).await }))
        .await?;
    if ended { Ok(room) } else { Err(AppError::NotFound) }
}

/// Where a link leads.
#[derive(Debug)]
pub enum Led {
    /// Into this room, by this link.
    Into(i64, Room),
    /// It led somewhere once.
    Ended,
}

/// Where a link leads, as whoever has the link may see it.
///
/// # Errors
/// [`AppError::NotFound`] when it never led anywhere, or does not for this person.
pub async fn follow(services: &Services, viewer: Option<UserId>, token: &str) -> Result<Led, AppError> {
    let mut conn = services.db.snapshot().await?;
    let found = db::invites::find(&mut conn, &secret::hash(token), services.config.clock.settled()).await?;
    let Found { invite, room, is_usable } = found.ok_or(AppError::NotFound)?;
    match viewer {
        Some(viewer) if db::bans::has(&mut conn, room.id, viewer).await? => Err(AppError::NotFound),
        _ if !is_usable => Ok(Led::Ended),
        _ => Ok(Led::Into(invite, room)),
    }
}

/// Makes a person a member of the room that a link leads into; no change if they are.
///
/// # Errors
/// [`AppError::NotFound`] when it leads nowhere, or not for this person.
pub async fn join(services: &Services, by: UserId, token: &str) -> Result<Room, AppError> {
    let Led::Into(invite, room) = follow(services, Some(by), token).await? else { return Err(AppError::NotFound) };
    if rooms::for_member(services, by, &room.slug).await.is_ok() {
        return Ok(room);
    }
    services.limits.memberships.take(&by)?;
    services.writer.decide(Join { room: room.id, by, invite: Some(invite) }).await??;
    Ok(room)
}
