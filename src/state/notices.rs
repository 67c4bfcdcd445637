//! What somebody is told who is not looking at the room: a toast in the page, or a system notice
//! where the page is not looked at either. One per room, and gone once the room is read.

use super::{marks::Marks, step::Effect};
use crate::model::{Millis, RoomId, Seq, Standing, UserId};
use std::collections::{BTreeMap, BTreeSet};

/// How long a toast stays, in milliseconds.
const STAYS: Millis = 8_000;

/// A post that names the reader, in a room other than the one on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    pub room: RoomId,
    pub seq: Seq,
    pub by: UserId,
    until: Millis,
}

/// What has been told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    pub toast: Option<Toast>,
    /// Rooms of which the system shows a notice.
    shown: BTreeSet<RoomId>,
}

impl Notices {
    /// A post names the reader. What is to be done, if they are to be told of it.
    pub(super) fn came(
        &mut self,
        marks: &Marks,
        room: RoomId,
        seq: Seq,
        by: UserId,
        now: Millis,
    ) -> Option<Option<Effect>> {
        if marks.follows(room) {
            return None;
        }
        if marks.is_watched() {
            self.toast = Some(Toast { room, seq, by, until: now + STAYS });
            return Some(None);
        }
        self.shown.insert(room);
        Some(Some(Effect::Notify { room, seq, by }))
    }

    /// Rooms of which a notice is shown although they have been read, here or elsewhere.
    pub(super) fn read(&mut self, rooms: &BTreeMap<RoomId, Standing>) -> Vec<RoomId> {
        let unread = |room: &RoomId| rooms.get(room).is_some_and(|standing| standing.unread > 0);
        self.toast = self.toast.take().filter(|toast| unread(&toast.room));
        let read: Vec<RoomId> = self.shown.iter().copied().filter(|room| !unread(room)).collect();
        for room in &read {
            self.shown.remove(room);
        }
        read
    }

    pub(super) fn tick(&mut self, now: Millis) {
        self.toast = self.toast.take().filter(|toast| now < toast.until);
    }

    pub(super) fn dismiss(&mut self) {
        self.toast = None;
    }
}
