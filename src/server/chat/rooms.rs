//! Rooms: listing, opening, creating, joining and leaving them.

use super::messages::{self, Part};
use crate::{
    model::{AppError, OpenRoom, Room, RoomId, RoomKind, RoomMembership, RoomName, Seq, Topic, User, UserId, limits},
    server::{
        auth::secret,
        chat::Services,
        clock::now,
        db::{self, Inside},
        domain::membership::{CreateRoom, Join, Leave},
        live::Outgoing,
    },
    wire::ServerFrame,
};
use std::sync::Arc;

/// Preview of an open room, for viewers who are no members.
#[derive(Debug)]
pub struct RoomPreview {
    pub room: Room,
    pub members: i64,
    /// Some of the members, in the order in which they joined.
    pub faces: Vec<User>,
    /// Whether the viewer is a member.
    pub joined: bool,
}

/// An open room in the list of all.
#[derive(Debug)]
pub struct BrowsedRoom {
    pub preview: RoomPreview,
    /// Whether others made it since the viewer looked at this list last.
    pub is_new: bool,
}

/// Result of opening a room.
#[derive(Debug)]
pub enum OpenedRoom {
    Member(Box<OpenRoom>),
    Preview(RoomPreview),
    /// The room was deleted while the viewer was a member.
    Deleted,
}

/// Most rooms listed for browsing.
const LISTED: i64 = 500;

/// A person's memberships.
pub async fn of(services: &Services, viewer: UserId) -> Result<Vec<RoomMembership>, AppError> {
    let mut conn = services.db.read().await?;
    Ok(db::memberships::of(&mut conn, viewer).await?)
}

/// A person's rooms with their heads.
pub async fn heads(services: &Services, viewer: UserId) -> Result<Vec<(RoomId, Seq)>, AppError> {
    Ok(db::memberships::heads_of(&mut services.db.read().await?, viewer).await?)
}

/// Open rooms, for a signed-in viewer. Those that are new have been seen with that.
pub async fn browse(services: &Services, viewer: UserId) -> Result<Vec<BrowsedRoom>, AppError> {
    let mut conn = services.db.snapshot().await?;
    let mine = db::memberships::of(&mut conn, viewer).await?;
    let mut rooms = Vec::new();
    for (room, members, is_new) in db::rooms::open_to(&mut conn, viewer, LISTED).await? {
        let joined = mine.iter().any(|membership| membership.room.id == room.id);
        let preview = RoomPreview { room, members, faces: Vec::new(), joined };
        rooms.push(BrowsedRoom { preview, is_new: is_new && !joined });
    }
    drop(conn);
    if rooms.iter().any(|room| room.is_new) {
        let now = services.config.clock.settled();
        let noted = services.writer.perform(move |conn| Box::pin(db::rooms::set_browsed(conn, viewer, now))).await;
        // They stay new, and can be read.
        if let Err(error) = noted {
            tracing::warn!(user = viewer.0, ?error, "it could not be noted that somebody saw the list of rooms");
        }
    }
    Ok(rooms)
}

/// Preview of an open room.
///
/// # Errors
/// [`AppError::NotFound`] when there is none, or the viewer is banned from it.
pub async fn card(services: &Services, viewer: Option<UserId>, slug: &str) -> Result<RoomPreview, AppError> {
    // One snapshot: a viewer who is banned from now on sees no member who joins later.
    let mut conn = services.db.snapshot().await?;
    let room = open_room(&mut conn, viewer, slug).await?;
    let (members, faces) = db::memberships::faces(&mut conn, room.id).await?;
    Ok(RoomPreview { room, members, faces, joined: false })
}

/// Opens a room by its slug: for members the room around `part`, for others its preview.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such room, or the viewer may not know of it.
pub async fn open(services: &Services, viewer: Option<UserId>, slug: &str, part: Part) -> Result<OpenedRoom, AppError> {
    // Members and messages are of one snapshot: a later join is counted through its entry.
    let inside = match viewer {
        Some(viewer) => Inside::at(&services.db, viewer, slug).await?.map(|inside| (viewer, inside)),
        None => None,
    };
    let Some((member, mut inside)) = inside else {
        let mut card = match card(services, viewer, slug).await {
            Err(AppError::NotFound) => return deleted(services, viewer, slug).await,
            card => card?,
        };
        if viewer.is_none() {
            // Viewers who are not signed in see names only, no pictures or status texts.
            for face in &mut card.faces {
                let User { id, username, name, .. } = std::mem::take(face);
                *face = User { id, username, name, ..User::default() };
            }
        }
        return Ok(OpenedRoom::Preview(card));
    };
    let room = inside.room();
    let read = if part == Part::Opening { way_in(&mut inside, member).await? } else { part };
    let history = messages::read(&mut inside, read, messages::PAGE).await?;
    let (members, faces) = db::memberships::faces(inside.conn(), room).await?;
    let membership = inside.membership().clone();
    let target = match part {
        Part::Around(seq) => history.entries.iter().find(|entry| entry.seq == seq).map(|entry| entry.seq),
        Part::Newest | Part::Opening | Part::Before(_) | Part::After(_) => None,
    };
    Ok(OpenedRoom::Member(Box::new(OpenRoom { membership, members, faces, history, target, now: now() })))
}

/// Result where there is no room any more.
async fn deleted(services: &Services, viewer: Option<UserId>, slug: &str) -> Result<OpenedRoom, AppError> {
    let Some(viewer) = viewer else { return Err(AppError::NotFound) };
    let was_here = db::rooms::was_at(&mut services.db.read().await?, viewer, slug).await?;
    if was_here { Ok(OpenedRoom::Deleted) } else { Err(AppError::NotFound) }
}

