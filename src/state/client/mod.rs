//! `Client`: the state of one browser tab, and its reducer.

mod counts;
mod frames;
mod lifecycle;
mod memberships;
mod own_changes;
mod queries;
mod read;
mod send;
mod time;
mod timelines;

use super::{
    connection::{Connection, Order, Status},
    marks::Marks,
    moment::Moment,
    notices::{Notice, Notices},
    outbox::{Delivery, Outbox, Pending},
    own_changes::OwnChanges,
    presence::PresenceState,
    roster::Roster,
    step::{Effect, Input},
    timeline::Timeline,
    tracked::{Parts, Tracked},
};
use crate::{
    model::{History, Millis, RoomId, RoomMembership, SiteSettings, User, UserId},
    state::{Map, Set},
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
    /// Whether the viewer's rooms are listed by what was written last, instead of by name.
    pub by_activity: bool,
    pub rooms: Tracked<Map<RoomId, RoomMembership>>,
    pub people: Tracked<Map<UserId, User>>,
    pub timelines: Tracked<Map<RoomId, Timeline>>,
    pub outbox: Tracked<Outbox>,
    /// The viewer's changes of messages that are not entries yet.
    pub own_changes: Tracked<OwnChanges>,
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
    /// The message, or the change of one, that is being sent by a request.
    submitting: Option<ClientFrame>,
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
            self.own_changes.changes(),
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
                self.by_activity = viewer.by_activity;
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
                if let Some(room) = room {
                    self.notices.entered(room);
                }
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
            Input::Edit(room, seq) => self.edit(room, seq),
            Input::EditLast(room) => self.edit_last(room),
            Input::ChangesRestored(kept) => self.restore_changes(kept, steady, effects),
            Input::EditTyped(room, seq, text) => self.edit_typed((room, seq), text, effects),
            Input::EditSaved(room, seq, body) => self.save_edit((room, seq), body, steady, effects),
            Input::ChangeDropped(room, seq) => self.drop_change((room, seq), effects),
            Input::Delete(room, seq) => self.delete((room, seq), steady, effects),
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
                self.delete_due(Millis::MAX, steady, effects);
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
}
