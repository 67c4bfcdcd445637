//! Throttle for log lines that could repeat without end: the first one, and again after an interval.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Most keys at once: they can come from requests, which must fill neither memory nor log.
const MOST: usize = 16;

/// Time of the last line, by key.
#[derive(Debug)]
pub struct Seldom {
    every: Duration,
    said: Mutex<HashMap<String, Instant>>,
}

impl Seldom {
    /// With this interval for each key.
    #[must_use]
    pub fn every(every: Duration) -> Self {
        Self { every, said: Mutex::default() }
    }

    /// Whether a line with this key may be logged now.
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
