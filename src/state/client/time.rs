//! The tick: whatever is due by time, in all parts of the client.

use super::{Client, Order};
use crate::model::{Millis, RoomId, RoomMembership};
use crate::state::Map;
use crate::state::{marks::Marks, moment::Moment, step::Effect};
use crate::wire::ClientFrame;

/// Wall and monotonic clock apart by more than this, in milliseconds, from one tick to the next: one was set,
/// or the machine slept.
const JUMP: Millis = 2_000;
/// A tick later than this, in milliseconds, after the last: the page was suspended.
const STALL: Millis = 10_000;

impl Client {
    /// The tick, about once a second.
    pub(super) fn tick(&mut self, jitter: f64, now: Moment, effects: &mut Vec<Effect>) {
        let before = self.ticked.replace(now).unwrap_or(now);
        // After a jump of the clocks, or a suspended page, the connection may be dead.
        let [wall, steady] = [now.wall - before.wall, now.steady - before.steady];
        if (wall - steady).abs() > JUMP || steady > STALL {
            effects.extend(self.connection.jolted(now.steady).into_iter().flat_map(Order::effects));
        }
        effects.extend(self.connection.tick(jitter, now.steady).into_iter().flat_map(Order::effects));
        self.mute_until(now.wall);
        if self.marks.owes() {
            self.tell(Marks::tell, now.steady, effects);
        }
        if self.notices.is_due(now.steady) {
            self.notices.dismiss();
        }
        if self.presence.is_due(now.steady) {
            self.presence.tick(now.steady);
        }
        self.delete_due(now.steady, now.steady, effects);
        self.await_answers(now.steady, effects);
        self.poll(now.steady, effects);
    }

    /// Ends mutes that are due.
    pub(super) fn mute_until(&mut self, now: Millis) {
        let was = self.as_of;
        let ends =
            |membership: &RoomMembership| membership.muted_until.is_some_and(|until| (was < until) != (now < until));
        if self.rooms.values().any(ends) {
            self.as_of = now;
            self.rooms.touch();
        }
    }

    /// Tells the server the viewer's presence and whom they watch, and withdraws notifications of read rooms.
    pub(super) fn tell_around(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let seen = self.in_sight();
        let told = self.presence.quietly().tell(self.marks.is_watched(), seen, now);
        if !told.is_empty() {
            self.presence.touch();
            effects.extend(told);
        }
        let has_toast = self.notices.toast.is_some();
        let read = self.notices.quietly().read(&self.rooms);
        if self.notices.toast.is_some() != has_toast {
            self.notices.touch();
        }
        effects.extend((!read.is_empty()).then_some(Effect::Withdraw(read)));
    }

    /// Sends read marks to the server, while there is a way to.
    pub(super) fn tell(
        &mut self,
        tell: fn(&mut Marks, &Map<RoomId, RoomMembership>, Millis) -> Vec<ClientFrame>,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        if self.connection.is_open() || self.connection.is_by_requests() {
            for frame in tell(self.marks.quietly(), &self.rooms, now) {
                self.say(frame, effects);
            }
        }
    }
}
