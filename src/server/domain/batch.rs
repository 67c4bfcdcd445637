//! `Batch`: commands decided one after the other and stored in one transaction. No I/O, so that a simulator can
//! run it unchanged.

use super::{
    decision::{Decision, NewHead, NewMessage, NewRoom, RowChange},
    facts::{Facts, MessageFacts, RoomFacts},
    moment::Moment,
    post_limiter::PostLimiter,
    slug,
};
use crate::model::{Entry, Event, Role, Room, RoomId, Seq, UserId};

/// A batch under decision: the facts, the decision so far, the post limiter, and the time.
#[derive(Debug)]
pub struct Batch<'a> {
    /// Updated with each command, so that the next one sees the effects of those before it.
    pub facts: Facts,
    pub decision: Decision,
    pub limiter: &'a mut PostLimiter,
    pub now: Moment,
}

impl<'a> Batch<'a> {
    /// A batch with an empty decision.
    pub fn new(facts: Facts, limiter: &'a mut PostLimiter, now: impl Into<Moment>) -> Self {
        Self { facts, decision: Decision::default(), limiter, now: now.into() }
    }

    /// Appends an event to the room's log and takes the next seq for it. `None` if there is no such room.
    pub fn append(&mut self, room: RoomId, by: UserId, event: Event) -> Option<Seq> {
        let Self { facts, decision, now, .. } = self;
        let of = facts.rooms.get_mut(&room)?;
        of.head += 1;
        let entry = Entry { seq: of.head, at: now.wall, by, event };
        if let Event::Post { client_id, body, .. } = &entry.event {
            let (client_id, body, run) = (client_id.clone(), body.clone(), of.take_run(by));
            let message = MessageFacts { by, changed: 0, body: Some(body.clone()) };
            facts.messages.insert((room, entry.seq), message);
            decision.messages.push(NewMessage { room, seq: entry.seq, by, client_id, run, body });
        }
        decision.heads.insert(room, NewHead { seq: of.head, run: of.run });
        decision.entries.push((room, entry));
        Some(of.head)
    }

    /// Appends an event that adds a member, and starts the membership.
    pub fn add_member(&mut self, room: RoomId, by: UserId, event: Event, (user, role): (UserId, Role)) {
        if let Some(seq) = self.append(room, by, event) {
            self.begin_membership(room, user, role, seq);
        }
    }

    /// Starts a membership at this seq.
    pub fn begin_membership(&mut self, room: RoomId, user: UserId, role: Role, seq: Seq) {
        self.facts.members.insert((room, user), role);
        self.facts.successors.entry(room).or_default().push(user);
        self.change(RowChange::In { room, user, role, seq });
    }

    /// Ends a membership. The member's invite links end with it.
    pub fn end_membership(&mut self, room: RoomId, user: UserId) {
        self.facts.members.remove(&(room, user));
        self.facts.invites.retain(|_, invite| (invite.room, invite.by) != (room, user));
        self.facts.successors.entry(room).or_default().retain(|other| *other != user);
        self.change(RowChange::Out { room, user });
    }

    /// Creates a room with the next id, at a slug of its own. `people` is the key of a direct conversation.
    pub fn create_room(&mut self, room: Room, by: UserId, people: Option<String>) -> Room {
        let slug = slug::free(&room.slug, |slug| self.facts.slugs.contains_key(slug));
        let room = Room { slug, ..room };
        self.facts.slugs.insert(room.slug.clone(), room.id);
        self.facts.next_room += 1;
        self.facts.rooms.insert(room.id, RoomFacts { room: room.clone(), head: 0, run: None });
        self.decision.rooms.push(NewRoom { room: room.clone(), by, at: self.now.wall, people });
        room
    }

    /// Records a change of rows beside the log.
    pub fn change(&mut self, change: RowChange) {
        self.decision.changes.push(change);
    }
}
