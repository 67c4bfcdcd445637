//! What somebody is told who is not looking at the room: a toast in the page, or a system notice
//! where the page is not looked at either. One per room, and gone once the room is read.

use super::{marks::Marks, step::Effect};
use crate::model::{Millis, RoomId, RoomMembership, Seq, User, UserId};
use std::collections::{BTreeMap, BTreeSet};

/// How long a toast stays, in milliseconds.
const STAYS: Millis = 8_000;

/// A post that somebody is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub room: RoomId,
    pub seq: Seq,
    pub by: UserId,
    /// It names the reader.
    pub mention: bool,
    /// How it begins.
    pub line: String,
}

/// What somebody is told, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    pub who: String,
    /// Whose face goes with it, where it is known.
    pub person: Option<User>,
    pub does: &'static str,
    /// Where, unless it is their conversation with the reader.
    pub room: Option<String>,
    pub line: String,
    /// Where the post is to be seen.
    pub path: String,
}

/// A post that is meant for the reader, in a room other than the one on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    pub told: Told,
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
    /// A post has come of which the reader wants to be told. What is to be done, if they are: where
    /// they look at the page, of what is meant for them, quietly; where nobody does, of everything.
    pub(super) fn came(&mut self, marks: &Marks, told: Told, direct: bool, now: Millis) -> Option<Option<Effect>> {
        if marks.follows(told.room) {
            return None;
        }
        if !marks.is_watched() {
            // From here on there is something to take back, whenever it is looked.
            self.quiet.remove(&told.room);
            self.loud.insert(told.room);
            return Some(Some(Effect::Notify(told)));
        }
        (told.mention || direct).then(|| {
            self.toast = Some(Toast { told, until: now + STAYS });
            None
        })
    }

    /// Rooms that have been read, here or elsewhere, since this was last asked: what is shown of them
    /// is to be taken away.
    pub(super) fn read(&mut self, rooms: &BTreeMap<RoomId, RoomMembership>) -> Vec<RoomId> {
        // Whoever is no longer in a room is to see no notice of it either.
        let mut read: Vec<RoomId> = self.loud.extract_if(.., |room| !rooms.contains_key(room)).collect();
        for (room, membership) in rooms {
            if membership.unread > 0 {
                self.quiet.remove(room);
                self.loud.insert(*room);
            } else if self.quiet.insert(*room) {
                self.loud.remove(room);
                read.push(*room);
            }
        }
        let unread = |toast: &Toast| rooms.contains_key(&toast.told.room) && !self.quiet.contains(&toast.told.room);
        self.toast = self.toast.take().filter(unread);
        read
    }

    /// Whether the toast has been there for long enough.
    pub(super) fn is_due(&self, now: Millis) -> bool {
        self.toast.as_ref().is_some_and(|toast| now >= toast.until)
    }

    pub(super) fn dismiss(&mut self) {
        self.toast = None;
    }
}
