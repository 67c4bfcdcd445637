//! Handles frames from the server.

use super::Client;
use crate::{
    model::{Entry, Millis, NoticeCause, RoomId, RoomMembership, Seq, SiteSettings, User, UserId},
    state::{connection::Order, moment::Moment, notices::Notice, step::Effect, timeline::Admitted},
    wire::{ClientFrame, ServerFrame},
};

impl Client {
    pub(super) fn frame(&mut self, frame: ServerFrame, now: Moment, effects: &mut Vec<Effect>) {
        match frame {
            // Another account has signed in in this browser: end this session, so that nothing of one is
            // shown or sent as the other's.
            ServerFrame::Hello { you, .. } if self.me.as_ref().is_some_and(|me| me.id != you.id) => {
                effects.extend(self.connection.session_ended().into_iter().flat_map(Order::effects));
            }
            ServerFrame::Hello { epoch, build, site, quiet, you, admin, by_activity, rooms, .. } => {
                if self.me.is_none() {
                    // There is no page whose time mutes have to be as of.
                    self.as_of = now.wall;
                }
                self.is_admin = admin;
                self.by_activity = by_activity;
                self.connection.greeted(now.steady);
                // An empty build id means that one side was built without a client: nothing to compare.
                self.outpaced = !build.is_empty() && !self.site.build.is_empty() && build != self.site.build;
                self.is_at(site);
                self.quiet = quiet;
                self.presence.begin();
                self.greet(epoch, you, rooms, now.steady, effects);
            }
            ServerFrame::Page { room, entries, people, head } => {
                self.caught_up(room, &entries, &people, (head, now), effects);
            }
            ServerFrame::Entry(live) => self.entry(live.room, &live.entry, now, effects),
            ServerFrame::Live { room, head } => {
                if let Some(membership) = self.rooms.get_mut(&room) {
                    membership.head = membership.head.max(head);
                }
                self.count_anew(room, head, effects);
            }
            ServerFrame::Gap { room, from, to } => {
                // Entries in the gap are not sent, so only the server can count the unread ones among them.
                if self.rooms.get(&room).is_some_and(|membership| membership.head < to) {
                    self.inexact.insert(room);
                    effects.push(Effect::Count(room));
                }
                let following = self.at_end.contains(&room);
                if let Some(timeline) = self.timelines.get_mut(&room) {
                    timeline.passed_over(from, to, following);
                }
                self.reread(room, effects);
            }
            ServerFrame::Reset { room } => self.drop_history(room, now.steady, effects),
            ServerFrame::Ack { client_id, seq, room } => {
                self.outbox.acked(&client_id, seq);
                self.settle(room, &[]);
                self.answered(now.steady);
            }
            ServerFrame::Refused { client_id, code, .. } => {
                effects.extend(self.outbox.refused(&client_id, code).map(Effect::Keep));
                self.answered(now.steady);
            }
            ServerFrame::Notice { room, head, by, mention, line } => {
                let Some(membership) = self.rooms.get_mut(&room).filter(|membership| head > membership.head) else {
                    return;
                };
                membership.head = head;
                membership.active_at = now.wall;
                if self.me.as_ref().is_none_or(|me| me.id != by) {
                    self.came(Notice { room, seq: head, by, cause: NoticeCause::post(mention), line }, now, effects);
                }
            }
            ServerFrame::Heads { rooms } => {
                for membership in rooms {
                    self.stand_in(membership);
                }
            }
            ServerFrame::Levels { levels } => {
                for (room, level) in levels {
                    if let Some(membership) = self.rooms.get_mut(&room) {
                        membership.level = level;
                    }
                }
            }
            ServerFrame::Joined { membership, adder } => {
                let (room, seq) = (membership.room.id, membership.head);
                self.rooms.remove(&room);
                self.stand_in(membership);
                if let Some(adder) = adder {
                    self.know(&adder);
                    self.was_added(
                        Notice { room, seq, by: adder.id, cause: NoticeCause::Added, line: String::new() },
                        now,
                        effects,
                    );
                }
            }
            ServerFrame::Left { room, deleted } => {
                if deleted {
                    self.gone.insert(room);
                }
                self.rooms.remove(&room);
                self.timelines.remove(&room);
                self.rosters.remove(&room);
                self.dropped.remove(&room);
                self.inexact.remove(&room);
                self.marks.forget(room);
                self.own_changes.end_in(room);
            }
            ServerFrame::Room { of } => {
                if let Some(membership) = self.rooms.get(&of.id) {
                    self.stand_in(RoomMembership { room: of, ..membership.clone() });
                }
            }
            ServerFrame::Site { site } => self.is_at(site),
            ServerFrame::Quiet { quiet } => self.quiet = quiet,
            ServerFrame::People { people, .. } => {
                for person in &people {
                    self.know(person);
                }
                self.tell_by_name(effects);
            }
            ServerFrame::Beat { heads } => {
                // The request of an earlier beat may have been lost.
                effects.extend(self.dropped.iter().map(|room| Effect::Fetch(*room)));
                effects.extend(self.inexact.iter().map(|room| Effect::Count(*room)));
                for (room, head) in heads {
                    self.count_anew(room, head, effects);
                    if self.timelines.get(&room).is_some_and(|timeline| timeline.resume_after() < head) {
                        self.follow(room, effects);
                    }
                    self.reread(room, effects);
                }
            }
            ServerFrame::Typing { room, ids, ended } => {
                let me = self.me.as_ref().map(|me| me.id);
                ended.into_iter().for_each(|person| self.presence.wrote(room, person));
                self.presence.write(room, ids, me, now.steady);
            }
            ServerFrame::Presence { presence } => self.presence.heard(presence),
            ServerFrame::Changed { room, seq, entry } => self.was_changed((room, seq), entry, now.steady, effects),
            ServerFrame::Unchanged { room, seq, code, .. } => {
                self.was_unchanged((room, seq), code, now.steady, effects)
            }
            ServerFrame::BadFrame { .. } => {}
        }
    }

