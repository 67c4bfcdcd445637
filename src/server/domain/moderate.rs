//! Moderation: changes of a room, of its members and of their roles.

use super::{
    batch::Batch,
    command::{Command, NoRoom},
    decision::RowChange,
    membership::pass_on,
    needs::Needs,
    permissions::{Action, can, outranks},
    room_end::delete_room,
    slug,
};
use crate::model::{AppError, Event, Field, Invalid, Problem, Role, Room, RoomId, RoomKind, RoomName, Topic, UserId};

/// An action on a room, or on a person in it.
#[derive(Clone, Debug)]
pub enum Act {
    Add(UserId),
    Remove(UserId),
    /// Ends the membership, if there is one, and prevents another.
    Ban(UserId),
    Unban(UserId),
    Role(UserId, Role),
    /// The new name, and random letters that make a private room's slug unguessable.
    Name(RoomName, String),
    Topic(Topic),
    /// Makes a room private, or opens it to everybody.
    Private(bool),
    /// Closes the room for posting, or reopens it.
    Archive(bool),
    Delete,
}

impl Act {
    /// The person whom it is applied to.
    #[must_use]
    pub const fn whom(&self) -> Option<UserId> {
        match self {
            Self::Add(whom) | Self::Remove(whom) | Self::Ban(whom) | Self::Unban(whom) | Self::Role(whom, _) => {
                Some(*whom)
            }
            Self::Name(..) | Self::Topic(_) | Self::Private(_) | Self::Archive(_) | Self::Delete => None,
        }
    }

    const fn action(&self) -> Action {
        match self {
            Self::Add(_) => Action::Invite,
            Self::Remove(_) => Action::Remove,
            Self::Ban(_) | Self::Unban(_) => Action::Ban,
            Self::Role(..) => Action::Roles,
            Self::Name(..) => Action::Name,
            Self::Topic(_) => Action::Topic,
            Self::Private(_) => Action::Kind,
            Self::Archive(_) => Action::Archive,
            Self::Delete => Action::Delete,
        }
    }
}

/// Applies an action to a room. One that would change nothing makes no entry.
#[derive(Clone, Debug)]
pub struct Moderate {
    pub room: RoomId,
    pub by: UserId,
    pub act: Act,
}

/// Reason for a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No such room, not visible to the actor, or not permitted.
    NoRoom,
    /// The room would be left without an owner.
    LastOwner,
    /// The person is banned from the room.
    Banned,
}

impl From<NoRoom> for Refused {
    fn from(_: NoRoom) -> Self {
        Self::NoRoom
    }
}

impl From<Refused> for AppError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NoRoom => Self::NotFound,
            Refused::LastOwner => Self::LastOwner,
            Refused::Banned => Self::Invalid(Invalid { field: Field::Username, problem: Problem::Banned }),
        }
    }
}

impl Command for Moderate {
    /// `Ok` also where it was so before.
    type Answer = Result<(), Refused>;

    fn needs(&self, needs: &mut Needs) {
        needs.member(self.room, self.by);
        needs.people.push(self.by);
        if let Some(whom) = self.act.whom() {
            needs.members.push((self.room, whom));
            needs.bans.push((self.room, whom));
            needs.people.push(whom);
        }
        match &self.act {
            // Which of the two slugs is needed depends on the kind of room, which is not known yet.
            Act::Name(name, tail) => {
                needs.slugs.push(slug::wish(name.as_str()));
                needs.slugs.push(slug::of(RoomKind::Private, name.as_str(), tail));
            }
            Act::Add(_) | Act::Remove(_) | Act::Ban(_) | Act::Role(..) | Act::Private(_) => {
                needs.successors.push(self.room)
            }
            Act::Unban(_) | Act::Topic(_) | Act::Archive(_) | Act::Delete => {}
        }
    }

    fn decide(self, batch: &mut Batch<'_>) -> Self::Answer {
        let Self { room, by, act } = self;
        let facts = &batch.facts;
        let kind = facts.rooms.get(&room).map(|of| of.room.kind).ok_or(NoRoom)?;
        let actor = facts.actor(room, by);
        if facts.signed_out.contains(&by) || facts.suspended.contains(&by) || !can(kind, actor, act.action()) {
            return Err(Refused::NoRoom);
        }
        if let Act::Remove(whom) | Act::Ban(whom) = &act
            && !outranks(kind, actor, facts.members.get(&(room, *whom)).copied())
        {
            return Err(Refused::NoRoom);
        }
        let mut on = On { batch, room, by };
        match act {
            Act::Add(whom) => on.add(whom),
            Act::Remove(whom) => {
                on.remove(whom);
                Ok(())
            }
            Act::Ban(whom) => on.ban(whom),
            Act::Unban(whom) => {
                on.unban(whom);
                Ok(())
            }
            Act::Role(whom, role) => on.role(whom, role),
            Act::Name(name, tail) => on.rename(kind, &name, &tail),
            Act::Topic(topic) => {
                let text = topic.as_str().to_owned();
                on.edit(Event::Topic(text.clone()), |room| std::mem::replace(&mut room.topic, text.clone()) != text)
            }
            Act::Private(private) => on.make_private(private),
            Act::Archive(archived) => {
                let event = if archived { Event::Archive } else { Event::Unarchive };
                on.edit(event, |room| std::mem::replace(&mut room.archived, archived) != archived)
            }
            Act::Delete => {
                delete_room(on.batch, room, by);
                Ok(())
            }
        }
    }
}

