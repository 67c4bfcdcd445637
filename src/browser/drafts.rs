//! Drafts, one per person and room, in localStorage.

use super::storage;
use crate::model::{RoomId, UserId};

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

/// Keeps what is being written; nothing is kept of nothing.
pub fn save(user: UserId, room: RoomId, draft: &str) {
    let Some(storage) = storage::open() else { return };
    let key = key(user, room);
    // Full or forbidden storage costs the draft its safety, not the writer their text.
    drop(if draft.is_empty() { storage.remove_item(&key) } else { storage.set_item(&key, draft) });
}

fn key(user: UserId, room: RoomId) -> String {
    format!("draft:{}:{}", user.0, room.0)
}
