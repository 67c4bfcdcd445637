//! Changes of messages in localStorage: what the viewer types, and what has no answer yet, outlives the page. One item
//! per message.

use super::storage;
use crate::{
    model::{RoomId, Seq, UserId, limits},
    state::KeptChange,
};

/// Keeps a change. Full or forbidden storage: it is not kept, and stays in the page.
pub fn keep(user: UserId, (room, seq): (RoomId, Seq), change: &KeptChange) {
    let item = match change {
        KeptChange::Edit { text, .. } if text.len() > limits::DRAFT_BYTES => return,
        KeptChange::Edit { base, text, saved } => format!("{}{base}\n{text}", if *saved { "saved " } else { "" }),
        KeptChange::Deletion => String::new(),
    };
    if let Some(storage) = storage::open() {
        drop(storage.set_item(&name(user, room, seq), &item));
    }
}

/// Deletes a kept change.
pub fn forget(user: UserId, (room, seq): (RoomId, Seq)) {
    if let Some(storage) = storage::open() {
        drop(storage.remove_item(&name(user, room, seq)));
    }
}

/// All kept changes.
#[must_use]
pub fn load(user: UserId) -> Vec<(RoomId, Seq, KeptChange)> {
    let Some(storage) = storage::open() else { return Vec::new() };
    let names = storage::names(&storage, KIND, user);
    names.iter().filter_map(|name| read(&storage, name)).collect()
}

/// The rooms in which a message is being edited.
#[must_use]
pub fn rooms(user: UserId) -> Vec<RoomId> {
    let kept = load(user).into_iter();
    kept.filter(|(_, _, change)| matches!(change, KeptChange::Edit { .. })).map(|(room, ..)| room).collect()
}

fn read(storage: &web_sys::Storage, name: &str) -> Option<(RoomId, Seq, KeptChange)> {
    let mut parts = name.rsplit(':');
    let (seq, room) = (parts.next()?.parse().ok()?, RoomId(parts.next()?.parse().ok()?));
    let item = storage.get_item(name).ok().flatten()?;
    let Some((head, text)) = item.split_once('\n') else { return Some((room, seq, KeptChange::Deletion)) };
    let saved = head.strip_prefix("saved ");
    let base = saved.unwrap_or(head).parse().ok()?;
    Some((room, seq, KeptChange::Edit { base, text: text.to_owned(), saved: saved.is_some() }))
}

/// The kind of the items, as [`storage`] deletes them after a sign-out.
const KIND: &str = "change";

fn name(user: UserId, room: RoomId, seq: Seq) -> String {
    format!("{KIND}:{}:{}:{seq}", user.0, room.0)
}
