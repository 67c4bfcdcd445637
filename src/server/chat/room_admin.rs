//! Use cases of the pages about a room: reading a room's members, bans and invite links, and moderating the
//! room.

use super::{
    invites,
    people_search::{self, PeopleFound},
    sessions::CurrentUser,
};
use crate::{
    model::{
        AppError, Field, Invalid, Problem, Room, RoomId, RoomKind, RoomMembership, Seq, User, UserId, Username, limits,
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

/// Data of the room details page.
#[derive(Clone, Debug)]
pub struct About {
    pub room: Room,
    pub who: Actor,
    /// Their number.
    pub members: i64,
    /// Invite links; `None` for viewers who may not invite.
    pub links: Option<Vec<Invite>>,
}

/// Data of the page of a room's members.
#[derive(Clone, Debug)]
pub struct Members {
    pub room: Room,
    pub who: Actor,
    /// Their number.
    pub count: i64,
    /// A page of the members, in the order in which they joined.
    pub page: Vec<Member>,
    /// Cursor of the next page, if there is one: seq of joining, and user id.
    pub more: Option<(Seq, i64)>,
    /// Banned people; empty for viewers who cannot ban.
    pub banned: Vec<User>,
}

impl About {
    /// Whether the viewer may perform an action here.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        can(self.room.kind, self.who, action)
    }
}

impl Members {
    /// Whether the viewer may perform an action here.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        can(self.room.kind, self.who, action)
    }

    /// Whether the viewer may remove this member.
    #[must_use]
    pub fn may_remove(&self, member: &Member) -> bool {
        self.may(Action::Remove) && outranks(self.room.kind, self.who, Some(member.role))
    }
}

/// Most banned people listed.
const BANNED: i64 = 200;

/// A room and the viewer as an actor in it: for members, and for administrators if the room is open.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub async fn room(services: &Services, viewer: &CurrentUser, slug: &str) -> Result<(Room, Actor), AppError> {
    seen(&mut services.db.snapshot().await?, viewer, slug).await
}

/// The same, from an open snapshot in which more is read.
pub(super) async fn seen(conn: &mut db::Conn, viewer: &CurrentUser, slug: &str) -> Result<(Room, Actor), AppError> {
    let is_admin = viewer.is_admin;
    if let Some(RoomMembership { room, role, .. }) = db::memberships::in_slug(conn, viewer.id(), slug).await? {
        return Ok((room, Actor { role: Some(role), is_admin }));
    }
    let found = db::rooms::by_slug(conn, slug).await?;
    let room = found.filter(|room| is_admin && room.kind == RoomKind::Open).ok_or(AppError::NotFound)?;
    Ok((room, Actor { role: None, is_admin }))
}

/// Whether an actor may see and revoke other people's invite links.
#[must_use]
pub fn can_moderate(room: &Room, who: Actor) -> bool {
    can(room.kind, who, Action::Remove)
}

/// Part of the members to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Members after one of them, by the seq of joining and the user id.
    After(Seq, i64),
    /// Members whose username or display name begins like this.
    Called(&'a str),
}

impl Default for Part<'_> {
    fn default() -> Self {
        Self::After(0, 0)
    }
}

/// Data of the room details page.
///
/// # Errors
/// As [`room`].
pub async fn open(services: &Services, viewer: &CurrentUser, slug: &str) -> Result<About, AppError> {
    let mut conn = services.db.snapshot().await?;
    let (room, who) = seen(&mut conn, viewer, slug).await?;
    let (members, _) = db::memberships::faces(&mut conn, room.id).await?;
    let links = invites::seen(&mut conn, viewer.id(), &room, who, services.config.clock.settled()).await?;
    Ok(About { room, who, members, links })
}

/// Data of the page of a room's members, with part of them.
///
/// # Errors
/// As [`room`].
pub async fn members(
    services: &Services,
    viewer: &CurrentUser,
    slug: &str,
    part: Part<'_>,
) -> Result<Members, AppError> {
    let mut conn = services.db.snapshot().await?;
    let (room, who) = seen(&mut conn, viewer, slug).await?;
    let (count, _) = db::memberships::faces(&mut conn, room.id).await?;
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
    Ok(Members { room, who, count, page, more, banned })
}

