//! `Facts`: what was looked up for a batch, and what follows from it.

use super::{decision::Newcomer, permissions::Actor};
use crate::model::{ClientId, Level, Millis, Role, Room, RoomId, RoomKind, Seq, User, UserId};
use std::collections::{HashMap, HashSet};

/// The answers to [`Needs`](super::needs::Needs). While a batch is decided they are kept in step with what
/// was decided so far.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub rooms: HashMap<RoomId, RoomFacts>,
    pub members: HashMap<(RoomId, UserId), Role>,
    pub stored: HashMap<(RoomId, UserId, ClientId), Seq>,
    /// Without those who have deleted their account.
    pub people: HashMap<UserId, User>,
    /// Administrators of the site, of `people`.
    pub admins: HashSet<UserId>,
    /// Accounts that are suspended, of `people` and `successors`.
    pub suspended: HashSet<UserId>,
    /// The default notification levels of `people`, where they chose one.
    pub default_levels: HashMap<UserId, Level>,
    /// Addresses that are taken, now or of old, and by which room.
    pub slugs: HashMap<String, RoomId>,
    pub next_room: i64,
    /// Members of a room by their username.
    pub named: HashMap<(RoomId, String), UserId>,
    pub banned: HashSet<(RoomId, UserId)>,
    pub invites: HashMap<i64, Invite>,
    pub directs: HashMap<String, RoomId>,
    /// Members who could own a room next, by joining: all owners and moderators, and enough of the others
    /// for one batch, among them enough who are not suspended. Their roles stand in `members`.
    pub successors: HashMap<RoomId, Vec<UserId>>,
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

impl Facts {
    /// Somebody as they stand in a room.
    #[must_use]
    pub fn actor(&self, room: RoomId, user: UserId) -> Actor {
        Actor { role: self.members.get(&(room, user)).copied(), is_admin: self.admins.contains(&user) }
    }

    /// Somebody who comes into a room, as they see it.
    pub(super) fn newcomer(&self, user: &User, room: Room, role: Role) -> Newcomer {
        let default = self.default_levels.get(&user.id).copied().unwrap_or_default();
        let level = Level::usual(room.kind == RoomKind::Direct, default);
        Newcomer { user: user.clone(), room, role, level }
    }

    /// Members who could own a room, perhaps without one of them, by joining.
    fn could_own(&self, room: RoomId, but: Option<UserId>) -> impl Iterator<Item = (UserId, Role)> {
        let all = self.successors.get(&room).into_iter().flatten().filter(move |user| Some(**user) != but);
        all.filter_map(move |user| Some((*user, *self.members.get(&(room, *user))?)))
    }

    /// Role of a new member. The first to join a room without active members becomes its owner.
    pub(super) fn first_role(&self, room: RoomId) -> Role {
        let is_used = self.could_own(room, None).any(|(user, _)| !self.suspended.contains(&user));
        if is_used { Role::Member } else { Role::Owner }
    }

    /// Whether a room has an owner who can come in, perhaps beside one of them.
    pub(super) fn is_owned(&self, room: RoomId, but: Option<UserId>) -> bool {
        self.could_own(room, but).any(|(user, role)| role == Role::Owner && !self.suspended.contains(&user))
    }

    /// The owner after one who goes: of those of the highest role the one who came first. Somebody
    /// suspended only where all who are left are: it is theirs when that is lifted.
    pub(super) fn successor(&self, room: RoomId, but: Option<UserId>) -> Option<UserId> {
        let rank = |(user, role): (UserId, Role)| (!self.suspended.contains(&user), role);
        let highest = self.could_own(room, but).map(rank).max()?;
        self.could_own(room, but).find(|one| rank(*one) == highest).map(|(user, _)| user)
    }
}
