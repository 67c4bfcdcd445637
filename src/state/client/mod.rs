//! `Client`: the state of one browser tab, and its reducer.

mod counts;
mod frames;
mod lifecycle;
mod queries;
mod read;
mod send;
mod time;

use super::{
    connection::{Connection, Order, Status},
    marks::Marks,
    moment::Moment,
    notices::{Notice, NoticeText, Notices},
    outbox::{Delivery, Outbox, Pending},
    presence::PresenceState,
    roster::Roster,
    step::{Effect, Input},
    timeline::Timeline,
    tracked::{Parts, Tracked},
};
use crate::state::{Map, Set};
use crate::{
    model::{
        ClientId, Entry, History, Millis, OpenRoom, RoomId, RoomKind, RoomMembership, Seq, SiteSettings, User, UserId,
        room::called_after,
    },
    wire::{ClientFrame, PROTOCOL},
};

/// The state of a tab. Changed by [`Client::step`] alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Client {
    pub connection: Connection,
    /// The viewer: from the page data, or from `hello` where the page came without; none if signed out.
    pub me: Option<User>,
    /// Whether the viewer is an administrator.
    pub is_admin: bool,
    pub rooms: Tracked<Map<RoomId, RoomMembership>>,
    pub people: Tracked<Map<UserId, User>>,
    pub timelines: Tracked<Map<RoomId, Timeline>>,
    pub outbox: Tracked<Outbox>,
    /// Member count and some members of each opened room.
    rosters: Tracked<Map<RoomId, Roster>>,
    epoch: Option<String>,
    /// The site's settings, and the build of this page.
    site: SiteSettings,
    /// Whether the server has a newer build than this page.
    pub outpaced: bool,
    /// The viewer's quiet hours, as intervals of wall time.
    quiet: Vec<(Millis, Millis)>,
    /// Rooms that were deleted while the viewer was a member.
    gone: Set<RoomId>,
    /// Rooms whose timeline was dropped, as not of the server's log, and not fetched again yet.
    dropped: Set<RoomId>,
    /// Rooms whose counts are not exact, because entries were missed, and have been requested.
    inexact: Set<RoomId>,
    /// How often each room was opened.
    openings: Map<RoomId, u32>,
    /// Rooms whose timeline is scrolled to its end.
    at_end: Set<RoomId>,
    pub marks: Tracked<Marks>,
    pub notices: Tracked<Notices>,
    pub presence: Tracked<PresenceState>,
    /// Former slugs of rooms, as far as this page has seen them.
    old: Vec<(String, RoomId)>,
    /// People whose profile was requested, so that it is requested once.
    asked: Set<UserId>,
    /// A notification sent before its author was known.
    unnamed: Option<Notice>,
    /// The time as of which mutes are evaluated. Only the tick moves it, because hydration must render as of
    /// the time at which the page was rendered.
    as_of: Millis,
    /// Since when, on this connection, a sent message has had no answer.
    unanswered: Option<Millis>,
    /// Whether that is long enough to tell the person.
    late: bool,
    /// Connections in a row that were given up for want of an answer.
    renewals: u32,
    /// The message that is being sent by a request.
    submitting: Option<ClientId>,
    /// When the rooms were last polled.
    polled: Millis,
    /// The time of the last tick.
    ticked: Option<Moment>,
    /// Change counts of the viewer and of the status; and of all parts, when last taken.
    changes: [u64; 2],
    told: [u64; Parts::COUNT],
}

/// The state of the client itself that views show.
type Shown = (Option<(UserId, i64)>, bool, (Status, bool, bool, bool));

impl Client {
    /// The reducer: takes one input, returns the effects to perform. `now` is the time by the browser's
    /// clocks.
    pub fn step(&mut self, input: Input, now: impl Into<Moment>) -> Vec<Effect> {
        let now = now.into();
        let before = self.shown();
        let was_over = self.connection.is_over();
        let mut effects = Vec::new();
        self.take_input(input, now, &mut effects);
        if self.connection.is_over() && !was_over {
            self.put_away(&mut effects);
        }
        if self.connection.is_open() {
            self.tell_around(now.steady, &mut effects);
        }
        effects.extend(self.outbox.quietly().take_gone().into_iter().map(Effect::Forget));
        let after = self.shown();
        self.changes[0] += u64::from((before.0, before.1) != (after.0, after.1));
        self.changes[1] += u64::from(before.2 != after.2);
        effects
    }

    /// The parts that have changed since the last call.
    pub fn take_changed(&mut self) -> Parts {
        let now = [
            self.changes[0],
            self.rooms.changes(),
            self.people.changes(),
            self.timelines.changes(),
            self.outbox.changes(),
            self.rosters.changes(),
            self.marks.changes(),
            self.presence.changes(),
            self.notices.changes(),
            self.changes[1],
        ];
        let before = std::mem::replace(&mut self.told, now);
        let changed = (0..Parts::COUNT).filter(|number| before[*number] != now[*number]);
        changed.fold(Parts::default(), |parts, number| parts | Parts::nth(number))
    }

