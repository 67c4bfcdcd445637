//! Drafts in localStorage: one per person and room, shared by all tabs.

use super::storage;
use crate::model::{RoomId, UserId, limits};

/// The saved draft of a room; `None` when it is empty.
#[must_use]
pub fn load(user: UserId, room: RoomId) -> Option<String> {
    storage::open()?.get_item(&key(user, room)).ok().flatten().filter(|draft| !draft.is_empty())
}

/// The rooms with a saved draft.
#[must_use]
pub fn rooms(user: UserId) -> Vec<RoomId> {
    let Some(storage) = storage::open() else { return Vec::new() };
    let names = storage::names(&storage, "draft", user);
    let rooms = names.iter().filter_map(|name| Some(RoomId(name.rsplit(':').next()?.parse().ok()?)));
    rooms.filter(|room| load(user, *room).is_some_and(|draft| !draft.trim().is_empty())).collect()
}

/// Saves a draft, or deletes it when it is empty or exceeds [`limits::DRAFT_BYTES`]. Returns whether nothing
/// would be lost with the page.
pub fn save(user: UserId, room: RoomId, draft: &str) -> bool {
    let Some(storage) = storage::open() else { return false };
    let key = key(user, room);
    if draft.is_empty() || draft.len() > limits::DRAFT_BYTES {
        return storage.remove_item(&key).is_ok() && draft.is_empty();
    }
    // Full or forbidden storage: the draft is not saved, and the text stays in the page.
    storage.set_item(&key, draft).is_ok()
}

/// Deletes the draft that was sent, unless another tab has changed it since.
pub fn sent(user: UserId, room: RoomId, draft: &str) {
    if load(user, room).is_some_and(|kept| kept == draft) {
        save(user, room, "");
    }
}

/// A change of this draft in another tab: the draft before, and the present one, which may differ from the
/// event's.
#[must_use]
pub fn changed(event: &web_sys::StorageEvent, user: UserId, room: RoomId) -> Option<(String, String)> {
    let is_this = event.key().is_some_and(|name| name == key(user, room));
    is_this.then(|| (event.old_value().unwrap_or_default(), load(user, room).unwrap_or_default()))
}

fn key(user: UserId, room: RoomId) -> String {
    format!("draft:{}:{}", user.0, room.0)
}
