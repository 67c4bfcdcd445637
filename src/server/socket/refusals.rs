//! Log lines for refusals on one connection: the first of a kind at once, then at most one per second, with
//! their number.

use crate::{
    model::{RoomId, UserId},
    wire::{Refusal, close},
};
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// Least interval between log lines of one kind.
const OFTEN: Duration = Duration::from_secs(1);

/// Kind of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Message(Refusal),
    /// A subscription to a room.
    Room,
    /// A frame that could not be decoded.
    Frame,
}

/// Refusals of one connection.
#[derive(Debug)]
pub(super) struct Refusals {
    user: UserId,
    kinds: Mutex<Vec<Kind>>,
}

#[derive(Debug)]
struct Kind {
    what: What,
    told: Instant,
    untold: u32,
}

impl Refusals {
    pub(super) const fn new(user: UserId) -> Self {
        Self { user, kinds: Mutex::new(Vec::new()) }
    }

    /// Records a refusal.
    pub(super) fn note(&self, what: What, room: Option<RoomId>) {
        if let Some(count) = self.count(what) {
            let (user, room) = (self.user.0, room.map(|room| room.0));
            tracing::info!(user, room, ?what, count, "refused");
        }
    }

    /// Number of refusals since the last log line, if another line is due.
    fn count(&self, what: What) -> Option<u32> {
        let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let Some(kind) = kinds.iter_mut().find(|kind| kind.what == what) else {
            kinds.push(Kind { what, told: now, untold: 0 });
            return Some(1);
        };
        kind.untold += 1;
        if now < kind.told + OFTEN {
            return None;
        }
        kind.told = now;
        Some(std::mem::take(&mut kind.untold))
    }
}

impl Drop for Refusals {
    fn drop(&mut self) {
        let kinds = self.kinds.get_mut().unwrap_or_else(PoisonError::into_inner);
        for Kind { what, untold, .. } in kinds.iter().filter(|kind| kind.untold > 0) {
            tracing::info!(user = self.user.0, ?what, count = untold, "refused");
        }
    }
}

/// Logs the end of a connection that was closed for what the client did.
pub(super) fn closed(user: UserId, code: u16) {
    if !matches!(code, close::GOING_AWAY | close::RESTART | close::SIGNED_OUT) {
        tracing::info!(user = user.0, code, "refused to go on with a connection");
    }
}
