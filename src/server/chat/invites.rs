//! Invite links into a room: creating, following, revoking them.

use super::{room_admin, rooms, sessions::CurrentUser};
use crate::{
    model::{AppError, LinkName, Millis, Room, RoomId, UserId},
    server::{
        auth::secret,
        chat::Services,
        db::{
            self,
            invites::{FoundInvite, Invite, NewInvite},
        },
        domain::{
            membership::Join,
            permissions::{Action, Actor, can},
        },
    },
};

/// Name, lifetime and number of uses of an invite link; `None` is without a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    pub name: LinkName,
    pub lasts: Option<Millis>,
    pub most: Option<i64>,
}

/// Most links listed per room.
const LISTED: i64 = 100;
/// Time for which the page of an ended link says that it has ended: a year.
pub(super) const REMEMBERED: Millis = 365 * 24 * 60 * 60 * 1_000;

/// Creates an invite link. Returns its token, of which only a hash is stored: a copy of the database does not
/// let anybody into a room.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such room, or the viewer may not invite into it.
pub async fn make(services: &Services, viewer: &CurrentUser, slug: &str, terms: Terms) -> Result<String, AppError> {
    let (room, who) = room_admin::room(services, viewer, slug).await?;
    if !can(room.kind, who, Action::Invite) {
        return Err(AppError::NotFound);
    }
    services.limits.memberships.take(&viewer.id())?;
    let (token, by) = (secret::token(), viewer.id());
    let token_hash = secret::hash(&token);
    let (now, certain) = (services.config.clock.settled(), services.config.clock.certain());
    services
        .writer
        .perform(move |conn| {
            Box::pin(async move {
                db::invites::forget_ended(conn, room.id, certain.unwrap_or_default() - REMEMBERED).await?;
                let new = NewInvite {
                    room: room.id,
                    by,
                    name: terms.name.into_string(),
                    token_hash,
                    created_at: now,
                    expires_at: terms.lasts.map(|lasts| now + lasts),
                    most: terms.most,
                };
                db::invites::insert(conn, new).await
            })
        })
        .await?;
    Ok(token)
}

/// A room that the viewer may invite into, with the links that they may see.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such room, or the viewer may not invite into it.
pub async fn of(services: &Services, viewer: &CurrentUser, slug: &str) -> Result<(Room, Vec<Invite>), AppError> {
    let mut conn = services.db.snapshot().await?;
    let (room, who) = room_admin::seen(&mut conn, viewer, slug).await?;
    let now = services.config.clock.settled();
    let links = seen(&mut conn, viewer.id(), &room, who, now).await?.ok_or(AppError::NotFound)?;
    Ok((room, links))
}

/// Links that the viewer may see: all for moderators, otherwise one's own. `None` for viewers who may not
/// invite. Permissions and links are read in one snapshot.
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
    let by = (!room_admin::can_moderate(room, who)).then_some(viewer);
    Ok(Some(db::invites::of(conn, room.id, by, now, LISTED).await?))
}

/// Revokes a link: one's own, or any for moderators.
///
/// # Errors
/// [`AppError::NotFound`] when there is none that the viewer may revoke.
pub async fn revoke(services: &Services, viewer: &CurrentUser, slug: &str, id: i64) -> Result<Room, AppError> {
    let (room, who) = room_admin::room(services, viewer, slug).await?;
    let by = (!room_admin::can_moderate(&room, who)).then(|| viewer.id());
    let (of, now) = (room.id, services.config.clock.settled());
    let ended = services
        .writer
        .perform(move |conn| Box::pin(async move { db::invites::end(conn, of, id, by, now).await }))
        .await?;
    if ended { Ok(room) } else { Err(AppError::NotFound) }
}

/// Enters a room whose invite link was counted when the account was made. Returns the room's path; `None` if it is
/// gone.
pub(super) async fn enter(
    services: &Services,
    by: UserId,
    room: RoomId,
    invite: i64,
) -> Result<Option<String>, AppError> {
    let join = Join { room, by, invite: Some(invite), is_counted: true };
    if services.writer.decide(join).await?.is_err() {
        return Ok(None);
    }
    let membership = db::memberships::in_room(&mut services.db.read().await?, by, room).await?;
    Ok(membership.map(|of| format!("/rooms/{}", of.room.slug)))
}

/// Target of an invite link.
#[derive(Debug)]
pub enum Led {
    /// Into the place.
    Here,
    /// Into a room.
    Into(Box<FoundInvite>),
    /// The link expired, was revoked, or is used up.
    Ended,
}

/// Target of an invite link, as anybody with the link may see it.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such link, or the viewer is banned from the room.
pub async fn follow(services: &Services, viewer: Option<UserId>, token: &str) -> Result<Led, AppError> {
    let mut conn = services.db.snapshot().await?;
    let (hash, settled) = (secret::hash(token), services.config.clock.settled());
    let Some(found) = db::invites::find(&mut conn, &hash, settled).await? else {
        return match db::invitations::exists(&mut conn, &hash).await? {
            true if db::invitations::is_usable(&mut conn, &hash, settled).await? => Ok(Led::Here),
            true => Ok(Led::Ended),
            false => Err(AppError::NotFound),
        };
    };
    match viewer {
        Some(viewer) if db::bans::has(&mut conn, found.room.id, viewer).await? => Err(AppError::NotFound),
        _ if !found.is_usable => Ok(Led::Ended),
        _ => Ok(Led::Into(Box::new(found))),
    }
}

/// Joins the room of an invite link; no change for members.
///
/// # Errors
/// [`AppError::NotFound`] when the link does not let this person in.
pub async fn join(services: &Services, by: UserId, token: &str) -> Result<Room, AppError> {
    let Led::Into(found) = follow(services, Some(by), token).await? else { return Err(AppError::NotFound) };
    let FoundInvite { invite, room, .. } = *found;
    if rooms::for_member(services, by, &room.slug).await.is_ok() {
        return Ok(room);
    }
    services.limits.memberships.take(&by)?;
    services.writer.decide(Join { room: room.id, by, invite: Some(invite), is_counted: false }).await??;
    Ok(room)
}
