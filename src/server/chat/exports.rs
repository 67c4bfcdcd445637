//! Exports of personal data under way: one per person and a few in all. Pieces are made only as they are read,
//! and an export that nobody reads is dropped in favour of others.

use crate::model::{AppError, UserId};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Exports under way at once.
const AT_ONCE: usize = 8;
/// Time after which an export that is not read is dropped.
const UNREAD: Duration = Duration::from_secs(60);
/// Seconds until a retry makes sense when all places are taken.
const COME_BACK: u64 = 10;

/// Slots for all exports.
#[derive(Debug)]
pub struct Exports {
    under_way: Arc<Mutex<UnderWay>>,
    /// One export reads the database at a time.
    reading: Semaphore,
    unread: Duration,
}

#[derive(Debug, Default)]
struct UnderWay {
    slots: Vec<Slot>,
    last: u64,
}

#[derive(Debug)]
struct Slot {
    number: u64,
    user: UserId,
    read: Instant,
}

/// An export's slot; freed on drop.
#[derive(Debug)]
pub struct Export {
    number: u64,
    under_way: Arc<Mutex<UnderWay>>,
}

impl Default for Exports {
    fn default() -> Self {
        Self::new(UNREAD)
    }
}

impl Exports {
    #[must_use]
    pub fn new(unread: Duration) -> Self {
        Self { under_way: Arc::default(), reading: Semaphore::new(1), unread }
    }

    /// Takes a slot for a person's export.
    ///
    /// # Errors
    /// [`AppError::TooMany`] while they have one, or all slots are taken.
    pub fn begin(&self, user: UserId) -> Result<Export, AppError> {
        let mut under_way = lock(&self.under_way);
        under_way.slots.retain(|place| place.read.elapsed() < self.unread);
        let places = &under_way.slots;
        if places.len() >= AT_ONCE || places.iter().any(|place| place.user == user) {
            return Err(AppError::TooMany(COME_BACK));
        }
        under_way.last += 1;
        let number = under_way.last;
        under_way.slots.push(Slot { number, user, read: Instant::now() });
        Ok(Export { number, under_way: Arc::clone(&self.under_way) })
    }

    /// Waits for the turn to read the database.
    pub async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        // The semaphore is never closed.
        self.reading.acquire().await.ok()
    }
}

impl Export {
    /// Records that another piece was asked for. Whether the slot is still this export's.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        let mut under_way = lock(&self.under_way);
        let place = under_way.slots.iter_mut().find(|place| place.number == self.number);
        place.map(|place| place.read = Instant::now()).is_some()
    }
}

impl Drop for Export {
    fn drop(&mut self) {
        lock(&self.under_way).slots.retain(|place| place.number != self.number);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
