//! Timelines of opened rooms: pages that come, and the subscription that follows them.

use super::Client;
use crate::{
    model::{Entry, History, OpenRoom, RoomId, Seq},
    state::{roster::Roster, step::Effect, timeline::Timeline},
    wire::ClientFrame,
};

impl Client {
    pub(super) fn open(&mut self, open: OpenRoom, effects: &mut Vec<Effect>) {
        let room = open.membership.room.id;
        let roster = Roster::of(&open);
        for person in open.history.people.iter().chain(&open.faces) {
            self.know(person);
        }
        // The socket may be ahead of this page, which was read a moment ago.
        let is_news = self.rooms.get(&room).is_none_or(|membership| membership.head <= open.membership.head);
        if is_news || self.dropped.contains(&room) {
            self.stand_in(open.membership);
        }
        self.dropped.remove(&room);
        self.rosters.insert(room, roster);
        let timeline = Timeline::new(room, &open.history, open.target);
        self.timelines.insert(room, timeline);
        *self.openings.or_default(room) += 1;
        self.settle(room, &open.history.entries);
        self.follow(room, effects);
    }

    pub(super) fn page(
        &mut self,
        room: RoomId,
        history: &History,
        take: fn(&mut Timeline, &History),
        effects: &mut Vec<Effect>,
    ) {
        for person in &history.people {
            self.know(person);
        }
        if let Some(timeline) = self.timelines.get_mut(&room) {
            take(timeline, history);
        }
        self.reread(room, effects);
        self.settle(room, &history.entries);
    }

    /// Requests the messages that may have changed in a way that is not known.
    pub(super) fn reread(&self, room: RoomId, effects: &mut Vec<Effect>) {
        let stale = self.timelines.get(&room).and_then(Timeline::stale);
        effects.extend(stale.map(|(from, _)| Effect::Reread(room, from - 1)));
    }

    /// Removes messages that have become entries from the outbox: by the entries that have just come in, and
    /// those stored at or before the timeline's last seq.
    pub(super) fn settle(&mut self, room: RoomId, entries: &[Entry]) {
        self.settle_changes(room);
        let Some(me) = &self.me else { return };
        if self.outbox.of(room).next().is_none() {
            return;
        }
        for entry in entries.iter().filter(|entry| entry.by == me.id) {
            if let Some(client_id) = entry.client_id() {
                self.outbox.remove(client_id);
            }
        }
        match self.timelines.get(&room) {
            Some(timeline) if !timeline.detached() => self.outbox.settled(room, timeline.last()),
            // The page that is being loaded may not hold it yet.
            None if self.marks.current() == Some(room) => {}
            // A detached timeline, or another room: coming back loads a page that holds it.
            _ => self.outbox.settled(room, Seq::MAX),
        }
    }

    pub(super) fn follow(&mut self, room: RoomId, effects: &mut Vec<Effect>) {
        if !self.connection.is_open() {
            return;
        }
        let Some(timeline) = self.timelines.get(&room) else { return };
        let after = Some(timeline.resume_after());
        effects.push(Effect::Transmit(ClientFrame::Subscribe { room, after }));
    }
}