/// Whether a room was deleted while a person was a member.
pub async fn was_deleted(services: &Services, viewer: UserId, room: RoomId) -> Result<bool, AppError> {
    Ok(db::rooms::was_in(&mut services.db.read().await?, viewer, room).await?)
}

/// Page of the log that a member sees first.
async fn way_in(inside: &mut Inside, member: UserId) -> Result<Part, AppError> {
    let RoomMembership { head, read, unread, .. } = *inside.membership();
    let page = i64::try_from(limits::PAGE).unwrap_or(i64::MAX);
    if unread == 0 || head - read < page {
        return Ok(Part::Newest);
    }
    let room = inside.room();
    let first = db::read_marks::first_unread(inside.conn(), member, room).await?;
    Ok(first.filter(|first| head - first >= page).map_or(Part::Newest, Part::Around))
}

/// Creates a room. The creator becomes its owner.
///
/// # Errors
/// [`AppError::SignedOut`] when the account was deleted or suspended meanwhile.
pub async fn create(
    services: &Services,
    by: UserId,
    name: RoomName,
    topic: Topic,
    kind: RoomKind,
) -> Result<Room, AppError> {
    services.limits.memberships.take(&by)?;
    let made = services.writer.decide(CreateRoom { by, name, topic, kind, tail: secret::tail() }).await?;
    made.ok_or(AppError::SignedOut)
}

/// Joins an open room; no change for members.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such room, or the person is banned from it.
pub async fn join(services: &Services, by: UserId, slug: &str) -> Result<Room, AppError> {
    let room = seen(services, by, slug).await?;
    services.limits.memberships.take(&by)?;
    services.writer.decide(Join { room: room.id, by, invite: None, is_counted: false }).await??;
    Ok(room)
}

/// Lists a room above the member's others, or no longer, in all of their tabs.
///
/// # Errors
/// [`AppError::NotFound`] for anybody who is no member; [`AppError::TooMany`].
pub async fn set_favourite(services: &Services, viewer: UserId, slug: &str, favourite: bool) -> Result<Room, AppError> {
    let room = for_member(services, viewer, slug).await?.room;
    services.limits.profiles.take(&viewer)?;
    let (hub, id) = (Arc::clone(&services.hub), room.id);
    let set = services.writer.perform_and_tell(
        move |conn| {
            Box::pin(async move {
                db::memberships::set_favourite(&mut *conn, viewer, id, favourite).await?;
                db::memberships::in_room(conn, viewer, id).await
            })
        },
        move |outcome| Ok(outcome?.map(|membership| hub.send_memberships(viewer, vec![membership]))),
    );
    set.await?;
    Ok(room)
}

/// Ends a person's membership; no change if there is none.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such room, or it is a direct conversation, which cannot be left.
pub async fn leave(services: &Services, by: UserId, slug: &str) -> Result<Room, AppError> {
    let room = seen(services, by, slug).await?;
    services.limits.memberships.take(&by)?;
    services.writer.decide(Leave { room: room.id, by }).await??;
    Ok(room)
}

/// A member's membership, by the room's slug.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub async fn for_member(services: &Services, viewer: UserId, slug: &str) -> Result<RoomMembership, AppError> {
    let mut conn = services.db.read().await?;
    db::memberships::in_slug(&mut conn, viewer, slug).await?.ok_or(AppError::NotFound)
}

/// Head of a room for a member, by the room's id; `None` for anybody else.
pub async fn head(services: &Services, viewer: UserId, room: RoomId) -> Result<Option<Seq>, AppError> {
    Ok(db::memberships::head_in(&mut services.db.read().await?, viewer, room).await?)
}

/// Sends one tab all memberships of its person.
pub async fn send_memberships(services: &Services, outgoing: &Arc<Outgoing>) {
    let (viewer, outgoing) = (outgoing.user, Arc::clone(outgoing));
    let told = services.writer.perform_and_tell(
        move |conn| Box::pin(async move { db::memberships::of(conn, viewer).await }),
        move |outcome| outcome.map(|rooms| outgoing.send(&ServerFrame::Heads { rooms })),
    );
    if let Err(error) = told.await {
        tracing::warn!(%error, "a tab could not be told where its person stands");
    }
}

/// People among `ids` who are or were members of a room, for a member.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub async fn people(services: &Services, viewer: UserId, room: RoomId, ids: &[UserId]) -> Result<Vec<User>, AppError> {
    let mut inside = Inside::of(&services.db, viewer, room).await?.ok_or(AppError::NotFound)?;
    Ok(db::users::seen_in(inside.conn(), room, ids).await?)
}

/// People among `ids` who share a room with the viewer.
pub async fn acquainted(services: &Services, viewer: UserId, ids: &[UserId]) -> Result<Vec<UserId>, AppError> {
    let mut conn = services.db.read().await?;
    Ok(db::acquaintances::among(&mut conn, viewer, ids).await?)
}

/// A room that a person is a member of or could join.
async fn seen(services: &Services, viewer: UserId, slug: &str) -> Result<Room, AppError> {
    let mut conn = services.db.snapshot().await?;
    match db::memberships::in_slug(&mut conn, viewer, slug).await? {
        Some(membership) => Ok(membership.room),
        None => open_room(&mut conn, Some(viewer), slug).await,
    }
}

/// An open room, for viewers who are not banned from it. To those it does not exist: the room has nothing that
/// they could do.
async fn open_room(conn: &mut db::Conn, viewer: Option<UserId>, slug: &str) -> Result<Room, AppError> {
    let found = db::rooms::by_slug(&mut *conn, slug).await?;
    let room = found.filter(|room| room.kind == RoomKind::Open).ok_or(AppError::NotFound)?;
    match viewer {
        Some(viewer) if db::bans::has(conn, room.id, viewer).await? => Err(AppError::NotFound),
        _ => Ok(room),
    }
}