    fn shown(&self) -> Shown {
        let me = self.me.as_ref().map(|me| (me.id, me.rev));
        let line = (self.connection.status(), self.connection.is_by_requests(), self.outpaced, self.late);
        (me, self.is_admin, line)
    }

    fn take_input(&mut self, input: Input, now: Moment, effects: &mut Vec<Effect>) {
        let steady = now.steady;
        match input {
            // Responses to requests made before the session ended.
            Input::Opened(_)
            | Input::Counted(_)
            | Input::Older(..)
            | Input::Newer(..)
            | Input::Polled(_)
            | Input::Reread(..)
            | Input::CaughtUp(..)
                if self.connection.is_over() => {}
            Input::Viewer(viewer) => {
                self.as_of = now.wall;
                self.is_admin = viewer.is_admin;
                self.is_me(viewer.me);
                self.stand(viewer.rooms);
            }
            Input::Site(site) => self.site = site,
            Input::Opened(open) => self.open(*open, effects),
            Input::Counted(open) => self.recount(&open),
            Input::Older(room, history) => self.page(room, &history, Timeline::prepend, effects),
            Input::Newer(room, history) => self.page(room, &history, Timeline::extend, effects),
            Input::Reread(room, history) => self.page(room, &history, Timeline::refresh, effects),
            Input::CaughtUp(room, history) => {
                let History { entries, people, head, .. } = history;
                self.caught_up(room, &entries, &people, (head, now), effects);
            }
            Input::AtEnd(room, true) => drop(self.at_end.insert(room)),
            Input::AtEnd(room, false) => drop(self.at_end.remove(&room)),
            Input::Entered(room) => {
                self.end_typing(effects);
                self.enter(room);
            }
            Input::Watched(watched) => {
                self.presence.quietly().stir(steady);
                self.marks.watch(watched, &self.rooms);
            }
            Input::Typed(room) => {
                self.presence.quietly().stir(steady);
                if self.connection.is_open() {
                    effects.extend(self.presence.quietly().types(room, steady));
                }
            }
            Input::TypingEnded => self.end_typing(effects),
            Input::Seen(room, from, to) => {
                self.presence.quietly().stir(steady);
                self.seen(room, (from, to), steady, effects);
            }
            Input::MarkUnread(room, seq) => self.mark_unread(room, seq, effects),
            Input::MarkRead(room) => {
                self.marks.settle(room);
                let head = self.rooms.get(&room).map_or(0, |membership| membership.head);
                self.seen(room, (0, head), steady, effects);
            }
            Input::Send { room, client_id, body } => {
                // Unread posts keep their "New" line, even if the viewer posts below it.
                if self.rooms.get(&room).is_some_and(|membership| membership.unread == 0) {
                    self.marks.settle(room);
                }
                self.presence.quietly().posts();
                let message = Pending { room, client_id, body, at: now.wall, delivery: Delivery::Sending };
                effects.push(Effect::Keep(message.clone()));
                self.outbox.push(message.clone());
                self.hand_over(&message, steady, effects);
            }
            Input::Restored(messages) => {
                for message in messages {
                    self.restore(message, steady, effects);
                }
            }
            Input::Vanished(answered) => {
                answered.iter().for_each(|client_id| self.outbox.remove(client_id));
            }
            Input::Retry(client_id) => {
                if let Some(message) = self.outbox.retry(&client_id) {
                    effects.push(Effect::Keep(message.clone()));
                    self.hand_over(&message, steady, effects);
                }
            }
            Input::Discard(client_id) => self.outbox.remove(&client_id),
            Input::Start => effects.extend(self.connection.connect(steady).into_iter().flat_map(Order::effects)),
            Input::SocketOpened => {
                self.connection.opened(steady);
                effects.push(Effect::Transmit(ClientFrame::Hello { protocol: PROTOCOL }));
            }
            Input::SocketClosed { code, jitter } => {
                self.presence.begin();
                self.unanswered = None;
                effects.extend(self.connection.closed(code, jitter, steady).into_iter().flat_map(Order::effects));
            }
            Input::Frame(frame) => {
                self.connection.heard(steady);
                self.frame(*frame, now, effects);
            }
            Input::Network { online } => {
                effects.extend(self.connection.network(online, steady).into_iter().flat_map(Order::effects));
            }
            Input::Tick { jitter } => self.tick(jitter, now, effects),
            Input::Leaving => {
                self.end_typing(effects);
                self.tell(Marks::tell_last, steady, effects);
            }
            Input::Dismissed => self.notices.dismiss(),
            Input::Session(found) => self.found_session(found, effects),
            Input::Submitted(frame, answer) => self.submitted(&frame, answer.map(|answer| *answer), now, effects),
            Input::Polled(rooms) => self.polled(rooms, effects),
        }
    }

