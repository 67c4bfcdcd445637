//! `Outgoing`: the hub's handle of one connection, with its bounded outgoing queue.

use crate::{
    model::{RoomId, Seq, UserId},
    server::db::sessions::TokenHash,
    wire::{ServerFrame, close},
};
use axum::extract::ws::Utf8Bytes;
use std::{
    collections::VecDeque,
    ops::Add,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// Bounds of the queue.
const MOST: Size = Size { items: 256, bytes: 1024 * 1024 };
/// Share of it for entries of followed rooms. Beyond this the room falls behind: its entries are read from the
/// database again, at the pace of the socket. The rest is for frames that are not stored.
const MOST_ENTRIES: Size = Size { items: MOST.items / 4 * 3, bytes: MOST.bytes / 4 * 3 };
/// Size from which droppable frames are dropped.
const SPARED: Size = Size { items: MOST.items / 4, bytes: MOST.bytes / 4 };

/// An item of the outgoing queue.
#[derive(Clone, Debug)]
pub enum Item {
    /// Entries that were stored together, in the order of the log; shared by all connections. Each is sent only if
    /// it is the next one of a followed room.
    Entries {
        room: RoomId,
        entries: Arc<[EncodedEntry]>,
    },
    /// A changed profile. Of several for one person only the last is kept.
    Person {
        user: UserId,
        text: Utf8Bytes,
    },
    /// The person is no longer a member of this room.
    Left {
        room: RoomId,
        text: Utf8Bytes,
    },
    Frame(Utf8Bytes),
}

/// A room's entry as JSON.
#[derive(Clone, Debug)]
pub struct EncodedEntry {
    pub seq: Seq,
    /// Profiles of the people whom it refers to, where the client may not have them; sent right before it.
    pub people: Option<Utf8Bytes>,
    pub text: Utf8Bytes,
}

impl EncodedEntry {
    fn len(&self) -> usize {
        self.text.len() + self.people.as_ref().map_or(0, |people| people.len())
    }
}

impl Item {
    fn size(&self) -> Size {
        match self {
            Self::Entries { entries, .. } => {
                Size { items: entries.len(), bytes: entries.iter().map(EncodedEntry::len).sum() }
            }
            Self::Person { text, .. } | Self::Left { text, .. } | Self::Frame(text) => {
                Size { items: 1, bytes: text.len() }
            }
        }
    }

    const fn is_of(&self, of: RoomId) -> bool {
        matches!(self, Self::Entries { room, .. } if room.0 == of.0)
    }
}

/// Size of a queue or of an item in it; an entry counts as one.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    items: usize,
    bytes: usize,
}

impl Size {
    const fn fits_in(self, most: Self) -> bool {
        self.items <= most.items && self.bytes <= most.bytes
    }
}

impl Add for Size {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { items: self.items + other.items, bytes: self.bytes + other.bytes }
    }
}

/// The hub's handle of one connection.
#[derive(Debug)]
pub struct Outgoing {
    pub user: UserId,
    pub session: TokenHash,
    queue: Mutex<Queue>,
    ready: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    items: VecDeque<Item>,
    size: Size,
    /// Followed rooms whose entries did not fit, each once.
    behind: Vec<RoomId>,
    close: Option<u16>,
    /// Set when notices were dropped or memberships changed: exact numbers have to follow.
    owes_standings: bool,
    /// Set when watched presence is stale: a frame was dropped, or a watched person may have to go.
    owes_watch: bool,
}

/// Contents of the queue, as the connection takes them.
#[derive(Debug, Default)]
pub struct Waiting {
    pub items: VecDeque<Item>,
    /// Rooms whose entries are missing from here on.
    pub behind: Vec<RoomId>,
    pub close: Option<u16>,
}

impl Queue {
    /// Adds an item, or lets its room fall behind. Whether it fitted.
    fn take(&mut self, item: Item) -> bool {
        let size = item.size();
        match item {
            Item::Entries { room, .. } if !self.has_room_for(room, size) => self.fall_behind(room),
            Item::Person { user, .. } => {
                let earlier = |waiting: &Item| matches!(waiting, Item::Person { user: of, .. } if *of == user);
                self.remove(earlier);
                return self.put(item, size);
            }
            item => return self.put(item, size),
        }
        true
    }

