//! Rooms: listing, opening, making, joining, leaving, and what has been read in them.

use super::messages::{self, Part};
use crate::{
    model::{AppError, OpenRoom, Room, RoomId, RoomKind, RoomMembership, RoomName, Seq, Topic, User, UserId, limits},
    server::{
        auth::secret,
        chat::Services,
        clock::now,
        db::{self, Inside},
        domain::membership::{CreateRoom, Join, Leave},
        live::Link,
    },
    wire::ServerFrame,
};
use std::sync::Arc;

/// An open room as a stranger may see it.
#[derive(Debug)]
pub struct Card {
    pub room: Room,
    pub members: i64,
    /// Some of the members, longest in the room first.
    pub faces: Vec<User>,
    /// Whether the one who asks is a member.
    pub joined: bool,
}

/// A room, to whoever asked for it.
#[derive(Debug)]
pub enum Found {
    Member(Box<OpenRoom>),
    Stranger(Card),
    /// It was deleted, and they were in it.
    Deleted,
}

/// Rooms on the browse page, at most.
const LISTED: i64 = 500;

/// All rooms of a person.
pub async fn of(services: &Services, viewer: UserId) -> Result<Vec<RoomMembership>, AppError> {
    let mut conn = services.db.read().await?;
    Ok(db::memberships::of(&mut conn, viewer).await?)
}

/// Open rooms, for anybody who is signed in.
pub async fn browse(services: &Services, viewer: UserId) -> Result<Vec<Card>, AppError> {
    let mut conn = services.db.snapshot().await?;
    let mine = db::memberships::of(&mut conn, viewer).await?;
    let mut cards = Vec::new();
    for (room, members) in db::rooms::open_to(&mut conn, viewer, LISTED).await? {
        let joined = mine.iter().any(|membership| membership.room.id == room.id);
        cards.push(Card { room, members, faces: Vec::new(), joined });
    }
    Ok(cards)
}

/// An open room as a stranger sees it.
///
/// # Errors
/// [`AppError::NotFound`] when there is none, or the viewer is kept out of it.
pub async fn card(services: &Services, viewer: Option<UserId>, slug: &str) -> Result<Card, AppError> {
    // Whoever is kept out from now on sees nobody who comes later.
    let mut conn = services.db.snapshot().await?;
    let room = open_room(&mut conn, viewer, slug).await?;
    let (members, faces) = db::memberships::faces(&mut conn, room.id).await?;
    Ok(Card { room, members, faces, joined: false })
}

/// What a room's URL shows: to members the room, around `part`; to others its card.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such room.
pub async fn open(services: &Services, viewer: Option<UserId>, slug: &str, part: Part) -> Result<Found, AppError> {
    // Members and messages are of one moment: who joins after it is counted by the entry that says so.
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
            // Whoever is not signed in sees who is there, and no more of them.
            for face in &mut card.faces {
                let User { id, username, name, .. } = std::mem::take(face);
                *face = User { id, username, name, ..User::default() };
            }
        }
        return Ok(Found::Stranger(card));
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
    Ok(Found::Member(Box::new(OpenRoom { membership, members, faces, history, target, now: now() })))
}

/// What there is where no room is any more.
async fn deleted(services: &Services, viewer: Option<UserId>, slug: &str) -> Result<Found, AppError> {
    let Some(viewer) = viewer else { return Err(AppError::NotFound) };
    let was_here = db::rooms::was_at(&mut *services.db.read().await?, viewer, slug).await?;
    if was_here { Ok(Found::Deleted) } else { Err(AppError::NotFound) }
}

/// Whether a room that a person is not in was deleted while they were.
pub async fn was_deleted(services: &Services, viewer: UserId, room: RoomId) -> Result<bool, AppError> {
    Ok(db::rooms::was_in(&mut *services.db.read().await?, viewer, room).await?)
}

/// The page at which a member goes into a room.
async fn way_in(inside: &mut Inside, member: UserId) -> Result<Part, AppError> {
    let RoomMembership { head, read, unread, .. } = *inside.membership();
    let page = i64::try_from(limits::PAGE).unwrap_or(i64::MAX);
    if unread == 0 || head - read < page {
        return Ok(Part::Newest);
    }
    let room = inside.room();
    let first = db::read_marks::first_unread(inside.conn(), member, room, read).await?;
    Ok(first.filter(|first| head - first >= page).map_or(Part::Newest, Part::Around))
}

/// Makes a room with its maker as owner.
///
/// # Errors
/// [`AppError::SignedOut`] when the account was closed meanwhile.
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