    /// Takes a page of the log, in its order.
    pub(super) fn caught_up(
        &mut self,
        room: RoomId,
        entries: &[Entry],
        people: &[User],
        (head, now): (Seq, Moment),
        effects: &mut Vec<Effect>,
    ) {
        for person in people {
            self.know(person);
        }
        for entry in entries {
            // Each is counted by what is held before it.
            self.count(room, entry, now, effects);
            if let Some(timeline) = self.timelines.get_mut(&room) {
                timeline.catch_up(std::slice::from_ref(entry), head);
            }
        }
        self.settle(room, entries);
    }

    fn greet(&mut self, epoch: String, you: User, rooms: Vec<RoomMembership>, now: Millis, effects: &mut Vec<Effect>) {
        let renewed = self.epoch.as_ref().is_some_and(|known| *known != epoch);
        self.epoch = Some(epoch);
        if renewed {
            // A new epoch is another database: nothing read from the old one may stay.
            self.people.clear();
            self.rosters.clear();
            self.rooms.clear();
            self.marks.forget_all();
            self.dropped.extend(self.timelines.keys().copied());
            self.timelines.clear();
            self.outbox.doubt(None);
            self.own_changes.clear();
        }
        self.is_me(you);
        self.stand(rooms);
        effects.extend(self.marks.back().map(Effect::Transmit));
        self.asked.clear();
        self.inexact.clear();
        self.submitting = None;
        let rooms = &*self.rooms;
        self.timelines.retain(|room, _| rooms.contains_key(room));
        self.dropped.retain(|room| rooms.contains_key(room));
        effects.extend(self.dropped.iter().map(|room| Effect::Fetch(*room)));
        let open: Vec<RoomId> = rooms.keys().copied().filter(|room| self.timelines.contains_key(room)).collect();
        for room in open {
            self.follow(room, effects);
        }
        // The open room may no longer be a membership: subscribing tells what has become of it.
        if let Some(room) = self.marks.current().filter(|room| !self.rooms.contains_key(room)) {
            effects.push(Effect::Transmit(ClientFrame::Subscribe { room, after: None }));
        }
        self.hand_over_all(now, effects);
    }

    /// Takes over the site's new settings. The build is that of this page and stays.
    fn is_at(&mut self, site: SiteSettings) {
        let site = SiteSettings { name: site.name, mark: site.mark, ..self.site.clone() };
        if self.site != site {
            self.site = site;
            self.changes[0] += 1;
        }
    }

    fn entry(&mut self, room: RoomId, entry: &Entry, now: Moment, effects: &mut Vec<Effect>) {
        self.count(room, entry, now, effects);
        let Some(timeline) = self.timelines.get_mut(&room) else { return };
        match timeline.admit(entry) {
            Admitted::Added | Admitted::Skipped => self.settle(room, std::slice::from_ref(entry)),
            Admitted::Missed(_) => {
                self.follow(room, effects);
            }
        }
        if self.presence.is_writing(room, entry.by) {
            self.presence.wrote(room, entry.by);
        }
        for person in [Some(entry.by), entry.whom()].into_iter().flatten() {
            self.ask_after(room, person, effects);
        }
    }

    /// Requests an unknown person's profile, once.
    pub(super) fn ask_after(&mut self, room: RoomId, person: UserId, effects: &mut Vec<Effect>) {
        if !self.people.contains_key(&person) && self.asked.insert(person) {
            self.say(ClientFrame::People { room, ids: vec![person] }, effects);
        }
    }

    /// Requests the room again if the roster is behind its head, because entries were skipped: by a gap, or
    /// by a detached timeline.
    fn count_anew(&self, room: RoomId, head: Seq, effects: &mut Vec<Effect>) {
        if self.rosters.get(&room).is_some_and(|roster| roster.is_behind(head)) {
            effects.push(Effect::Count(room));
        }
    }

    /// Sends the notification again, in place of the one before, once the author's profile has come.
    fn tell_by_name(&mut self, effects: &mut Vec<Effect>) {
        let Some(notice) = self.unnamed.take_if(|notice| self.people.contains_key(&notice.by)) else { return };
        if self.rooms.get(&notice.room).is_some_and(|membership| membership.unread > 0) {
            effects.push(Effect::Notify(notice));
        }
    }
}
