//! Everything one browser tab knows, and what it does about what happens.

mod hear;
mod keep;
mod shown;

use super::around::Around;
use super::company::Company;
use super::connection::Connection;
use super::marks::Marks;
use super::notices::{Notices, Telling, Told};
use super::outbox::{Delivery, Outbox, Pending};
use super::step::{Effect, Input};
use super::timeline::Timeline;
use crate::model::{Entry, History, Millis, OpenRoom, RoomId, RoomKind, Seq, Standing, User, UserId, limits};
use crate::wire::{ClientFrame, PROTOCOL};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A tab's knowledge. Changed by [`Client::step`] alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Client {
    pub connection: Connection,
    pub me: Option<User>,
    /// Whether the reader runs the place.
    pub is_admin: bool,
    pub rooms: BTreeMap<RoomId, Standing>,
    pub people: HashMap<UserId, User>,
    pub timelines: HashMap<RoomId, Timeline>,
    pub outbox: Outbox,
    /// How many are in an opened room, and some of them.
    company: HashMap<RoomId, Company>,
    epoch: Option<String>,
    /// The client that this page has, and whether the server has another by now.
    build: String,
    pub outpaced: bool,
    /// Rooms whose history was dropped, as not of this log, and has not been read anew.
    dropped: BTreeSet<RoomId>,
    /// Rooms whose end the reader is looking at.
    at_end: HashSet<RoomId>,
    pub marks: Marks,
    pub notices: Notices,
    pub around: Around,
    /// Addresses that rooms had when this page came to know them.
    old: Vec<(String, RoomId)>,
    /// People asked after, so that nobody is asked after twice.
    asked: HashSet<UserId>,
    /// Told of to somebody who does not look, before it was known who wrote it.
    unnamed: Option<Told>,
    /// The moment for which is said what is muted. It moves by the tick alone: the page is adopted
    /// as of the moment at which it was written.
    as_of: Millis,
}

impl Client {
    /// Takes one input and says what is to be done. `now` is the browser's clock.
    pub fn step(&mut self, input: Input, now: Millis) -> Vec<Effect> {
        let mut effects = Vec::new();
        let was_over = self.connection.is_over();
        match input {
            // Asked for while there was a session, answered after it.
            Input::Opened(_) | Input::Counted(_) | Input::Older(..) | Input::Newer(..) if was_over => {}
            Input::Viewer(viewer) => {
                self.as_of = now;
                self.is_admin = viewer.is_admin;
                self.is_me(viewer.me);
                self.stand(viewer.rooms);
            }
            Input::Build(build) => self.build = build,
            Input::Opened(open) => self.open(*open, &mut effects),
            Input::Counted(open) => self.recount(&open),
            Input::Older(room, history) => self.page(room, &history, Timeline::prepend),
            Input::Newer(room, history) => {
                self.page(room, &history, Timeline::extend);
                // What happened between that answer and now was not kept: follow from the end.
                if self.timelines.get(&room).is_some_and(|timeline| !timeline.detached()) {
                    self.follow(room, &mut effects);
                }
            }
            Input::AtEnd(room, true) => drop(self.at_end.insert(room)),
            Input::AtEnd(room, false) => drop(self.at_end.remove(&room)),
            Input::Entered(room) => self.marks.enter(room.and_then(|room| self.rooms.get(&room))),
            Input::Watched(watched) => {
                self.around.stir(now);
                self.marks.watch(watched, &self.rooms);
            }
            Input::Typed(room) => {
                self.around.stir(now);
                if self.connection.is_open() {
                    effects.extend(self.around.types(room, now));
                }
            }
            Input::Seen(room, seq) => {
                self.around.stir(now);
                self.seen(room, seq, now, &mut effects);
            }
            Input::MarkUnread(room, seq) => self.mark_unread(room, seq, &mut effects),
            Input::MarkRead(room) => {
                self.marks.settle(room);
                let head = self.rooms.get(&room).map_or(0, |standing| standing.head);
                self.seen(room, head, now, &mut effects);
            }
            Input::Send { room, client_id, body } => {
                self.marks.settle(room);
                let delivery = Delivery::Sending;
                self.transmit(
                    ClientFrame::Send { room, client_id: client_id.clone(), body: body.clone() },
                    &mut effects,
                );
                let message = Pending { room, client_id, body, at: now, delivery };
                effects.push(Effect::Keep(message.clone()));
                self.outbox.push(message);
            }
            Input::Restored(messages) => {
                for message in messages {
                    self.restore(message, &mut effects);
                }
            }
            Input::Retry(client_id) => {
                if let Some(message) = self.outbox.retry(&client_id) {
                    effects.push(Effect::Keep(message.clone()));
                    let Pending { room, client_id, body, .. } = message;
                    self.transmit(ClientFrame::Send { room, client_id, body }, &mut effects);
                }
            }
            Input::Discard(client_id) => self.outbox.remove(&client_id),
            Input::Start => effects.extend(self.connection.connect(now).map(Effect::from)),
            Input::SocketOpened => {
                self.connection.opened(now);
                effects.push(Effect::Transmit(ClientFrame::Hello { protocol: PROTOCOL }));
            }
            Input::SocketClosed { code, jitter } => {
                self.around.begin();
                effects.extend(self.connection.closed(code, jitter, now).map(Effect::from));
            }
            Input::Frame(frame) => {
                self.connection.heard(now);
                self.frame(*frame, now, &mut effects);
            }
            Input::Network { online } => {
                effects.extend(self.connection.network(online, now).map(Effect::from));
            }
            Input::Tick { jitter } => {
                self.as_of = now;
                effects.extend(self.connection.tick(jitter, now).map(Effect::from));
                self.tell(Marks::tell, now, &mut effects);
                self.notices.tick(now);
                self.around.tick(now);
            }
            Input::Leaving => self.tell(Marks::tell_last, now, &mut effects),
            Input::Dismissed => self.notices.dismiss(),
            Input::SessionEnded => effects.extend(self.connection.session_ended().map(Effect::from)),
        }
        if self.connection.is_over() && !was_over {
            self.put_away(&mut effects);
        }
        if self.connection.is_open() {
            let seen = self.in_sight();
            effects.extend(self.around.tell(self.marks.is_watched(), seen, now));
            let read = self.notices.read(&self.rooms);
            effects.extend((!read.is_empty()).then_some(Effect::Withdraw(read)));
        }
        effects.extend(self.outbox.take_gone().into_iter().map(Effect::Forget));
        effects
    }

