//! What the log says seldom: the first time, and again after a while, however often it happens.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Things that are told apart at once; what others send must not fill memory, nor the log.
const MOST: usize = 16;

/// When each thing was said last.
#[derive(Debug)]
pub struct Seldom {
    every: Duration,
    said: Mutex<HashMap<String, Instant>>,
}

impl Seldom {
    /// Each thing once in so long.
    #[must_use]
    pub fn every(every: Duration) -> Self {
        Self { every, said: Mutex::default() }
    }

    /// Whether this is to be said now.
    #[must_use]
    pub fn may_say(&self, what: &str) -> bool {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.retain(|_, at| at.elapsed() < self.every);
        let is_new = said.len() < MOST && !said.contains_key(what);
        if is_new {
            said.insert(what.to_owned(), Instant::now());
        }
        is_new
    }
}
