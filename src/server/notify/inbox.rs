//! The way from the feed to the queue of notices. It never waits: what does not fit is looked up in
//! the log later.

use crate::{
    model::{RoomId, Seq},
    server::{
        domain::{decision::Committed, notify_rules::Post},
        live::Sink,
    },
};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};
use tokio::sync::mpsc;

/// Messages on their way, at most.
const WAITING: usize = 4_096;

/// Takes messages from the feed.
#[derive(Debug)]
pub struct Inbox {
    posts: mpsc::Sender<Post>,
    /// Rooms of which messages did not fit, and the seq before the first of them.
    missed: Mutex<BTreeMap<RoomId, Seq>>,
}

impl Inbox {
    /// Both ends.
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

    /// Takes a message that was stored, at once.
    pub fn post(&self, post: Post) {
        if let Err(mpsc::error::TrySendError::Full(post)) = self.posts.try_send(post) {
            self.miss(post.room, post.seq - 1);
        }
    }

    /// Notes that a room's log is to be looked at after a seq.
    pub fn miss(&self, room: RoomId, after: Seq) {
        let mut missed = self.missed.lock().unwrap_or_else(PoisonError::into_inner);
        missed.entry(room).and_modify(|known| *known = after.min(*known)).or_insert(after);
    }

    /// Takes what is to be looked at.
    pub fn missed(&self) -> BTreeMap<RoomId, Seq> {
        std::mem::take(&mut self.missed.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Sink for Inbox {
    fn committed(&self, committed: &[Committed]) {
        for Committed { room, entry, mentions, .. } in committed {
            if entry.is_post() {
                self.post(Post { room: *room, seq: entry.seq, by: entry.by, mentions: mentions.clone() });
            }
        }
    }
}
