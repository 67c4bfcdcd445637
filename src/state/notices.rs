//! Toasts and system notifications: a toast while the viewer looks at another room, a notification while they
//! do not look at the page. One per room, withdrawn once the room is read.

use super::{marks::Marks, step::Effect};
use crate::model::{Millis, NoticeCause, RoomId, RoomMembership, Seq, User, UserId};
use crate::state::{Map, Set};

/// How long a toast is shown, in milliseconds.
const STAYS: Millis = 8_000;

/// An entry that notifies the viewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub room: RoomId,
    pub seq: Seq,
    pub by: UserId,
    pub cause: NoticeCause,
    /// The beginning of a post's text.
    pub line: String,
}

/// The contents of a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeText {
    /// The author, if known.
    pub person: Option<User>,
    pub cause: NoticeCause,
    /// The room's name; `None` for a direct conversation.
    pub room: Option<String>,
    pub line: String,
    /// The path of the post.
    pub path: String,
}

/// A toast about a post in a room that the viewer does not follow: one that mentions them, or a direct
/// message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    pub notice: Notice,
    until: Millis,
}

/// Notifications shown so far, by room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    pub toast: Option<Toast>,
    /// Rooms that are read, and of which no notification is shown any more: not from this tab, nor from the
    /// service worker.
    quiet: Set<RoomId>,
    /// Rooms with unread posts.
    loud: Set<RoomId>,
}

impl Notices {
    /// Chooses how to notify of a post: with a toast while the page has attention, for mentions and direct
    /// messages alone; otherwise with a system notification. `None` if not at all.
    pub(super) fn came(&mut self, marks: &Marks, notice: Notice, direct: bool, now: Millis) -> Option<Option<Effect>> {
        if marks.follows(notice.room) {
            return None;
        }
        if !marks.is_watched() {
            // From here on there is a notification to withdraw, whenever the room is read.
            self.quiet.remove(&notice.room);
            self.loud.insert(notice.room);
            return Some(Some(Effect::Notify(notice)));
        }
        (notice.cause == NoticeCause::Mention || direct).then(|| {
            self.toast = Some(Toast { notice, until: now + STAYS });
            None
        })
    }

    /// Notifies of a room that the viewer was added to: with a toast, or a system notification while the page has no
    /// attention.
    pub(super) fn added(&mut self, marks: &Marks, notice: Notice, now: Millis) -> Option<Effect> {
        // Nothing in it is unread: it is not withdrawn at once for that.
        self.quiet.insert(notice.room);
        if !marks.is_watched() {
            return Some(Effect::Notify(notice));
        }
        self.toast = Some(Toast { notice, until: now + STAYS });
        None
    }

    /// The viewer has come to a room: being added to it is known.
    pub(super) fn entered(&mut self, room: RoomId) {
        self.toast.take_if(|toast| toast.notice.room == room && toast.notice.cause == NoticeCause::Added);
    }

    /// Rooms read, here or elsewhere, since the last call: their notifications are to be withdrawn.
    pub(super) fn read(&mut self, rooms: &Map<RoomId, RoomMembership>) -> Vec<RoomId> {
        // A room that the viewer has left shows no notification either.
        let mut read: Vec<RoomId> = self.loud.take_out(|room| !rooms.contains_key(room));
        for (room, membership) in rooms.iter() {
            if membership.unread > 0 {
                self.quiet.remove(room);
                self.loud.insert(*room);
            } else if self.quiet.insert(*room) {
                self.loud.remove(room);
                read.push(*room);
            }
        }
        let unread = |toast: &Toast| {
            let Notice { room, cause, .. } = &toast.notice;
            rooms.contains_key(room) && (*cause == NoticeCause::Added || !self.quiet.contains(room))
        };
        self.toast = self.toast.take().filter(unread);
        read
    }

    /// Whether the toast's time is up.
    pub(super) fn is_due(&self, now: Millis) -> bool {
        self.toast.as_ref().is_some_and(|toast| now >= toast.until)
    }

    pub(super) fn dismiss(&mut self) {
        self.toast = None;
    }
}
