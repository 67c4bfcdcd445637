//! Drafts, one per person and room however many tabs, in localStorage.

use super::storage;
use crate::model::{RoomId, UserId, limits};

/// What was being written.
#[must_use]
pub fn load(user: UserId, room: RoomId) -> Option<String> {
    storage::open()?.get_item(&key(user, room)).ok().flatten().filter(|draft| !draft.is_empty())
}

/// The rooms in which something is being written.
#[must_use]
pub fn rooms(user: UserId) -> Vec<RoomId> {
    let Some(storage) = storage::open() else { return Vec::new() };
    let names = storage::names(&storage, "draft", user);
    let rooms = names.iter().filter_map(|name| Some(RoomId(name.rsplit(':').next()?.parse().ok()?)));
    rooms.filter(|room| load(user, *room).is_some_and(|draft| !draft.trim().is_empty())).collect()
}

/// Keeps what is being written, unless it is too much; nothing is kept of nothing. Whether it is safe.
pub fn save(user: UserId, room: RoomId, draft: &str) -> bool {
    let Some(storage) = storage::open() else { return false };
    let key = key(user, room);
    if draft.is_empty() || draft.len() > limits::DRAFT_BYTES {
        return storage.remove_item(&key).is_ok() && draft.is_empty();
    }
    // Full or forbidden storage costs the draft its safety, not the writer their text.
    storage.set_item(&key, draft).is_ok()
}

/// Forgets the draft that was sent, if it is still the one that is kept: else it is another tab's.
pub fn sent(user: UserId, room: RoomId, draft: &str) {
    if load(user, room).is_some_and(|kept| kept == draft) {
        save(user, room, "");
    }
}

/// A change of this draft in another tab: what it was, and what it is by now, which may be something
/// else than it became then.
#[must_use]
pub fn changed(event: &web_sys::StorageEvent, user: UserId, room: RoomId) -> Option<(String, String)> {
    let is_this = event.key().is_some_and(|name| name == key(user, room));
    is_this.then(|| (event.old_value().unwrap_or_default(), load(user, room).unwrap_or_default()))
}

fn key(user: UserId, room: RoomId) -> String {
    format!("draft:{}:{}", user.0, room.0)
}
