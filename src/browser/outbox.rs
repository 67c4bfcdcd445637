//! Messages on their way, in localStorage until they are answered for: they outlive the page, the
//! server and the session. An item each, so that tabs do not write over one another; two tabs that
//! send the same one send it under the same name, which stores it once.

use super::storage;
use crate::{
    model::{ClientId, RoomId, UserId},
    state::{Delivery, Pending},
};

/// Keeps a message.
pub fn keep(user: UserId, message: &Pending) {
    // Why it was refused stands behind its room.
    let why = match message.delivery {
        Delivery::Failed(why) => serde_json::to_string(&why).unwrap_or_default(),
        Delivery::Sending | Delivery::Stored(_) => String::new(),
    };
    let item = format!("{}{why}\n{}\n{}", message.room.0, message.at, message.body);
    if let Some(storage) = storage::open() {
        // Full or forbidden storage costs the message its safety, not its sending.
        drop(storage.set_item(&name(user, &message.client_id), &item));
    }
}

/// Lets a message go: it is an entry, or was given up.
pub fn forget(user: UserId, client_id: &ClientId) {
    if let Some(storage) = storage::open() {
        drop(storage.remove_item(&name(user, client_id)));
    }
}

/// All that were kept, in the order in which they were written.
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
    let delivery = serde_json::from_str(why).map_or(Delivery::Sending, Delivery::Failed);
    let at = parts.next()?.parse().ok()?;
    Some(Pending { room, client_id, body: parts.next()?.to_owned(), at, delivery })
}

fn name(user: UserId, client_id: &ClientId) -> String {
    format!("outbox:{}:{}", user.0, client_id.as_str())
}
