//! Memberships: creating rooms, joining and leaving them, and the succession of owners.

use super::{
    batch::Batch,
    command::{Command, NoRoom},
    decision::RowChange,
    moderate::set_role,
    needs::Needs,
    permissions::{Action, can},
    room_end::delete_room,
    slug,
};
use crate::model::{Event, Role, Room, RoomId, RoomKind, RoomName, Topic, UserId};

/// Creates a room.
#[derive(Clone, Debug)]
pub struct CreateRoom {
    pub by: UserId,
    pub name: RoomName,
    pub topic: Topic,
    pub kind: RoomKind,
    /// Random letters that make a private room's slug unguessable.
    pub tail: String,
}

impl Command for CreateRoom {
    /// `None` if the account is deleted or suspended.
    type Answer = Option<Room>;

    fn needs(&self, needs: &mut Needs) {
        needs.people.push(self.by);
        needs.slugs.push(slug::of(self.kind, self.name.as_str(), &self.tail));
    }

    fn decide(self, batch: &mut Batch<'_>) -> Self::Answer {
        let Self { by, name, topic, kind, tail } = self;
        batch.facts.people.get(&by).filter(|_| !batch.facts.suspended.contains(&by))?;
        let slug = slug::of(kind, name.as_str(), &tail);
        let (name, topic) = (name.as_str().to_owned(), topic.as_str().to_owned());
        let room = Room { id: RoomId(batch.facts.next_room), slug, name, topic, kind, archived: false };
        let room = batch.create_room(room, by, None);
        batch.add_member(room.id, by, Event::Create, (by, Role::Owner));
        Some(room)
    }
}

/// Joins an open room, or any room through an invite link.
#[derive(Clone, Copy, Debug)]
pub struct Join {
    pub room: RoomId,
    pub by: UserId,
    pub invite: Option<i64>,
    /// Whether the use of the invite link is counted already, because an account was made with it.
    pub is_counted: bool,
}

impl Command for Join {
    /// `Ok` for a member, also one of before.
    type Answer = Result<(), NoRoom>;

    fn needs(&self, needs: &mut Needs) {
        needs.member(self.room, self.by);
        needs.bans.push((self.room, self.by));
        needs.people.push(self.by);
        needs.successors.push(self.room);
        needs.invites.extend(self.invite);
    }

    fn decide(self, batch: &mut Batch<'_>) -> Self::Answer {
        let Self { room, by, invite, is_counted } = self;
        let (facts, settled) = (&mut batch.facts, batch.now.settled);
        let Some(of) = facts.rooms.get(&room).filter(|_| facts.people.contains_key(&by)) else { return Err(NoRoom) };
        if facts.members.contains_key(&(room, by)) {
            return Ok(());
        }
        if facts.suspended.contains(&by) {
            return Err(NoRoom);
        }
        let opens = invite.and_then(|invite| facts.invites.get_mut(&invite)).filter(|invite| {
            let has_ended =
                invite.expires_at.is_some_and(|until| until <= settled) || invite.left.is_some_and(|left| left <= 0);
            invite.room == room && (is_counted || !has_ended)
        });
        let may_come = match of.room.kind {
            RoomKind::Open => invite.is_none() || opens.is_some(),
            RoomKind::Private => opens.is_some(),
            RoomKind::Direct => false,
        };
        if !may_come || facts.banned.contains(&(room, by)) {
            return Err(NoRoom);
        }
        let used = opens.zip(invite).filter(|_| !is_counted).map(|(opens, invite)| {
            opens.left = opens.left.map(|left| left - 1);
            RowChange::Used { invite }
        });
        let role = facts.first_role(room);
        batch.decision.changes.extend(used);
        batch.add_member(room, by, Event::Join, (by, role));
        Ok(())
    }
}

/// Leaves a room. A private room is deleted with its last member.
#[derive(Clone, Copy, Debug)]
pub struct Leave {
    pub room: RoomId,
    pub by: UserId,
}

impl Command for Leave {
    /// `Ok` for anybody who is no member, also one who never was.
    type Answer = Result<(), NoRoom>;

    fn needs(&self, needs: &mut Needs) {
        needs.member(self.room, self.by);
        needs.people.push(self.by);
        needs.successors.push(self.room);
    }

    fn decide(self, batch: &mut Batch<'_>) -> Self::Answer {
        let Self { room, by } = self;
        let kind = batch.facts.rooms.get(&room).map(|of| of.room.kind).ok_or(NoRoom)?;
        let is_member = batch.facts.members.contains_key(&(room, by));
        if is_member && !can(kind, batch.facts.actor(room, by), Action::Leave) {
            return Err(NoRoom);
        }
        if is_member && kind == RoomKind::Private && batch.facts.successor(room, Some(by)).is_none() {
            // Invite links end with the membership of their maker, so nobody could join again.
            delete_room(batch, room, by);
            return Ok(());
        }
        if is_member {
            pass_on(batch, room, by, Some(by));
            batch.append(room, by, Event::Leave);
            batch.end_membership(room, by);
        }
        Ok(())
    }
}

/// Makes another member owner while all owners are suspended; used after this person was suspended or the
/// suspension was lifted.
#[derive(Clone, Copy, Debug)]
pub struct PassOn {
    pub room: RoomId,
    pub by: UserId,
}

impl Command for PassOn {
    type Answer = ();

    fn needs(&self, needs: &mut Needs) {
        Leave { room: self.room, by: self.by }.needs(needs);
    }

    fn decide(self, batch: &mut Batch<'_>) {
        pass_on(batch, self.room, self.by, None);
    }
}

/// Makes another member owner when the only owner leaves, or all owners are suspended. A room with members
/// always has an owner; a direct conversation never has one.
pub(super) fn pass_on(batch: &mut Batch<'_>, room: RoomId, by: UserId, from: Option<UserId>) {
    let facts = &batch.facts;
    let is_direct = facts.rooms.get(&room).is_none_or(|of| of.room.kind == RoomKind::Direct);
    let goes_as_less = from.is_some_and(|from| facts.members.get(&(room, from)) != Some(&Role::Owner));
    if is_direct || goes_as_less || facts.is_owned(room, from) {
        return;
    }
    if let Some(successor) = facts.successor(room, from)
        && facts.members.get(&(room, successor)) != Some(&Role::Owner)
    {
        set_role(batch, room, by, successor, Role::Owner);
    }
}
