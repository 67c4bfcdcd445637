//! Turns: one permit per person, so that nobody takes all of a shared resource.

use crate::model::UserId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Number of people above which those without a turn are dropped.
const KNOWN: usize = 1_024;

/// One turn per person; released on drop.
#[derive(Debug, Default)]
pub struct Turns(Mutex<HashMap<UserId, Weak<Semaphore>>>);

/// A person's turn.
#[derive(Debug)]
pub struct Turn {
    _permit: Option<OwnedSemaphorePermit>,
    /// Keeps the semaphore alive, so that all waiters share one queue.
    _line: Arc<Semaphore>,
}

impl Turns {
    /// Waits for the person's turn, first come first served.
    pub async fn wait(&self, person: UserId) -> Turn {
        let line = self.line(person);
        // The semaphore is never closed.
        let permit = Arc::clone(&line).acquire_owned().await.ok();
        Turn { _permit: permit, _line: line }
    }

    fn line(&self, person: UserId) -> Arc<Semaphore> {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = lines.get(&person).and_then(Weak::upgrade) {
            return line;
        }
        if lines.len() >= KNOWN {
            lines.retain(|_, line| line.strong_count() > 0);
        }
        let line = Arc::new(Semaphore::new(1));
        lines.insert(person, Arc::downgrade(&line));
        line
    }
}