    #[must_use]
    pub fn room_by_slug(&self, slug: &str) -> Option<&Standing> {
        let old = self.old.iter().find(|(old, _)| old == slug).and_then(|(_, room)| self.rooms.get(room));
        self.rooms.values().find(|standing| standing.room.slug == slug).or(old)
    }

    fn open(&mut self, open: OpenRoom, effects: &mut Vec<Effect>) {
        let room = open.standing.room.id;
        let company = Company::of(&open);
        for person in open.history.people.iter().chain(&open.faces) {
            self.know(person);
        }
        // The socket may have told more than this page, which was read a moment ago.
        let is_news = self.rooms.get(&room).is_none_or(|standing| standing.head <= open.standing.head);
        if is_news || self.dropped.contains(&room) {
            self.stand_in(open.standing);
        }
        self.dropped.remove(&room);
        self.company.insert(room, company);
        let timeline = Timeline::new(room, &open.history, open.target);
        self.timelines.insert(room, timeline);
        self.settle(room, &open.history.entries);
        self.follow(room, effects);
    }

    fn page(&mut self, room: RoomId, history: &History, take: fn(&mut Timeline, &History)) {
        for person in &history.people {
            self.know(person);
        }
        if let Some(timeline) = self.timelines.get_mut(&room) {
            take(timeline, history);
        }
        self.settle(room, &history.entries);
    }

    /// Takes messages that have become entries out of the outbox: those that have just come in,
    /// and those known to be stored no further than what is held.
    fn settle(&mut self, room: RoomId, entries: &[Entry]) {
        let Some(me) = &self.me else { return };
        if self.outbox.of(room).next().is_none() {
            return;
        }
        for entry in entries.iter().filter(|entry| entry.by == me.id) {
            if let Some(client_id) = entry.client_id() {
                self.outbox.remove(client_id);
            }
        }
        // Whoever reads the past, or another room, comes back to a page that holds it.
        let following = self.timelines.get(&room).filter(|timeline| !timeline.detached());
        self.outbox.settled(room, following.map_or(Seq::MAX, Timeline::last));
    }

    fn seen(&mut self, room: RoomId, seq: Seq, now: Millis, effects: &mut Vec<Effect>) {
        let Some(standing) = self.rooms.get_mut(&room) else { return };
        if self.marks.seen(standing, seq) {
            self.tell(Marks::tell, now, effects);
        }
    }

