//! Replaces state of the client at once: when the session is over, the log is another one, unsent messages
//! are restored, or exact counts arrive.

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
    /// The session ended without a sign-out: drops everything that was read in it. Unsent messages wait for
    /// the same account's next session.
    pub(super) fn put_away(&mut self, effects: &mut Vec<Effect>) {
        self.timelines.clear();
        self.rosters.clear();
        self.people.clear();
        *self.notices = Notices::default();
        self.own_changes.clear();
        self.presence.begin();
        self.unanswered = None;
        effects.push(Effect::Withdraw(self.rooms.keys().copied().collect()));
    }

    /// Drops a room's timeline, which is not of the server's log, and fetches it again.
    pub(super) fn drop_history(&mut self, room: RoomId, now: Millis, effects: &mut Vec<Effect>) {
        self.timelines.remove(&room);
        self.rosters.remove(&room);
        self.marks.forget(room);
        self.own_changes.end_in(room);
        self.dropped.insert(room);
        for message in self.outbox.doubt(Some(room)) {
            self.hand_over(&message, now, effects);
        }
        effects.push(Effect::Fetch(room));
    }

    /// Takes in an unsent message of an earlier page or of another tab.
    pub(super) fn restore(&mut self, message: Pending, now: Millis, effects: &mut Vec<Effect>) {
        if !self.outbox.push(message.clone()) {
            return;
        }
        let me = self.me.as_ref().map(|me| me.id);
        let mut rows = self.timelines.get(&message.room).map_or(&[][..], Timeline::rows).iter();
        if rows.any(|entry| Some(entry.by) == me && entry.client_id() == Some(&message.client_id)) {
            // It was stored: only the ack got lost.
            self.outbox.remove(&message.client_id);
        } else if message.delivery == Delivery::Sending {
            self.hand_over(&message, now, effects);
        }
    }

    /// Takes over exact counts of a room: the roster, where it could not be derived from the log, and the
    /// unread count, where not every missed entry has come.
    pub(super) fn recount(&mut self, open: &OpenRoom) {
        let room = open.membership.room.id;
        self.recount_unread(open.membership.clone());
        for person in &open.faces {
            self.know(person);
        }
        let mut roster = Roster::of(open);
        // Entries that came while this was on its way.
        if let Some(timeline) = self.timelines.get(&room) {
            roster.catch_up(timeline);
        }
        if let Some(known) = self.rosters.get_mut(&room).filter(|known| roster.is_newer_than(known)) {
            *known = roster;
        }
    }

    /// Takes over exact counts, and adds the entries that have come since. If those are not held, the counts
    /// are requested again with the next beat.
    fn recount_unread(&mut self, mut membership: RoomMembership) {
        let room = membership.room.id;
        let Some(known) = self.rooms.get(&room).map(|known| known.head) else { return };
        let me = self.me.as_ref().map(|me| me.id);
        if let Some(timeline) = self.timelines.get(&room).filter(|held| held.adds_only_since(membership.head)) {
            for entry in timeline.rows().iter().filter(|entry| entry.seq > membership.head) {
                if entry.is_post() && Some(entry.by) != me {
                    membership.unread = (membership.unread + 1).min(limits::UNREAD_MOST);
                    let names_me = me.is_some_and(|me| entry.names(me));
                    membership.mentions = (membership.mentions + i64::from(names_me)).min(limits::UNREAD_MOST);
                }
            }
            membership.head = membership.head.max(timeline.last());
        }
        if membership.head >= known {
            self.inexact.remove(&room);
            self.stand_in(membership);
        }
    }
}