/// Makes a person a member of an open room; no change if they are.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such room, or the person is kept out of it.
pub async fn join(services: &Services, by: UserId, slug: &str) -> Result<Room, AppError> {
    let room = seen(services, by, slug).await?;
    services.limits.memberships.take(&by)?;
    services.writer.decide(Join { room: room.id, by, invite: None }).await??;
    Ok(room)
}

/// Ends a person's membership; no change if there is none.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such room, or it is a conversation, which cannot be left.
pub async fn leave(services: &Services, by: UserId, slug: &str) -> Result<Room, AppError> {
    let room = seen(services, by, slug).await?;
    services.limits.memberships.take(&by)?;
    services.writer.decide(Leave { room: room.id, by }).await??;
    Ok(room)
}

/// A room by its address, for a member.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub async fn for_member(services: &Services, viewer: UserId, slug: &str) -> Result<RoomMembership, AppError> {
    let mut conn = services.db.read().await?;
    db::memberships::in_slug(&mut conn, viewer, slug).await?.ok_or(AppError::NotFound)
}

/// How a member stands in a room; nothing to anybody else.
pub async fn membership(services: &Services, viewer: UserId, room: RoomId) -> Result<Option<RoomMembership>, AppError> {
    Ok(db::memberships::in_room(&mut *services.db.read().await?, viewer, room).await?)
}

/// A move of a member's read mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Forward, if the mark still has this turn; whichever it has, without one.
    Read { seq: Seq, turn: Option<i64> },
    /// Back to right before this seq.
    Unread { seq: Seq },
    /// To the end, and the conversation out of the way until something new is said in it.
    Away,
}

/// Moves a member's read mark and tells all of their tabs where it stands.
///
/// # Errors
/// [`AppError::NotFound`] for anybody who is not a member.
pub async fn mark(services: &Services, viewer: UserId, room: RoomId, mark: Mark) -> Result<(), AppError> {
    let hub = Arc::clone(&services.hub);
    services
        .writer
        .perform_and_tell(
            move |conn| {
                Box::pin(async move {
                    match mark {
                        Mark::Read { seq, turn } => db::read_marks::read(&mut *conn, viewer, room, seq, turn).await?,
                        Mark::Unread { seq } => db::read_marks::unread(&mut *conn, viewer, room, seq).await?,
                        Mark::Away => db::read_marks::put_away(&mut *conn, viewer, room).await?,
                    }
                    db::memberships::in_room(conn, viewer, room).await
                })
            },
            move |outcome| {
                let membership = outcome?;
                Ok(membership.map(|membership| hub.memberships(viewer, vec![membership])))
            },
        )
        .await?
        .ok_or(AppError::NotFound)
}

/// Tells one tab where its person stands in all rooms.
pub async fn tell_standings(services: &Services, link: &Arc<Link>) {
    let (viewer, link) = (link.user, Arc::clone(link));
    let told = services.writer.perform_and_tell(
        move |conn| Box::pin(async move { db::memberships::of(conn, viewer).await }),
        move |outcome| outcome.map(|rooms| link.send(&ServerFrame::Heads { rooms })),
    );
    if let Err(error) = told.await {
        tracing::warn!(%error, "a tab could not be told where its person stands");
    }
}

/// Those of `ids` who are or were in a room, for a member.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub async fn people(services: &Services, viewer: UserId, room: RoomId, ids: &[UserId]) -> Result<Vec<User>, AppError> {
    let mut inside = Inside::of(&services.db, viewer, room).await?.ok_or(AppError::NotFound)?;
    Ok(db::users::seen_in(inside.conn(), room, ids).await?)
}

/// Those of `ids` who share a room with the viewer.
pub async fn acquainted(services: &Services, viewer: UserId, ids: &[UserId]) -> Result<Vec<UserId>, AppError> {
    let mut conn = services.db.read().await?;
    Ok(db::memberships::acquainted(&mut conn, viewer, ids).await?)
}

/// A room that a person is in or could join.
async fn seen(services: &Services, viewer: UserId, slug: &str) -> Result<Room, AppError> {
    let mut conn = services.db.snapshot().await?;
    match db::memberships::in_slug(&mut conn, viewer, slug).await? {
        Some(membership) => Ok(membership.room),
        None => open_room(&mut conn, Some(viewer), slug).await,
    }
}

/// An open room, for anybody who is not kept out of it. To those who are it is as if it did not
/// exist: there is nothing that they could do about it there.
async fn open_room(conn: &mut db::Conn, viewer: Option<UserId>, slug: &str) -> Result<Room, AppError> {
    let found = db::rooms::by_slug(&mut *conn, slug).await?;
    let room = found.filter(|room| room.kind == RoomKind::Open).ok_or(AppError::NotFound)?;
    match viewer {
        Some(viewer) if db::bans::has(conn, room.id, viewer).await? => Err(AppError::NotFound),
        _ => Ok(room),
    }
}
