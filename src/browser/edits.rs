//! Messages that are being edited, in localStorage: at most one in a room, so that its new text outlives the page.

use super::storage;
use crate::model::{RoomId, Seq, UserId, limits};

/// An edit as it is kept.
#[derive(Debug)]
pub struct Kept {
    pub seq: Seq,
    /// The entry that had changed the message last; 0 for none.
    pub base: Seq,
    pub text: String,
}

/// Keeps an edit in the place of another of the room. Full or forbidden storage: it is not kept, and stays in the page.
pub fn keep(user: UserId, room: RoomId, Kept { seq, base, text }: &Kept) {
    if let Some(storage) = storage::open().filter(|_| text.len() <= limits::DRAFT_BYTES) {
        drop(storage.set_item(&name(user, room), &format!("{seq}\n{base}\n{text}")));
    }
}

/// Deletes the kept edit of this message.
pub fn forget(user: UserId, room: RoomId, seq: Seq) {
    if load(user, room).is_some_and(|kept| kept.seq == seq)
        && let Some(storage) = storage::open()
    {
        drop(storage.remove_item(&name(user, room)));
    }
}

/// The kept edit of a room.
#[must_use]
pub fn load(user: UserId, room: RoomId) -> Option<Kept> {
    let item = storage::open()?.get_item(&name(user, room)).ok().flatten()?;
    let mut parts = item.splitn(3, '\n');
    let [seq, base] = [parts.next()?.parse().ok()?, parts.next()?.parse().ok()?];
    Some(Kept { seq, base, text: parts.next()?.to_owned() })
}

fn name(user: UserId, room: RoomId) -> String {
    format!("edit:{}:{}", user.0, room.0)
}
