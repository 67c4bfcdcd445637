//! Memberships and profiles: the newest that the server has told.

use super::Client;
use crate::model::{RoomKind, RoomMembership, User, room::called_after};

impl Client {
    /// Replaces all memberships by the server's.
    pub(super) fn stand(&mut self, rooms: Vec<RoomMembership>) {
        let known = std::mem::take(&mut *self.rooms);
        for membership in rooms {
            self.take(known.get(&membership.room.id), membership);
        }
    }

    /// Replaces one membership by the server's.
    pub(super) fn stand_in(&mut self, membership: RoomMembership) {
        let known = self.rooms.remove(&membership.room.id);
        self.take(known.as_ref(), membership);
    }

    pub(super) fn take(&mut self, known: Option<&RoomMembership>, membership: RoomMembership) {
        if let Some(known) = known.filter(|known| known.room.slug != membership.room.slug) {
            self.old.push((known.room.slug.clone(), known.room.id));
        }
        for person in &membership.with {
            self.know(person);
        }
        let membership = self.called_after_people(membership);
        // The log was replaced, so marks in it no longer hold.
        let known = known.filter(|known| !self.dropped.contains(&known.room.id));
        let membership = self.marks.reconcile(known, membership);
        self.rooms.insert(membership.room.id, membership);
    }

    pub(super) fn is_me(&mut self, me: User) {
        self.know(&me);
        self.me = self.people.get(&me.id).cloned();
    }

    /// Takes in a person's profile, unless a later revision is known: responses may arrive out of order.
    pub(super) fn know(&mut self, person: &User) {
        if self.people.get(&person.id).is_some_and(|known| known.rev > person.rev || known == person) {
            return;
        }
        self.people.insert(person.id, person.clone());
        let is_theirs = |membership: &&RoomMembership| membership.with.iter().any(|other| other.id == person.id);
        let theirs: Vec<RoomMembership> = self.rooms.values().filter(is_theirs).cloned().collect();
        for membership in theirs {
            let membership = self.called_after_people(membership);
            self.rooms.insert(membership.room.id, membership);
        }
        if self.me.as_ref().is_some_and(|me| me.id == person.id) {
            self.me = Some(person.clone());
        }
    }

    /// Names a direct conversation by the current names of its people; leaves other rooms as they are.
    pub(super) fn called_after_people(&self, mut membership: RoomMembership) -> RoomMembership {
        if membership.room.kind == RoomKind::Direct {
            for person in &mut membership.with {
                if let Some(known) = self.people.get(&person.id) {
                    person.clone_from(known);
                }
            }
            membership.room.name = called_after(&membership.with);
        }
        membership
    }
}
