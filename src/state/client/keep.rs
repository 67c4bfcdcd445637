//! What a tab lets go of what it holds, and what it takes up again.

use super::Client;
use crate::model::{OpenRoom, RoomId};
use crate::state::{
    company::Company,
    notices::Notices,
    outbox::{Delivery, Pending},
    step::Effect,
    timeline::Timeline,
};
use crate::wire::ClientFrame;

impl Client {
    /// The session is over, and not by the reader's own wish: what was read in it is put away. What
    /// was written and not sent waits for the same account's next one.
    pub(super) fn put_away(&mut self, effects: &mut Vec<Effect>) {
        self.timelines.clear();
        self.company.clear();
        self.people.clear();
        self.notices = Notices::default();
        self.around.begin();
        effects.push(Effect::Withdraw(self.rooms.keys().copied().collect()));
    }

    /// Drops what is held of a room, which is not what the server has, and reads it anew.
    pub(super) fn drop_history(&mut self, room: RoomId, effects: &mut Vec<Effect>) {
        self.timelines.remove(&room);
        self.company.remove(&room);
        self.marks.forget(room);
        self.dropped.insert(room);
        for Pending { room, client_id, body, .. } in self.outbox.doubt(Some(room)) {
            self.transmit(ClientFrame::Send { room, client_id, body }, effects);
        }
        effects.push(Effect::Fetch(room));
    }

    /// Takes in a message that an earlier page, or another tab, has kept.
    pub(super) fn restore(&mut self, message: Pending, effects: &mut Vec<Effect>) {
        let Pending { room, client_id, body, delivery, .. } = message.clone();
        let is_new = self.outbox.push(message);
        let me = self.me.as_ref().map(|me| me.id);
        let mut entries = self.timelines.get(&room).map_or(&[][..], Timeline::entries).iter();
        if entries.any(|entry| Some(entry.by) == me && entry.client_id() == Some(&client_id)) {
            // It was stored: only the answer got lost.
            self.outbox.remove(&client_id);
        } else if is_new && delivery == Delivery::Sending {
            self.transmit(ClientFrame::Send { room, client_id, body }, effects);
        }
    }

    /// Who is in a room, where that could not be told from its log.
    pub(super) fn recount(&mut self, open: &OpenRoom) {
        let room = open.standing.room.id;
        for person in &open.faces {
            self.know(person);
        }
        let mut company = Company::of(open);
        // Those who have come or gone while this was on its way.
        let since = self.timelines.get(&room).map_or(&[][..], Timeline::entries);
        since.iter().for_each(|entry| company.count(entry));
        if let Some(known) = self.company.get_mut(&room).filter(|known| company.is_newer_than(known)) {
            *known = company;
        }
    }
}