/// Applies a moderation action. Returns the room as it was before.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such room, or the viewer may not do this; [`AppError::LastOwner`];
/// [`AppError::TooMany`]; with the field when the person is banned.
pub async fn act(services: &Services, viewer: &CurrentUser, slug: &str, act: Act) -> Result<Room, AppError> {
    let (room, _) = room(services, viewer, slug).await?;
    services.limits.memberships.take(&viewer.id())?;
    let given = match act {
        Act::Role(whom, _) => Some(whom),
        _ => None,
    };
    services.writer.decide(Moderate { room: room.id, by: viewer.id(), act }).await??;
    if let Some(whom) = given {
        send_membership(services, whom, room.id).await?;
    }
    Ok(room)
}

/// A room, and the people who can be added to it, by the beginning of their names.
///
/// # Errors
/// [`AppError::NotFound`] for anybody who may not add people.
pub async fn addable(
    services: &Services,
    viewer: &CurrentUser,
    slug: &str,
    words: &str,
) -> Result<(Room, PeopleFound), AppError> {
    let _turn = services.turns.wait(viewer.id()).await;
    let mut conn = services.db.snapshot().await?;
    let (room, who) = seen(&mut conn, viewer, slug).await?;
    if !can(room.kind, who, Action::Invite) {
        return Err(AppError::NotFound);
    }
    let most = i64::try_from(people_search::PAGE).unwrap_or(50) + 1;
    let (names, mut found) = (people_search::names(words), Vec::new());
    for name in &names {
        found.push(db::acquaintances::addable(&mut conn, viewer.id(), room.id, name, most).await?);
    }
    Ok((room, PeopleFound::of_each(&names, found)))
}

/// Adds people by their usernames: all, or where one of them cannot be added, nobody.
///
/// # Errors
/// With the field, for names of nobody, of people who are banned, and of those with whom the viewer shares no room.
pub async fn add(services: &Services, viewer: &CurrentUser, slug: &str, usernames: &[&str]) -> Result<Room, AppError> {
    let refused = |problem| AppError::Invalid(Invalid { field: Field::People, problem });
    let mut conn = services.db.snapshot().await?;
    let (room, who) = seen(&mut conn, viewer, slug).await?;
    if !can(room.kind, who, Action::Invite) {
        return Err(AppError::NotFound);
    }
    let mut people = Vec::new();
    for username in usernames {
        let name = Username::parse(username.trim().trim_start_matches('@')).map_err(|_| refused(Problem::Unknown))?;
        let person = db::usernames::person(&mut conn, &name).await?.ok_or_else(|| refused(Problem::Unknown))?;
        if db::bans::has(&mut conn, room.id, person.id).await? {
            return Err(refused(Problem::Banned));
        }
        if db::memberships::in_room(&mut conn, person.id, room.id).await?.is_some() {
            continue;
        }
        if !db::acquaintances::share_a_room(&mut conn, viewer.id(), person.id).await? {
            return Err(refused(Problem::Stranger));
        }
        people.push(person.id);
    }
    drop(conn);
    if usernames.is_empty() {
        return Err(refused(Problem::Empty));
    }
    for person in people {
        services.limits.additions.take(&(viewer.id(), person))?;
        act(services, viewer, slug, Act::Add(person)).await?;
    }
    Ok(room)
}

/// Sends a member's tabs their membership in a room.
async fn send_membership(services: &Services, whom: UserId, room: RoomId) -> Result<(), AppError> {
    let hub = Arc::clone(&services.hub);
    let told = services.writer.perform_and_tell(
        move |conn| Box::pin(async move { db::memberships::in_room(conn, whom, room).await }),
        move |outcome| {
            outcome.map(|membership| {
                membership.into_iter().for_each(|membership| hub.send_memberships(whom, vec![membership]))
            })
        },
    );
    Ok(told.await?)
}
