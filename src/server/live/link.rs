//! The hub's end of one connection: a bounded queue of what is to be sent.

use crate::{
    model::{RoomId, Seq, UserId},
    server::db::sessions::TokenHash,
    wire::{ServerFrame, close},
};
use axum::extract::ws::Utf8Bytes;
use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// What waits to be sent to one connection at most: items, and bytes.
const ITEMS: usize = 256;
const BYTES: usize = 1024 * 1024;
/// With more than this waiting, what can be made up for later is left out.
const SPARED_ITEMS: usize = ITEMS / 4;
const SPARED_BYTES: usize = BYTES / 4;

/// Something to be sent.
#[derive(Clone, Debug)]
pub enum Item {
    /// A room's entry, already encoded; sent only if it is the next one of a followed room.
    Entry {
        room: RoomId,
        seq: Seq,
        text: Utf8Bytes,
    },
    /// The person is no longer in this room.
    Left {
        room: RoomId,
        text: Utf8Bytes,
    },
    Frame(Utf8Bytes),
}

impl Item {
    fn len(&self) -> usize {
        let (Self::Entry { text, .. } | Self::Left { text, .. } | Self::Frame(text)) = self;
        text.len()
    }
}

/// One connection as the hub knows it.
#[derive(Debug)]
pub struct Link {
    pub user: UserId,
    pub session: TokenHash,
    queue: Mutex<Queue>,
    ready: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    items: VecDeque<Item>,
    bytes: usize,
    close: Option<u16>,
    /// Notices were left out: exact numbers have to follow.
    owes_standings: bool,
    /// Somebody who is watched may be watched no longer, or is not as was told.
    owes_watch: bool,
}

/// What a connection finds when it looks.
#[derive(Debug, Default)]
pub struct Waiting {
    pub items: VecDeque<Item>,
    pub close: Option<u16>,
}

impl Link {
    #[must_use]
    pub fn new(user: UserId, session: TokenHash) -> Self {
        Self { user, session, queue: Mutex::default(), ready: Notify::new() }
    }

    /// Queues an item. A connection that cannot keep up is closed, and resumes by itself: no
    /// single item is ever left out.
    pub fn push(&self, item: Item) {
        let mut queue = self.lock();
        if queue.close.is_some() {
            return;
        }
        queue.bytes += item.len();
        if queue.items.len() >= ITEMS || queue.bytes > BYTES {
            queue.items = VecDeque::new();
            queue.bytes = 0;
            queue.close = Some(close::TOO_SLOW);
        } else {
            queue.items.push_back(item);
        }
        drop(queue);
        self.ready.notify_one();
    }

    /// Encodes and queues a frame.
    pub fn send(&self, frame: &ServerFrame) {
        self.push(Item::Frame(encode(frame)));
    }

    /// Queues a notice. Left out, it is made up for with exact numbers.
    pub fn notice(&self, text: Utf8Bytes) {
        if !self.spare(text) {
            self.owe();
        }
    }

    /// Queues how people are who are watched here. Left out, all of them are told of again.
    pub fn presence(&self, text: Utf8Bytes) {
        if !self.spare(text) {
            self.owe_watch();
        }
    }

    /// Queues something, unless much is waiting already. Whether it did.
    pub fn spare(&self, text: Utf8Bytes) -> bool {
        let queue = self.lock();
        let room = queue.items.len() < SPARED_ITEMS && queue.bytes < SPARED_BYTES;
        drop(queue);
        if room {
            self.push(Item::Frame(text));
        }
        room
    }

    /// Where the person stands has changed: exact numbers follow with the next beat.
    pub fn owe(&self) {
        self.lock().owes_standings = true;
    }

    /// Whether notices were left out since this was last asked.
    pub fn take_owed_standings(&self) -> bool {
        std::mem::take(&mut self.lock().owes_standings)
    }

    /// What is known here of those who are watched is out of date: it is asked anew with the next beat.
    pub fn owe_watch(&self) {
        self.lock().owes_watch = true;
    }

    /// Whether that is to be asked.
    pub fn take_owed_watch(&self) -> bool {
        std::mem::take(&mut self.lock().owes_watch)
    }

    /// Ends the connection with this code; what was queued before is still sent.
    pub fn close(&self, code: u16) {
        self.lock().close.get_or_insert(code);
        self.ready.notify_one();
    }

    /// Waits until there is something to take.
    pub async fn ready(&self) {
        self.ready.notified().await;
    }

    /// Takes everything that waits.
    pub fn take(&self) -> Waiting {
        let mut queue = self.lock();
        queue.bytes = 0;
        Waiting { items: std::mem::take(&mut queue.items), close: queue.close }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A frame as it goes over the wire.
#[must_use]
pub(super) fn encode(frame: &ServerFrame) -> Utf8Bytes {
    serde_json::to_string(frame).expect("frames have string keys only").into()
}
