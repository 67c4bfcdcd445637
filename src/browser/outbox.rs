//! The outbox in localStorage: unanswered messages outlive the page, the server and the session. One item per
//! message, so that tabs do not overwrite each other's; two tabs that send the same message use the same
//! client id, so it is stored once.

use super::storage;
use crate::{
    json,
    model::{ClientId, RoomId, UserId},
    state::{Delivery, Pending, Set},
};

/// Saves a message.
pub fn keep(user: UserId, message: &Pending) {
    // The reason of a refusal is written after the room's id.
    let why = match message.delivery {
        Delivery::Failed(why) => serde_json::to_string(&why).unwrap_or_default(),
        Delivery::Sending | Delivery::Stored(_) => String::new(),
    };
    let item = format!("{}{why}\n{}\n{}", message.room.0, message.at, message.body);
    if let Some(storage) = storage::open() {
        // Full or forbidden storage: the message is not saved, and still sent.
        drop(storage.set_item(&name(user, &message.client_id), &item));
    }
}

/// Deletes a message: it is an entry, or was given up.
pub fn forget(user: UserId, client_id: &ClientId) {
    if let Some(storage) = storage::open() {
        drop(storage.remove_item(&name(user, client_id)));
    }
}

/// This tab's view of the messages that other tabs have saved.
#[derive(Default)]
pub struct Others {
    /// Saved by another tab at the last call.
    seen: Set<ClientId>,
    /// Taken over from a tab that was closed, or cannot send.
    taken: Set<ClientId>,
}

impl Others {
    /// Compares the saved messages with those `of_this_tab`. Returns messages of other tabs that were there
    /// at the last call too, to be sent from here; and the ids of messages taken over that are gone by now.
    pub fn look(&mut self, user: UserId, of_this_tab: &Set<ClientId>) -> (Vec<Pending>, Vec<ClientId>) {
        let kept = load(user);
        let names: Set<ClientId> = kept.iter().map(|message| message.client_id.clone()).collect();
        let answered: Vec<ClientId> = self.taken.take_out(|client_id| !names.contains(client_id));
        let mut waiting = kept;
        waiting.retain(|message| {
            let is_theirs = !of_this_tab.contains(&message.client_id) && message.delivery == Delivery::Sending;
            is_theirs && self.seen.contains(&message.client_id)
        });
        self.seen = names;
        self.taken.extend(waiting.iter().map(|message| message.client_id.clone()));
        (waiting, answered)
    }
}

/// All saved messages, in the order in which they were written.
#[must_use]
pub fn load(user: UserId) -> Vec<Pending> {
    let Some(storage) = storage::open() else { return Vec::new() };
    let names = storage::names(&storage, "outbox", user);
    let mut kept: Vec<Pending> = Vec::new();
    for message in names.iter().filter_map(|name| read(&storage, name)) {
        kept.insert(kept.partition_point(|before| before.at <= message.at), message);
    }
    kept
}

fn read(storage: &web_sys::Storage, name: &str) -> Option<Pending> {
    let client_id = ClientId::parse(name.rsplit(':').next()?).ok()?;
    let item = storage.get_item(name).ok().flatten()?;
    let mut parts = item.splitn(3, '\n');
    let first = parts.next()?;
    let (room, why) = first.split_at(first.find('"').unwrap_or(first.len()));
    let room = RoomId(room.parse().ok()?);
    let delivery = json::read(why).map_or(Delivery::Sending, Delivery::Failed);
    let at = parts.next()?.parse().ok()?;
    Some(Pending { room, client_id, body: parts.next()?.to_owned(), at, delivery })
}

fn name(user: UserId, client_id: &ClientId) -> String {
    format!("outbox:{}:{}", user.0, client_id.as_str())
}