/// A room under moderation, and the actor.
struct On<'b, 'a> {
    batch: &'b mut Batch<'a>,
    room: RoomId,
    by: UserId,
}

impl On<'_, '_> {
    fn add(&mut self, whom: UserId) -> Result<(), Refused> {
        let facts = &self.batch.facts;
        if facts.members.contains_key(&(self.room, whom)) {
            return Ok(());
        }
        if facts.banned.contains(&(self.room, whom)) {
            return Err(Refused::Banned);
        }
        if !facts.rooms.contains_key(&self.room) || !facts.people.contains_key(&whom) {
            return Err(Refused::NoRoom);
        }
        let role = facts.first_role(self.room);
        self.batch.add_member(self.room, self.by, Event::Add(whom), (whom, role));
        Ok(())
    }

    fn remove(&mut self, whom: UserId) {
        if !self.batch.facts.members.contains_key(&(self.room, whom)) {
            return;
        }
        pass_on(self.batch, self.room, self.by, Some(whom));
        self.append(Event::Remove(whom));
        self.batch.end_membership(self.room, whom);
    }

    fn ban(&mut self, whom: UserId) -> Result<(), Refused> {
        if whom == self.by || !self.batch.facts.people.contains_key(&whom) {
            return Err(Refused::NoRoom);
        }
        self.remove(whom);
        if self.batch.facts.banned.insert((self.room, whom)) {
            self.append(Event::Ban(whom));
            let at = self.batch.now.wall;
            self.batch.change(RowChange::Ban { room: self.room, user: whom, by: self.by, at });
        }
        Ok(())
    }

    fn unban(&mut self, whom: UserId) {
        if self.batch.facts.banned.remove(&(self.room, whom)) {
            self.append(Event::Unban(whom));
            self.batch.change(RowChange::Unban { room: self.room, user: whom });
        }
    }

    fn role(&mut self, whom: UserId, role: Role) -> Result<(), Refused> {
        let facts = &self.batch.facts;
        match facts.members.get(&(self.room, whom)) {
            None => return Err(Refused::NoRoom),
            Some(has) if *has == role => return Ok(()),
            // An owner can be demoted only if another remains.
            Some(Role::Owner) if !facts.is_owned(self.room, Some(whom)) => return Err(Refused::LastOwner),
            Some(_) => {}
        }
        set_role(self.batch, self.room, self.by, whom, role);
        Ok(())
    }

    fn rename(&mut self, kind: RoomKind, name: &RoomName, tail: &str) -> Result<(), Refused> {
        let facts = &mut self.batch.facts;
        let of = facts.rooms.get(&self.room).ok_or(NoRoom)?;
        if of.room.name == name.as_str() {
            return Ok(());
        }
        // Old slugs redirect to the room, so it may take one of its own old slugs back.
        let wish = slug::of(kind, name.as_str(), tail);
        let slug = slug::free(&wish, |slug| facts.slugs.get(slug).is_some_and(|room| *room != self.room));
        facts.slugs.insert(slug.clone(), self.room);
        let old = of.room.slug.clone();
        if old != slug {
            self.batch.change(RowChange::OldSlug { room: self.room, old, new: slug.clone() });
        }
        let text = name.as_str().to_owned();
        self.edit(Event::Name(text.clone()), |room| {
            room.name = text;
            room.slug = slug;
            true
        })
    }

    fn make_private(&mut self, private: bool) -> Result<(), Refused> {
        let (kind, event) = match private {
            true => (RoomKind::Private, Event::MakePrivate),
            false => (RoomKind::Open, Event::MakeOpen),
        };
        if private {
            // Of a private room only those who look after it may have invite links.
            let facts = &mut self.batch.facts;
            let is_staff = |by| facts.members.get(&(self.room, by)).is_some_and(|role| !role.is_member());
            facts.invites.retain(|_, invite| invite.room != self.room || is_staff(invite.by));
        }
        self.edit(event, |room| std::mem::replace(&mut room.kind, kind) != kind)
    }

    /// Changes the room itself. `edit` returns whether anything changed.
    fn edit(&mut self, event: Event, edit: impl FnOnce(&mut Room) -> bool) -> Result<(), Refused> {
        let of = self.batch.facts.rooms.get_mut(&self.room).ok_or(NoRoom)?;
        if edit(&mut of.room) {
            let room = of.room.clone();
            let at = self.batch.now.wall;
            self.batch.change(RowChange::Room { room, at });
            self.append(event);
        }
        Ok(())
    }

    /// Appends the action to the room's log.
    fn append(&mut self, event: Event) {
        self.batch.append(self.room, self.by, event);
    }
}

/// Gives a member a role.
pub(super) fn set_role(batch: &mut Batch<'_>, room: RoomId, by: UserId, whom: UserId, role: Role) {
    let facts = &mut batch.facts;
    facts.members.insert((room, whom), role);
    let successors = facts.successors.entry(room).or_default();
    if !successors.contains(&whom) {
        successors.push(whom);
    }
    let is_open = facts.rooms.get(&room).is_some_and(|of| of.room.kind == RoomKind::Open);
    if role == Role::Member && !is_open {
        // Such a member may not make invite links any more.
        facts.invites.retain(|_, invite| (invite.room, invite.by) != (room, whom));
    }
    batch.append(room, by, Event::Role(whom, role));
    batch.change(RowChange::Role { room, user: whom, role });
}
