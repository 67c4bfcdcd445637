//! Moves the viewer's read marks, and keeps unread counts with them.

use super::Client;
use crate::model::{Millis, RoomId, RoomMembership, Seq, limits};
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
        // Nearly always nothing changes: then no view is woken.
        let Some(mut membership) = self.rooms.get(&room).filter(|membership| view.1 > membership.read).cloned() else {
            return;
        };
        let before = membership.read;
        let posts: Vec<(Seq, bool)> = self.others_posts(room).collect();
        let (first, is_whole) =
            self.timelines.get(&room).map_or((Seq::MAX, false), |timeline| (timeline.first(), !timeline.detached()));
        let first_unread = |membership: &RoomMembership| {
            let next = posts.iter().map(|(seq, _)| *seq).find(|seq| *seq > membership.read);
            let held = posts.iter().filter(|(seq, _)| *seq > membership.read).count();
            // Whether all unread posts are held, by their seqs or by their number.
            let is_known = first <= membership.read + 1
                || is_whole && membership.unread < limits::UNREAD_MOST && membership.unread == held as i64;
            if is_known { next.unwrap_or(membership.head + 1) } else { membership.read + 1 }
        };
        if !self.marks.quietly().seen(&mut membership, view, first_unread) {
            return;
        }
        if membership.read < membership.head {
            let passed: Vec<_> = posts.iter().filter(|(seq, _)| (before + 1..=membership.read).contains(seq)).collect();
            membership.unread = (membership.unread - passed.len() as i64).max(0);
            membership.mentions = (membership.mentions - passed.iter().filter(|(_, me)| *me).count() as i64).max(0);
        }
        self.marks.touch();
        self.rooms.insert(room, membership);
        self.tell(Marks::tell, now, effects);
    }

    /// Others' posts in a room's timeline, and whether each mentions the viewer.
    pub(super) fn others_posts(&self, room: RoomId) -> impl Iterator<Item = (Seq, bool)> {
        let me = self.me.as_ref().map(|me| me.id);
        let rows = self.timelines.get(&room).map_or(&[][..], Timeline::rows).iter();
        rows.filter(move |entry| entry.is_post() && Some(entry.by) != me)
            .map(move |entry| (entry.seq, me.is_some_and(|me| entry.names(me))))
    }

    pub(super) fn mark_unread(&mut self, room: RoomId, seq: Seq, effects: &mut Vec<Effect>) {
        let mut counts = [0, 0];
        for (_, names_me) in self.others_posts(room).filter(|(post, _)| *post >= seq) {
            counts[0] += 1;
            counts[1] += i64::from(names_me);
        }
        let Some(membership) = self.rooms.get_mut(&room) else { return };
        self.marks.unread(membership, seq, counts.map(|count| count.min(limits::UNREAD_MOST)));
        self.say(ClientFrame::Unread { room, seq }, effects);
    }
}
