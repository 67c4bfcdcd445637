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
    /// Rooms that are read, and of which no notice is shown any more: not from here, nor from the
    /// service worker.
    quiet: BTreeSet<RoomId>,
    /// Rooms with something unread.
    loud: BTreeSet<RoomId>,
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
        Some(Some(Effect::Notify { room, seq, by }))
    }

    /// Rooms that have been read, here or elsewhere, since this was last asked: what is shown of them
    /// is to be taken away.
    pub(super) fn read(&mut self, rooms: &BTreeMap<RoomId, Standing>) -> Vec<RoomId> {
        // Whoever is no longer in a room is to see no notice of it either.
        let mut read: Vec<RoomId> = self.loud.extract_if(.., |room| !rooms.contains_key(room)).collect();
        for (room, standing) in rooms {
            if standing.unread > 0 {
                self.quiet.remove(room);
                self.loud.insert(*room);
            } else if self.quiet.insert(*room) {
                self.loud.remove(room);
                read.push(*room);
            }
        }
        let unread = |toast: &Toast| rooms.contains_key(&toast.room) && !self.quiet.contains(&toast.room);
        self.toast = self.toast.take().filter(unread);
        read
    }

    pub(super) fn tick(&mut self, now: Millis) {
        self.toast = self.toast.take().filter(|toast| now < toast.until);
    }

    pub(super) fn dismiss(&mut self) {
        self.toast = None;
    }
}
