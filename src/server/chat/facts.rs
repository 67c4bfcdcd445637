//! What deciding a batch turns on: what has to be looked up for it, and what was found.

use super::{changes::Act, decision::Newcomer, direct, log::Command, may::Who, slug};
use crate::model::{Body, ClientId, Level, Millis, Role, Room, RoomId, RoomKind, Seq, User, UserId, mention};
use std::collections::{HashMap, HashSet};

/// What has to be looked up before a batch can be decided.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    pub rooms: Vec<RoomId>,
    pub members: Vec<(RoomId, UserId)>,
    pub posts: Vec<(RoomId, UserId, ClientId)>,
    pub people: Vec<UserId>,
    pub slugs: Vec<String>,
    /// Usernames, in the form in which they are unique, of members that a post may name.
    pub names: Vec<(RoomId, String)>,
    /// Whether these are kept out of these rooms.
    pub bans: Vec<(RoomId, UserId)>,
    pub invites: Vec<i64>,
    /// Conversations, by whose they are.
    pub directs: Vec<String>,
    /// Rooms whose owner may be about to go, or have gone.
    pub heirs: Vec<RoomId>,
}

/// What was looked up. While a batch is decided it is kept in step with what was decided so far.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub rooms: HashMap<RoomId, RoomFacts>,
    pub members: HashMap<(RoomId, UserId), Role>,
    pub stored: HashMap<(RoomId, UserId, ClientId), Seq>,
    /// Without those who have deleted their account.
    pub people: HashMap<UserId, User>,
    /// Those of `people` who look after the whole place.
    pub admins: HashSet<UserId>,
    /// Those of `people` and of `heirs` whom nobody lets into their account.
    pub suspended: HashSet<UserId>,
    /// What those of `people` want to be told of in all rooms who have said so.
    pub overall: HashMap<UserId, Level>,
    /// Addresses that are taken, now or of old, and by which room.
    pub slugs: HashMap<String, RoomId>,
    pub next_room: i64,
    /// Members of a room by their username.
    pub named: HashMap<(RoomId, String), UserId>,
    pub banned: HashSet<(RoomId, UserId)>,
    pub invites: HashMap<i64, Invite>,
    pub directs: HashMap<String, RoomId>,
    /// Who could own a room, by joining: all who look after it, and enough of the others for one
    /// batch, among them enough who are not suspended. What they are in it stands in `members`.
    pub heirs: HashMap<RoomId, Vec<UserId>>,
    /// People whose sessions another program ended a moment ago: they post nothing more through them.
    pub signed_out: Vec<UserId>,
}

/// A link into a room.
#[derive(Clone, Copy, Debug)]
pub struct Invite {
    pub room: RoomId,
    pub by: UserId,
    pub expires_at: Option<Millis>,
    /// How many more it lets in.
    pub left: Option<i64>,
}

/// A room and where its log stands.
#[derive(Clone, Debug)]
pub struct RoomFacts {
    pub room: Room,
    pub head: Seq,
}

impl Ask {
    /// What these commands are about.
    pub fn about<'a>(commands: impl Iterator<Item = &'a Command>) -> Self {
        let mut ask = Self::default();
        for command in commands {
            match command {
                Command::Post { room, by, client_id, body } => {
                    let body = body.as_ref().map_or("", Body::as_str);
                    ask.names.extend(mention::names(body).map(|(_, name)| (*room, name.to_ascii_lowercase())));
                    ask.rooms.push(*room);
                    ask.members.push((*room, *by));
                    ask.posts.push((*room, *by, client_id.clone()));
                }
                Command::Join { room, by, invite } => {
                    ask.rooms.push(*room);
                    ask.members.push((*room, *by));
                    ask.bans.push((*room, *by));
                    ask.people.push(*by);
                    ask.heirs.push(*room);
                    ask.invites.extend(invite);
                }
                Command::Leave { room, by } | Command::PassOn { room, by } => {
                    ask.rooms.push(*room);
                    ask.members.push((*room, *by));
                    ask.people.push(*by);
                    ask.heirs.push(*room);
                }
                Command::Create { by, name, kind, tail, .. } => {
                    ask.people.push(*by);
                    ask.slugs.push(slug::of(*kind, name.as_str(), tail));
                }
                Command::Converse { by, with, tail } => {
                    ask.people.push(*by);
                    ask.people.extend(with);
                    ask.directs.push(direct::key(*by, with));
                    ask.slugs.push(slug::of(RoomKind::Direct, "", tail));
                }
                Command::Act { room, by, act } => {
                    ask.rooms.push(*room);
                    ask.members.push((*room, *by));
                    ask.people.push(*by);
                    if let Some(whom) = act.whom() {
                        ask.members.push((*room, whom));
                        ask.bans.push((*room, whom));
                        ask.people.push(whom);
                    }
                    match act {
                        // Which of the two it is turns on what kind of room it is.
                        Act::Name(name, tail) => {
                            ask.slugs.push(slug::wish(name.as_str()));
                            ask.slugs.push(slug::of(RoomKind::Private, name.as_str(), tail));
                        }
                        Act::Add(_) | Act::Remove(_) | Act::Ban(_) | Act::Role(..) => ask.heirs.push(*room),
                        _ => {}
                    }
                }
            }
        }
        ask.heirs.sort_unstable();
        ask.heirs.dedup();
        ask.rooms.sort_unstable();
        ask.rooms.dedup();
        ask.members.sort_unstable();
        ask.members.dedup();
        ask
    }
}

impl Facts {
    /// What somebody is to a room.
    #[must_use]
    pub fn who(&self, room: RoomId, user: UserId) -> Who {
        Who { role: self.members.get(&(room, user)).copied(), is_admin: self.admins.contains(&user) }
    }

    /// Somebody who comes into a room, as they see it.
    pub(super) fn newcomer(&self, user: &User, room: Room, role: Role) -> Newcomer {
        let overall = self.overall.get(&user.id).copied().unwrap_or_default();
        let level = Level::usual(room.kind == RoomKind::Direct, overall);
        Newcomer { user: user.clone(), room, role, level }
    }

    /// Those who could own a room, perhaps without one of them, by joining.
    fn could_own(&self, room: RoomId, but: Option<UserId>) -> impl Iterator<Item = (UserId, Role)> {
        let all = self.heirs.get(&room).into_iter().flatten().filter(move |user| Some(**user) != but);
        all.filter_map(move |user| Some((*user, *self.members.get(&(room, *user))?)))
    }

    /// What somebody is who comes into a room: one that everybody has left, or nobody can come into who
    /// is in it, is whose who comes first.
    pub(super) fn first_role(&self, room: RoomId) -> Role {
        let is_used = self.could_own(room, None).any(|(user, _)| !self.suspended.contains(&user));
        if is_used { Role::Member } else { Role::Owner }
    }

    /// Whether a room has an owner who can come in, perhaps beside one of them.
    pub(super) fn is_owned(&self, room: RoomId, but: Option<UserId>) -> bool {
        self.could_own(room, but).any(|(user, role)| role == Role::Owner && !self.suspended.contains(&user))
    }

    /// Who gets a room when its owner goes: of those of the highest role the one who came first.
    /// Somebody suspended does only where all who are left are: it is theirs when that is lifted.
    pub(super) fn heir(&self, room: RoomId, but: Option<UserId>) -> Option<UserId> {
        let rank = |(user, role): (UserId, Role)| (!self.suspended.contains(&user), role);
        let highest = self.could_own(room, but).map(rank).max()?;
        self.could_own(room, but).find(|one| rank(*one) == highest).map(|(user, _)| user)
    }
}
