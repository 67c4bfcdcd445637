//! What the reader of a tab has seen, and what is unread to them.

use super::Client;
use crate::model::{Millis, RoomId, Seq, Standing, limits};
use crate::state::{marks::Marks, step::Effect, timeline::Timeline};
use crate::wire::ClientFrame;

impl Client {
    pub(super) fn enter(&mut self, room: Option<RoomId>) {
        let left = self.marks.current().filter(|left| Some(*left) != room);
        self.marks.enter(room.and_then(|room| self.rooms.get(&room)));
        if let Some(left) = left {
            self.at_end.remove(&left);
            self.settle(left, &[]);
        }
    }

    pub(super) fn seen(&mut self, room: RoomId, view: (Seq, Seq), now: Millis, effects: &mut Vec<Effect>) {
        // Nearly always nothing is news: then nobody is to be woken.
        let Some(mut standing) = self.rooms.get(&room).filter(|standing| view.1 > standing.read).cloned() else {
            return;
        };
        let before = standing.read;
        let posts: Vec<(Seq, bool)> = self.others_posts(room).collect();
        let (first, is_whole) =
            self.timelines.get(&room).map_or((Seq::MAX, false), |timeline| (timeline.base() + 1, !timeline.detached()));
        let first_unread = |standing: &Standing| {
            let next = posts.iter().map(|(seq, _)| *seq).find(|seq| *seq > standing.read);
            let held = posts.iter().filter(|(seq, _)| *seq > standing.read).count();
            // All that is unread is held, by its place in the log or by its number.
            let is_known = first <= standing.read + 1
                || is_whole && standing.unread < limits::UNREAD_MOST && standing.unread == held as i64;
            if is_known { next.unwrap_or(standing.head + 1) } else { standing.read + 1 }
        };
        if !self.marks.quietly().seen(&mut standing, view, first_unread) {
            return;
        }
        if standing.read < standing.head {
            let passed: Vec<_> = posts.iter().filter(|(seq, _)| (before + 1..=standing.read).contains(seq)).collect();
            standing.unread = (standing.unread - passed.len() as i64).max(0);
            standing.mentions = (standing.mentions - passed.iter().filter(|(_, me)| *me).count() as i64).max(0);
        }
        self.marks.touch();
        self.rooms.insert(room, standing);
        self.tell(Marks::tell, now, effects);
    }

    /// Others' posts that are held of a room, and whether they name the reader.
    pub(super) fn others_posts(&self, room: RoomId) -> impl Iterator<Item = (Seq, bool)> {
        let me = self.me.as_ref().map(|me| me.id);
        let entries = self.timelines.get(&room).map_or(&[][..], Timeline::entries).iter();
        entries
            .filter(move |entry| entry.is_post() && Some(entry.by) != me)
            .map(move |entry| (entry.seq, me.is_some_and(|me| entry.names(me))))
    }

    pub(super) fn mark_unread(&mut self, room: RoomId, seq: Seq, effects: &mut Vec<Effect>) {
        let mut counts = [0, 0];
        for (_, names_me) in self.others_posts(room).filter(|(post, _)| *post >= seq) {
            counts[0] += 1;
            counts[1] += i64::from(names_me);
        }
        let Some(standing) = self.rooms.get_mut(&room) else { return };
        self.marks.unread(standing, seq, counts.map(|count| count.min(limits::UNREAD_MOST)));
        self.say(ClientFrame::Unread { room, seq }, effects);
    }
}