    fn has_room_for(&self, room: RoomId, entries: Size) -> bool {
        !self.behind.contains(&room) && (self.size + entries).fits_in(MOST_ENTRIES)
    }

    /// Drops the room's entries: from the first of them on they are read from the database.
    fn fall_behind(&mut self, room: RoomId) {
        self.remove(|item| item.is_of(room));
        if !self.behind.contains(&room) {
            self.behind.push(room);
        }
    }

    fn put(&mut self, item: Item, size: Size) -> bool {
        let size = self.size + size;
        let fits = size.fits_in(MOST);
        if fits {
            self.size = size;
            self.items.push_back(item);
        }
        fits
    }

    fn remove(&mut self, goes: impl Fn(&Item) -> bool) {
        self.items.retain(|item| !goes(item));
        self.size = self.items.iter().map(Item::size).fold(Size::default(), Size::add);
    }
}

impl Outgoing {
    #[must_use]
    pub fn new(user: UserId, session: TokenHash) -> Self {
        Self { user, session, queue: Mutex::default(), ready: Notify::new() }
    }

    /// Queues an item. A room whose entries do not fit falls behind and is caught up. If anything else does not
    /// fit, the connection is closed, and the client resumes by itself: nothing is lost.
    pub fn push(&self, item: Item) {
        let mut queue = self.lock();
        if queue.close.is_some() {
            return;
        }
        if !queue.take(item) {
            queue.items = VecDeque::new();
            queue.behind = Vec::new();
            queue.size = Size::default();
            queue.close = Some(close::TOO_SLOW);
        }
        drop(queue);
        self.ready.notify_one();
    }

    /// Encodes and queues a frame.
    pub fn send(&self, frame: &ServerFrame) {
        self.push(Item::Frame(encode(frame)));
    }

    /// Queues a notice. A dropped one is made up for by exact numbers.
    pub fn notice(&self, text: Utf8Bytes) {
        if !self.try_push_droppable(text) {
            self.mark_stale();
        }
    }

    /// Queues the presence of watched people. A dropped frame is made up for by sending all of them again.
    pub fn presence(&self, text: Utf8Bytes) {
        if !self.try_push_droppable(text) {
            self.mark_watch_stale();
        }
    }

    /// Queues a droppable frame, unless the queue is too long. Whether it did.
    pub fn try_push_droppable(&self, text: Utf8Bytes) -> bool {
        let queue = self.lock();
        let room = queue.size.items < SPARED.items && queue.size.bytes < SPARED.bytes;
        drop(queue);
        if room {
            self.push(Item::Frame(text));
        }
        room
    }

    /// Marks the memberships as stale: exact numbers follow with the next beat.
    pub fn mark_stale(&self) {
        self.lock().owes_standings = true;
    }

    /// Whether memberships were stale; resets the mark.
    pub fn take_owed_standings(&self) -> bool {
        std::mem::take(&mut self.lock().owes_standings)
    }

    /// Marks the watched presence as stale: it is read anew with the next beat.
    pub fn mark_watch_stale(&self) {
        self.lock().owes_watch = true;
    }

    /// Whether watched presence was stale; resets the mark.
    pub fn take_owed_watch(&self) -> bool {
        std::mem::take(&mut self.lock().owes_watch)
    }

    /// Closes the connection with this code. What was queued before is still sent.
    pub fn close(&self, code: u16) {
        self.lock().close.get_or_insert(code);
        self.ready.notify_one();
    }

    /// Waits until the queue has something to take.
    pub async fn ready(&self) {
        self.ready.notified().await;
    }

    /// Takes the whole queue.
    pub fn take(&self) -> Waiting {
        let mut queue = self.lock();
        queue.size = Size::default();
        Waiting {
            items: std::mem::take(&mut queue.items),
            behind: std::mem::take(&mut queue.behind),
            close: queue.close,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A frame as JSON text.
#[must_use]
pub fn encode(frame: &ServerFrame) -> Utf8Bytes {
    serde_json::to_string(frame).expect("frames have string keys only").into()
}