    /// Tells others at once, instead of when the typing indicator times out.
    fn end_typing(&mut self, effects: &mut Vec<Effect>) {
        if self.connection.is_open() {
            effects.extend(self.presence.quietly().ends());
        }
    }

    #[must_use]
    pub fn room_by_slug(&self, slug: &str) -> Option<&RoomMembership> {
        let old = self.old.iter().find(|(old, _)| old == slug).and_then(|(_, room)| self.rooms.get(room));
        self.rooms.values().find(|membership| membership.room.slug == slug).or(old)
    }

    fn open(&mut self, open: OpenRoom, effects: &mut Vec<Effect>) {
        let room = open.membership.room.id;
        let rosters = Roster::of(&open);
        for person in open.history.people.iter().chain(&open.faces) {
            self.know(person);
        }
        // The socket may be ahead of this page, which was read a moment ago.
        let is_news = self.rooms.get(&room).is_none_or(|membership| membership.head <= open.membership.head);
        if is_news || self.dropped.contains(&room) {
            self.stand_in(open.membership);
        }
        self.dropped.remove(&room);
        self.rosters.insert(room, rosters);
        let timeline = Timeline::new(room, &open.history, open.target);
        self.timelines.insert(room, timeline);
        *self.openings.or_default(room) += 1;
        self.settle(room, &open.history.entries);
        self.follow(room, effects);
    }

    fn page(&mut self, room: RoomId, history: &History, take: fn(&mut Timeline, &History), effects: &mut Vec<Effect>) {
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
    fn reread(&self, room: RoomId, effects: &mut Vec<Effect>) {
        let stale = self.timelines.get(&room).and_then(Timeline::stale);
        effects.extend(stale.map(|(from, _)| Effect::Reread(room, from - 1)));
    }

    /// Removes messages that have become entries from the outbox: by the entries that have just come in, and
    /// those stored at or before the timeline's last seq.
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
        match self.timelines.get(&room) {
            Some(timeline) if !timeline.detached() => self.outbox.settled(room, timeline.last()),
            // The page that is being loaded may not hold it yet.
            None if self.marks.current() == Some(room) => {}
            // A detached timeline, or another room: coming back loads a page that holds it.
            _ => self.outbox.settled(room, Seq::MAX),
        }
    }

    /// Replaces all memberships by the server's.
    fn stand(&mut self, rooms: Vec<RoomMembership>) {
        let known = std::mem::take(&mut *self.rooms);
        for membership in rooms {
            self.take(known.get(&membership.room.id), membership);
        }
    }

    /// Replaces one membership by the server's.
    fn stand_in(&mut self, membership: RoomMembership) {
        let known = self.rooms.remove(&membership.room.id);
        self.take(known.as_ref(), membership);
    }

    fn take(&mut self, known: Option<&RoomMembership>, membership: RoomMembership) {
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

    fn follow(&mut self, room: RoomId, effects: &mut Vec<Effect>) {
        if !self.connection.is_open() {
            return;
        }
        let Some(timeline) = self.timelines.get(&room) else { return };
        let after = Some(timeline.resume_after());
        effects.push(Effect::Transmit(ClientFrame::Subscribe { room, after }));
    }

    fn is_me(&mut self, me: User) {
        self.know(&me);
        self.me = self.people.get(&me.id).cloned();
    }

    /// Takes in a person's profile, unless a later revision is known: responses may arrive out of order.
    fn know(&mut self, person: &User) {
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
    fn called_after_people(&self, mut membership: RoomMembership) -> RoomMembership {
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

    /// The site's settings.
    #[must_use]
    pub const fn site(&self) -> &SiteSettings {
        &self.site
    }

    /// The texts of a notification.
    #[must_use]
    pub fn notice_text(&self, notice: &Notice) -> Option<NoticeText> {
        let room = &self.rooms.get(&notice.room)?.room;
        let direct = room.kind == RoomKind::Direct;
        let does = match (notice.mention, direct) {
            (true, _) => "mentioned you",
            (false, true) => "wrote to you",
            (false, false) => "wrote",
        };
        let person = self.people.get(&notice.by);
        Some(NoticeText {
            who: person.map_or("Somebody", |person| person.name.as_str()).to_owned(),
            person: person.cloned(),
            does,
            room: (!direct).then(|| room.name.clone()),
            line: notice.line.clone(),
            path: format!("/rooms/{}/{}", room.slug, notice.seq),
        })
    }

    /// Member count of an opened room, and some of its members.
    #[must_use]
    pub fn rosters(&self, room: RoomId) -> Option<(i64, Vec<User>)> {
        let Roster { members, faces, .. } = self.rosters.get(&room)?;
        Some((*members, faces.iter().filter_map(|face| self.people.get(face)).cloned().collect()))
    }
}
