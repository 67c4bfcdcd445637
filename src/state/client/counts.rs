//! Updates heads, unread counts and rosters with each entry, and notifies the viewer of it.

use super::Client;
use crate::{
    model::{Entry, NoticeCause, RoomId, RoomKind, limits, text::first_line},
    state::{moment::Moment, notices::Notice, step::Effect},
};

impl Client {
    /// Counts another's post, and notifies the viewer if they are to be.
    pub(super) fn came(&mut self, notice: Notice, now: Moment, effects: &mut Vec<Effect>) {
        let Notice { room, seq, by, cause, .. } = notice;
        let mention = cause == NoticeCause::Mention;
        let at_end = self.at_end.contains(&room);
        let Some(membership) = self.rooms.get_mut(&room) else { return };
        self.marks.came(membership, seq, at_end);
        membership.unread = (membership.unread + 1).min(limits::UNREAD_MOST);
        if mention {
            membership.mentions = (membership.mentions + 1).min(limits::UNREAD_MOST);
        }
        let direct = membership.room.kind == RoomKind::Direct;
        if membership.tells(mention, now.wall)
            && !self.is_quiet(now)
            && let Some(notice) = self.notices.came(&self.marks, notice, direct, now.steady)
        {
            self.ask_after(room, by, effects);
            if let Some(Effect::Notify(notice)) = &notice
                && !self.people.contains_key(&by)
            {
                self.unnamed = Some(notice.clone());
            }
            effects.extend(notice);
        }
    }

    /// Notifies the viewer of being added to a room.
    pub(super) fn was_added(&mut self, notice: Notice, now: Moment, effects: &mut Vec<Effect>) {
        if !self.is_quiet(now) {
            effects.extend(self.notices.added(&self.marks, notice, now.steady));
        }
    }

    /// Whether it is a time without notifications.
    fn is_quiet(&self, now: Moment) -> bool {
        self.quiet.iter().any(|(from, to)| (*from..*to).contains(&now.wall))
    }

    /// Brings head, unread count and roster up to date with an entry, once.
    pub(super) fn count(&mut self, room: RoomId, entry: &Entry, now: Moment, effects: &mut Vec<Effect>) {
        if let Some(roster) = self.rosters.get_mut(&room) {
            roster.count(entry);
        }
        let me = self.me.as_ref().map(|me| me.id);
        let Some(membership) = self.rooms.get_mut(&room).filter(|membership| entry.seq > membership.head) else {
            return;
        };
        membership.head = entry.seq;
        if entry.is_post() {
            membership.active_at = entry.at;
        }
        if entry.target().is_some() {
            self.count_change(room, entry, effects);
        } else if entry.is_post() && me != Some(entry.by) {
            let mention = me.is_some_and(|me| entry.names(me));
            let line = entry.body().map(first_line).unwrap_or_default();
            self.came(
                Notice { room, seq: entry.seq, by: entry.by, cause: NoticeCause::post(mention), line },
                now,
                effects,
            );
        }
    }
    /// Counts a change of an unread message: a deleted one is not unread, and an edit may mention the viewer or
    /// no longer do so. Where that cannot be known, the exact counts are requested.
    fn count_change(&mut self, room: RoomId, change: &Entry, effects: &mut Vec<Effect>) {
        let me = self.me.as_ref().map(|me| me.id);
        let Some(membership) = self.rooms.get_mut(&room) else { return };
        let Some(target) = change.target().filter(|target| *target > membership.read) else { return };
        let held = self.timelines.get(&room).and_then(|timeline| timeline.row(target));
        let counts = |entry: &Entry| {
            let is_unread = entry.is_post() && Some(entry.by) != me;
            [is_unread, is_unread && me.is_some_and(|me| entry.names(me))].map(i64::from)
        };
        let Some(message) = held.filter(|_| membership.unread < limits::UNREAD_MOST) else {
            if membership.unread > 0 && self.inexact.insert(room) {
                effects.push(Effect::Count(room));
            }
            return;
        };
        if let Some(changed) = message.changed_by(change) {
            let (before, after) = (counts(message), counts(&changed));
            membership.unread = (membership.unread + after[0] - before[0]).max(0);
            membership.mentions = (membership.mentions + after[1] - before[1]).max(0);
        }
    }
}
