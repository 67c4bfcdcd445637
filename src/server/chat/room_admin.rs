//! A room's own page, for its members and those who look after it: who is in it, and what is done
//! to it there.

use super::{invites, sessions::CurrentUser};
use crate::{
    model::{
        AppError, Field, Invalid, Problem, Role, Room, RoomId, RoomKind, RoomMembership, Seq, User, UserId, Username,
        limits,
    },
    server::{
        chat::Services,
        db::{self, invites::Invite, memberships::Member},
        domain::{
            moderate::{Act, Moderate},
            permissions::{Action, Actor, can, outranks},
        },
    },
};
use std::sync::Arc;

/// A room as its page shows it.
#[derive(Clone, Debug)]
pub struct About {
    pub room: Room,
    pub who: Actor,
    pub members: i64,
    /// A page of them, by joining.
    pub page: Vec<Member>,
    /// Where the next page begins, if there is one.
    pub more: Option<(Seq, i64)>,
    /// Who is kept out; nobody, to those who cannot change that.
    pub banned: Vec<User>,
    /// Links into it; nothing to those who may not invite.
    pub links: Option<Vec<Invite>>,
}

impl About {
    /// Whether the viewer may do something here.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        can(self.room.kind, self.who, action)
    }

    /// Whether the viewer may take this member out.
    #[must_use]
    pub fn may_remove(&self, member: &Member) -> bool {
        self.may(Action::Remove) && outranks(self.room.kind, self.who, Some(member.role))
    }
}

/// People kept out that are shown at most.
const BANNED: i64 = 200;

/// A room, and what the viewer is to it: for its members, and for the administrator where it is open.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub async fn room(services: &Services, viewer: &CurrentUser, slug: &str) -> Result<(Room, Actor), AppError> {
    seen(&mut *services.db.snapshot().await?, viewer, slug).await
}

/// The same for what is read in one snapshot with it.
pub(super) async fn seen(conn: &mut db::Conn, viewer: &CurrentUser, slug: &str) -> Result<(Room, Actor), AppError> {
    let is_admin = viewer.is_admin;
    if let Some(RoomMembership { room, role, .. }) = db::memberships::in_slug(conn, viewer.id(), slug).await? {
        return Ok((room, Actor { role: Some(role), is_admin }));
    }
    let found = db::rooms::by_slug(conn, slug).await?;
    let room = found.filter(|room| is_admin && room.kind == RoomKind::Open).ok_or(AppError::NotFound)?;
    Ok((room, Actor { role: None, is_admin }))
}

/// Whether somebody looks after others' links into a room.
#[must_use]
pub fn tends(room: &Room, who: Actor) -> bool {
    can(room.kind, who, Action::Remove)
}

/// Which of its members a room's page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Those after one of them, by the seq of their joining and their id.
    After(Seq, i64),
    /// Those whose username or display name begins like this.
    Called(&'a str),
}

impl Default for Part<'_> {
    fn default() -> Self {
        Self::After(0, 0)
    }
}

/// The room's page, with some of its members.
///
/// # Errors
/// As [`room`].
pub async fn open(services: &Services, viewer: &CurrentUser, slug: &str, part: Part<'_>) -> Result<About, AppError> {
    let mut conn = services.db.snapshot().await?;
    let (room, who) = seen(&mut conn, viewer, slug).await?;
    let (members, _) = db::memberships::faces(&mut conn, room.id).await?;
    let (page, more) = match part {
        Part::After(seq, id) => {
            let mut page = db::memberships::page(&mut conn, room.id, (seq, id), limits::PAGE + 1).await?;
            let more = page.len() > limits::PAGE;
            page.truncate(limits::PAGE);
            let more = page.last().filter(|_| more).map(|last| (last.joined_seq, last.user.id.0));
            (page, more)
        }
        Part::Called(words) => {
            let words = words.trim_start_matches('@');
            (db::memberships::called(&mut conn, room.id, words, limits::PAGE).await?, None)
        }
    };
    let banned = match can(room.kind, who, Action::Ban) {
        true => db::bans::of(&mut conn, room.id, BANNED).await?,
        false => Vec::new(),
    };
    let links = invites::seen(&mut conn, viewer.id(), &room, who, services.config.clock.settled()).await?;
    Ok(About { room, who, members, page, more, banned, links })
}

/// Does something to a room or to somebody in it. Returns the room as it was before.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such room, or this is not for this person to do.
pub async fn act(services: &Services, viewer: &CurrentUser, slug: &str, act: Act) -> Result<Room, AppError> {
    let (room, _) = room(services, viewer, slug).await?;
    services.limits.memberships.take(&viewer.id())?;
    let given = match act {
        Act::Role(whom, _) => Some(whom),
        _ => None,
    };
    services.writer.decide(Moderate { room: room.id, by: viewer.id(), act }).await??;
    if let Some(whom) = given {
        tell_standing(services, whom, room.id).await?;
    }
    Ok(room)
}

/// Brings somebody into a room, by their username; no change if they are in it. Returns the room.
///
/// # Errors
/// With the field when there is nobody of that name, they share no room with the viewer, or they are
/// banned; [`AppError::TooMany`] when the viewer has added them to many; otherwise as [`act`].
pub async fn add(services: &Services, viewer: &CurrentUser, slug: &str, username: &str) -> Result<Room, AppError> {
    let refused = |problem| AppError::Invalid(Invalid { field: Field::Username, problem });
    let mut conn = services.db.snapshot().await?;
    let (room, who) = seen(&mut conn, viewer, slug).await?;
    if !can(room.kind, who, Action::Invite) {
        return Err(AppError::NotFound);
    }
    let name = match Username::parse(username.trim().trim_start_matches('@')) {
        Err(empty @ Invalid { problem: Problem::Empty, .. }) => return Err(empty.into()),
        parsed => parsed.map_err(|_| refused(Problem::Unknown))?,
    };
    let person = db::usernames::person(&mut conn, &name).await?.ok_or_else(|| refused(Problem::Unknown))?;
    if db::bans::has(&mut conn, room.id, person.id).await? {
        return Err(refused(Problem::Banned));
    }
    let is_in = db::memberships::in_room(&mut conn, person.id, room.id).await?.is_some();
    if !is_in && !db::memberships::share_a_room(&mut conn, viewer.id(), person.id).await? {
        return Err(refused(Problem::Stranger));
    }
    drop(conn);
    if !is_in {
        services.limits.additions.take(&(viewer.id(), person.id))?;
    }
    act(services, viewer, slug, Act::Add(person.id)).await
}

/// Tells a member's tabs where they stand in a room now.
async fn tell_standing(services: &Services, whom: UserId, room: RoomId) -> Result<(), AppError> {
    let hub = Arc::clone(&services.hub);
    let told = services.writer.perform_and_tell(
        move |conn| Box::pin(async move { db::memberships::in_room(conn, whom, room).await }),
        move |outcome| {
            outcome
                .map(|membership| membership.into_iter().for_each(|membership| hub.memberships(whom, vec![membership])))
        },
    );
    Ok(told.await?)
}

/// The words for a role.
#[must_use]
pub const fn role_words(role: Role) -> &'static str {
    match role {
        Role::Member => "Member",
        Role::Moderator => "Moderator",
        Role::Owner => "Owner",
    }
}
