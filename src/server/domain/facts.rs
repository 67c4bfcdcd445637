//! `Facts`: the data loaded for a batch, and rules that depend on it alone.

use super::permissions::Actor;
use crate::model::{ClientId, Millis, Role, Room, RoomId, Seq, User, UserId};
use std::collections::{HashMap, HashSet};

/// The answers to [`Needs`](super::needs::Needs). Updated while a batch is decided, so that each command sees
/// the effects of those before it.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub rooms: HashMap<RoomId, RoomFacts>,
    pub members: HashMap<(RoomId, UserId), Role>,
    pub stored: HashMap<(RoomId, UserId, ClientId), Seq>,
    /// Messages in their present state.
    pub messages: HashMap<(RoomId, Seq), MessageFacts>,
    /// Without deleted accounts.
    pub people: HashMap<UserId, User>,
    /// Administrators of the site, among `people`.
    pub admins: HashSet<UserId>,
    /// Suspended accounts, among `people` and `successors`.
    pub suspended: HashSet<UserId>,
    /// Slugs in use, current and old, and the room of each.
    pub slugs: HashMap<String, RoomId>,
    pub next_room: i64,
    /// Members of a room by username.
    pub named: HashMap<(RoomId, String), UserId>,
    pub banned: HashSet<(RoomId, UserId)>,
    pub invites: HashMap<i64, Invite>,
    pub directs: HashMap<String, RoomId>,
    /// Candidates for the next owner, in the order in which they joined: all owners and moderators, and enough
    /// of the other members for one batch, among them enough who are not suspended. Their roles are in
    /// `members`.
    pub successors: HashMap<RoomId, Vec<UserId>>,
    /// People whose sessions another program ended a moment ago: they may post nothing more through them.
    pub signed_out: Vec<UserId>,
}

/// An invite link.
#[derive(Clone, Copy, Debug)]
pub struct Invite {
    pub room: RoomId,
    pub by: UserId,
    pub expires_at: Option<Millis>,
    /// Remaining uses; `None` without a limit.
    pub left: Option<i64>,
}

/// A message in its present state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageFacts {
    pub by: UserId,
    /// The entry that changed it last; 0 for none.
    pub changed: Seq,
    /// `None` of a deleted one.
    pub body: Option<String>,
}

/// A room, the head of its log, and the run of its newest message.
#[derive(Clone, Debug)]
pub struct RoomFacts {
    pub room: Room,
    pub head: Seq,
    pub run: Option<Run>,
}

/// Messages one after the other by one author. Counts of unread messages step over the reader's own by runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    pub by: UserId,
    /// The seq of its first message.
    pub since: Seq,
}

impl RoomFacts {
    /// The run that a message by this author belongs to, at the head: the newest one, or a new one.
    pub(super) fn take_run(&mut self, by: UserId) -> Seq {
        let run = self.run.filter(|run| run.by == by).unwrap_or(Run { by, since: self.head });
        self.run = Some(run);
        run.since
    }
}

impl Facts {
    /// A person's role in a room, as an actor.
    #[must_use]
    pub fn actor(&self, room: RoomId, user: UserId) -> Actor {
        Actor { role: self.members.get(&(room, user)).copied(), is_admin: self.admins.contains(&user) }
    }

    /// Candidates for the next owner, in the order in which they joined, perhaps without one of them.
    fn could_own(&self, room: RoomId, but: Option<UserId>) -> impl Iterator<Item = (UserId, Role)> {
        let all = self.successors.get(&room).into_iter().flatten().filter(move |user| Some(**user) != but);
        all.filter_map(move |user| Some((*user, *self.members.get(&(room, *user))?)))
    }

    /// Role of a new member. The first to join a room without active members becomes its owner.
    pub(super) fn first_role(&self, room: RoomId) -> Role {
        let is_used = self.could_own(room, None).any(|(user, _)| !self.suspended.contains(&user));
        if is_used { Role::Member } else { Role::Owner }
    }

    /// Whether a room has an owner who is not suspended, perhaps apart from one of them.
    pub(super) fn is_owned(&self, room: RoomId, but: Option<UserId>) -> bool {
        self.could_own(room, but).any(|(user, role)| role == Role::Owner && !self.suspended.contains(&user))
    }

    /// The next owner: of the candidates with the highest role the one who joined first. A suspended member is
    /// chosen only if all candidates are suspended: the room is theirs once the suspension is lifted.
    pub(super) fn successor(&self, room: RoomId, but: Option<UserId>) -> Option<UserId> {
        let rank = |(user, role): (UserId, Role)| (!self.suspended.contains(&user), role);
        let highest = self.could_own(room, but).map(rank).max()?;
        self.could_own(room, but).find(|one| rank(*one) == highest).map(|(user, _)| user)
    }
}