    fn mark_unread(&mut self, room: RoomId, seq: Seq, effects: &mut Vec<Effect>) {
        let Some(standing) = self.rooms.get_mut(&room) else { return };
        let Some(me) = &self.me else { return };
        let mut counts = [0, 0];
        for entry in self.timelines.get(&room).map_or(&[][..], Timeline::entries) {
            if entry.is_post() && entry.seq >= seq && entry.by != me.id {
                counts[0] += 1;
                counts[1] += i64::from(entry.names(me.id));
            }
        }
        self.marks.unread(standing, seq, counts.map(|count| count.min(limits::UNREAD_MOST)));
        self.transmit(ClientFrame::Unread { room, seq }, effects);
    }

    /// Replaces all rooms by what the server says.
    fn stand(&mut self, rooms: Vec<Standing>) {
        let known = std::mem::take(&mut self.rooms);
        for standing in rooms {
            self.take(known.get(&standing.room.id), standing);
        }
    }

    /// Replaces one room by what the server says.
    fn stand_in(&mut self, standing: Standing) {
        let known = self.rooms.remove(&standing.room.id);
        self.take(known.as_ref(), standing);
    }

    fn take(&mut self, known: Option<&Standing>, standing: Standing) {
        if let Some(known) = known.filter(|known| known.room.slug != standing.room.slug) {
            self.old.push((known.room.slug.clone(), known.room.id));
        }
        for person in &standing.with {
            self.know(person);
        }
        // Of a log that is no more, no mark holds either.
        let known = known.filter(|known| !self.dropped.contains(&known.room.id));
        let standing = self.marks.reconcile(known, standing);
        self.rooms.insert(standing.room.id, standing);
    }

    /// Tells the server of marks, while there is a line to tell it by.
    fn tell(
        &mut self,
        tell: fn(&mut Marks, &BTreeMap<RoomId, Standing>, Millis) -> Vec<ClientFrame>,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        if self.connection.is_open() {
            effects.extend(tell(&mut self.marks, &self.rooms, now).into_iter().map(Effect::Transmit));
        }
    }

    fn follow(&mut self, room: RoomId, effects: &mut Vec<Effect>) {
        if !self.connection.is_open() {
            return;
        }
        let Some(timeline) = self.timelines.get(&room) else { return };
        let after = timeline.resume_after();
        effects.push(Effect::Transmit(ClientFrame::Subscribe { room, after }));
    }

    /// Sends a frame if there is a line. What must not be lost is kept elsewhere and sent again.
    fn transmit(&self, frame: ClientFrame, effects: &mut Vec<Effect>) {
        if self.connection.is_open() {
            effects.push(Effect::Transmit(frame));
        }
    }

    fn is_me(&mut self, me: User) {
        self.know(&me);
        self.me = self.people.get(&me.id).cloned();
    }

    /// Takes in what is said of a person, unless more is known already: what was read a while ago
    /// may arrive after what has happened since.
    fn know(&mut self, person: &User) {
        if self.people.get(&person.id).is_some_and(|known| known.rev > person.rev) {
            return;
        }
        self.people.insert(person.id, person.clone());
        if self.me.as_ref().is_some_and(|me| me.id == person.id) {
            self.me = Some(person.clone());
        }
    }

    /// What somebody is told of a post, in words.
    #[must_use]
    pub fn telling(&self, told: Told) -> Option<Telling> {
        let room = &self.rooms.get(&told.room)?.room;
        let direct = room.kind == RoomKind::Direct;
        let does = match (told.mention, direct) {
            (true, _) => "mentioned you",
            (false, true) => "wrote to you",
            (false, false) => "wrote",
        };
        Some(Telling {
            who: self.people.get(&told.by).map_or("Somebody", |person| person.name.as_str()).to_owned(),
            does,
            room: (!direct).then(|| room.name.clone()),
            path: format!("/rooms/{}/{}", room.slug, told.seq),
        })
    }

    /// Some of those in an opened room, and how many they are in all.
    #[must_use]
    pub fn company(&self, room: RoomId) -> Option<(i64, Vec<User>)> {
        let Company { members, faces, .. } = self.company.get(&room)?;
        Some((*members, faces.iter().filter_map(|face| self.people.get(face)).cloned().collect()))
    }
}
