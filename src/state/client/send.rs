//! Sends frames, messages and changes of messages: over the socket, or by requests where no socket can be had.

use super::Client;
use crate::model::{Millis, RoomMembership};
use crate::state::{moment::Moment, outbox::Pending, step::Effect};
use crate::wire::{ClientFrame, ServerFrame};

/// An answer that takes longer than this, in milliseconds, is shown as late ...
const LATE: Millis = 5_000;
/// ... and after this the connection is renewed: twice as long each time that this was in vain.
const GIVE_UP: Millis = 8_000;
/// How often the rooms are polled by requests, in milliseconds.
const POLL: Millis = 15_000;

impl Client {
    /// Sends a frame, if there is a way to. Frames that must not be lost are kept elsewhere and sent again.
    pub(super) fn say(&self, frame: ClientFrame, effects: &mut Vec<Effect>) {
        if self.connection.is_open() {
            effects.push(Effect::Transmit(frame));
        } else if self.connection.is_by_requests()
            && matches!(frame, ClientFrame::Read { .. } | ClientFrame::Unread { .. })
        {
            effects.push(Effect::Submit(frame));
        }
    }

    /// Sends a message that has no answer yet.
    pub(super) fn hand_over(&mut self, message: &Pending, now: Millis, effects: &mut Vec<Effect>) {
        if self.connection.is_open() {
            self.unanswered.get_or_insert(now);
            effects.push(Effect::Transmit(send(message)));
        } else {
            self.submit_next(effects);
        }
    }

    /// Sends all unanswered messages again, and then all unanswered changes.
    pub(super) fn hand_over_all(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let unanswered: Vec<Pending> = self.outbox.unanswered().cloned().collect();
        for message in unanswered {
            self.hand_over(&message, now, effects);
        }
        let unanswered: Vec<ClientFrame> = self.own_changes.unanswered().collect();
        for frame in unanswered {
            self.hand_over_change(frame, now, effects);
        }
    }

    /// Sends a change of a message.
    pub(super) fn hand_over_change(&mut self, frame: ClientFrame, now: Millis, effects: &mut Vec<Effect>) {
        if self.connection.is_open() {
            self.unanswered.get_or_insert(now);
            effects.push(Effect::Transmit(frame));
        } else {
            self.submit_next(effects);
        }
    }

    /// Whether a message or a change of one has no answer yet.
    fn is_owed(&self) -> bool {
        self.outbox.waiting() > 0 || self.own_changes.unanswered().next().is_some()
    }

    /// A sent message has been answered.
    pub(super) fn answered(&mut self, now: Millis) {
        self.renewals = 0;
        self.unanswered = self.unanswered.filter(|_| self.is_owed()).map(|_| now);
        self.late = false;
    }

    /// Shows that an answer is late, and renews the connection when it does not come.
    pub(super) fn await_answers(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let waited = self.unanswered.filter(|_| self.is_owed()).map_or(0, |since| now - since);
        self.late = self.late && self.is_owed() || waited >= LATE;
        if self.connection.is_open() && waited >= GIVE_UP << self.renewals.min(4) {
            self.renewals += 1;
            self.unanswered = None;
            effects.extend(self.connection.renew(now).effects());
        }
    }

    /// Whether an answer is late.
    #[must_use]
    pub const fn is_late(&self) -> bool {
        self.late
    }

    /// The result of asking over HTTP whether the session lives.
    pub(super) fn found_session(&mut self, found: Option<bool>, effects: &mut Vec<Effect>) {
        match found {
            Some(true) => {
                self.connection.session_lives();
                self.submit_next(effects);
            }
            Some(false) => effects.extend(self.connection.session_ended().into_iter().flat_map(super::Order::effects)),
            None => self.connection.unanswered(),
        }
    }

    /// Polls for news by a request, where there is no socket.
    pub(super) fn poll(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        if self.connection.is_by_requests() && (self.polled == 0 || now - self.polled >= POLL) {
            self.polled = now;
            effects.push(Effect::Poll);
            // A request without an answer is tried again.
            self.submitting = None;
            self.submit_next(effects);
        }
    }

    /// The polled memberships: news in open rooms are read.
    pub(super) fn polled(&mut self, rooms: Vec<RoomMembership>, effects: &mut Vec<Effect>) {
        self.stand(rooms);
        for (room, timeline) in self.timelines.iter() {
            let head = self.rooms.get(room).map_or(0, |membership| membership.head);
            if !timeline.detached() && timeline.last() < head {
                effects.push(Effect::Follow(*room, timeline.last()));
            }
        }
    }

    /// The result of a request. One message or change at a time, so that they keep their order.
    pub(super) fn submitted(
        &mut self,
        frame: &ClientFrame,
        answer: Option<ServerFrame>,
        now: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let (ClientFrame::Send { room, .. } | ClientFrame::Edit { room, .. } | ClientFrame::Delete { room, .. }) =
            frame
        else {
            return;
        };
        self.submitting.take_if(|submitting| submitting == frame);
        let Some(answer) = answer else { return self.connection.unanswered() };
        // A refused form does not know its room by number.
        let answer = match (answer, frame) {
            (
                ServerFrame::Unchanged { code, retry_after, .. },
                ClientFrame::Edit { room, seq, .. } | ClientFrame::Delete { room, seq },
            ) => ServerFrame::Unchanged { room: *room, seq: *seq, code, retry_after },
            (answer, _) => answer,
        };
        self.connection.answered();
        self.frame(answer, now, effects);
        if let Some(timeline) = self.timelines.get(room) {
            effects.push(Effect::Follow(*room, timeline.resume_after()));
        }
        self.submit_next(effects);
    }

    fn submit_next(&mut self, effects: &mut Vec<Effect>) {
        if !self.connection.is_by_requests() || self.submitting.is_some() {
            return;
        }
        let next = self.outbox.unanswered().next().map(send).or_else(|| self.own_changes.unanswered().next());
        if let Some(frame) = next {
            self.submitting = Some(frame.clone());
            effects.push(Effect::Submit(frame));
        }
    }
}

fn send(message: &Pending) -> ClientFrame {
    let Pending { room, client_id, body, .. } = message.clone();
    ClientFrame::Send { room, client_id, body }
}
