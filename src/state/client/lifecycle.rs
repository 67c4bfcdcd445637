//! What a tab lets go of what it holds, and what it takes up again.

use super::Client;
use crate::{
    model::{Millis, OpenRoom, RoomId, RoomMembership, limits},
    state::{
        notices::Notices,
        outbox::{Delivery, Pending},
        roster::Roster,
        step::Effect,
        timeline::Timeline,
    },
};

impl Client {
    /// The session is over, and not by the reader's own wish: what was read in it is put away. What
    /// was written and not sent waits for the same account's next one.
    pub(super) fn put_away(&mut self, effects: &mut Vec<Effect>) {
        self.timelines.clear();
        self.rosters.clear();
        self.people.clear();
        *self.notices = Notices::default();
        self.presence.begin();
        self.unanswered = None;
        effects.push(Effect::Withdraw(self.rooms.keys().copied().collect()));
    }

    /// Drops what is held of a room, which is not what the server has, and reads it anew.
    pub(super) fn drop_history(&mut self, room: RoomId, now: Millis, effects: &mut Vec<Effect>) {
        self.timelines.remove(&room);
        self.rosters.remove(&room);
        self.marks.forget(room);
        self.dropped.insert(room);
        for message in self.outbox.doubt(Some(room)) {
            self.hand_over(&message, now, effects);
        }
        effects.push(Effect::Fetch(room));
    }

    /// Takes in a message that an earlier page, or another tab, has kept.
    pub(super) fn restore(&mut self, message: Pending, now: Millis, effects: &mut Vec<Effect>) {
        if !self.outbox.push(message.clone()) {
            return;
        }
        let me = self.me.as_ref().map(|me| me.id);
        let mut entries = self.timelines.get(&message.room).map_or(&[][..], Timeline::entries).iter();
        if entries.any(|entry| Some(entry.by) == me && entry.client_id() == Some(&message.client_id)) {
            // It was stored: only the answer got lost.
            self.outbox.remove(&message.client_id);
        } else if message.delivery == Delivery::Sending {
            self.hand_over(&message, now, effects);
        }
    }

    /// Exact counts of a room: who is in it, where that could not be told from its log, and what is
    /// unread, where not everything that was missed has come.
    pub(super) fn recount(&mut self, open: &OpenRoom) {
        let room = open.membership.room.id;
        self.recount_unread(open.membership.clone());
        for person in &open.faces {
            self.know(person);
        }
        let mut rosters = Roster::of(open);
        // Those who have come or gone while this was on its way.
        let since = self.timelines.get(&room).map_or(&[][..], Timeline::entries);
        since.iter().for_each(|entry| rosters.count(entry));
        if let Some(known) = self.rosters.get_mut(&room).filter(|known| rosters.is_newer_than(known)) {
            *known = rosters;
        }
    }

    /// Takes exact counts in, with what has come since they were made. Where that is not held, they are
    /// asked for again with the next beat.
    fn recount_unread(&mut self, mut membership: RoomMembership) {
        let room = membership.room.id;
        let Some(known) = self.rooms.get(&room).map(|known| known.head) else { return };
        let me = self.me.as_ref().map(|me| me.id);
        for entry in self.timelines.get(&room).map_or(&[][..], Timeline::entries) {
            if entry.seq != membership.head + 1 {
                continue;
            }
            membership.head = entry.seq;
            if entry.is_post() && Some(entry.by) != me {
                membership.unread = (membership.unread + 1).min(limits::UNREAD_MOST);
                let names_me = me.is_some_and(|me| entry.names(me));
                membership.mentions = (membership.mentions + i64::from(names_me)).min(limits::UNREAD_MOST);
            }
        }
        if membership.head >= known {
            self.inexact.remove(&room);
            self.stand_in(membership);
        }
    }
}
