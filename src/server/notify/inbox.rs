//! `Inbox`: the sink that passes messages from the feed to `enqueue`. It never waits: messages that do not
//! fit into its queue are read from the room log later.

use crate::{
    model::{RoomId, Seq},
    server::{
        domain::{committed::Committed, notify_rules::Post},
        live::Sink,
    },
};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};
use tokio::sync::mpsc;

/// Most messages on their way.
const WAITING: usize = 4_096;

/// Sink for messages.
#[derive(Debug)]
pub struct Inbox {
    posts: mpsc::Sender<Post>,
    /// Rooms with messages that did not fit, and the seq before the first of them.
    missed: Mutex<BTreeMap<RoomId, Seq>>,
}

impl Inbox {
    /// The sink, and its receiver.
    #[must_use]
    pub fn new() -> (Self, mpsc::Receiver<Post>) {
        Self::holding(WAITING)
    }

    /// The same with another bound.
    #[must_use]
    pub fn holding(most: usize) -> (Self, mpsc::Receiver<Post>) {
        let (posts, received) = mpsc::channel(most);
        (Self { posts, missed: Mutex::default() }, received)
    }

    /// Hands over a stored message, without waiting.
    pub fn post(&self, post: Post) {
        if let Err(mpsc::error::TrySendError::Full(post)) = self.posts.try_send(post) {
            self.miss(post.room, post.seq - 1);
        }
    }

    /// Marks a room's log as missed after a seq.
    pub fn miss(&self, room: RoomId, after: Seq) {
        let mut missed = self.missed.lock().unwrap_or_else(PoisonError::into_inner);
        missed.entry(room).and_modify(|known| *known = after.min(*known)).or_insert(after);
    }

    /// Takes the missed rooms.
    pub fn missed(&self) -> BTreeMap<RoomId, Seq> {
        std::mem::take(&mut self.missed.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Sink for Inbox {
    fn committed(&self, committed: &[Committed]) {
        for Committed { room, entry, .. } in committed {
            if entry.is_post() {
                let mentions = entry.mentions().iter().map(|mention| mention.0).collect();
                self.post(Post { room: *room, seq: entry.seq, by: entry.by, mentions });
            }
        }
    }
}
