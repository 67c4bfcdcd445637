//! Uploads under way: one per person, and a limit on bytes for all. When that is reached, the oldest slow
//! upload is cancelled, so that a stalled sender does not keep others out.

use crate::model::{AppError, UserId};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};

/// Most bytes held for all uploads, on disk.
const BYTES: usize = 256 * 1024 * 1024;
/// Time after which an incomplete upload counts as slow.
const SLOW: Duration = Duration::from_secs(10);
/// Interval of retries while there is no room.
const LOOK: Duration = Duration::from_secs(1);
/// Seconds after which refused or cancelled uploads may be retried.
const COME_BACK: u64 = 5;

/// All uploads under way.
#[derive(Clone, Debug)]
pub struct Uploads {
    under_way: Arc<Mutex<Vec<Upload>>>,
    most: usize,
    slow: Duration,
}

impl Default for Uploads {
    fn default() -> Self {
        Self::new(BYTES, SLOW)
    }
}

#[derive(Debug)]
struct Upload {
    user: UserId,
    began: Instant,
    bytes: usize,
    /// Whether it is complete and being decoded.
    whole: bool,
    way: Arc<Notify>,
    makes_way: bool,
}

/// A person's turn to upload; released on drop, with the bytes held for it.
#[derive(Debug)]
pub struct Turn {
    pub(super) user: UserId,
    way: Arc<Notify>,
    uploads: Uploads,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.uploads.lock().retain(|upload| upload.user != self.user);
    }
}

impl Uploads {
    /// A limit of `most` bytes for all; uploads slower than `slow` can be cancelled.
    #[must_use]
    pub fn new(most: usize, slow: Duration) -> Self {
        Self { under_way: Arc::default(), most, slow }
    }

    /// Takes a person's turn to upload. One at a time, so that versions do not collide.
    ///
    /// # Errors
    /// [`AppError::TooMany`] while another of their uploads is under way.
    pub fn turn(&self, user: UserId) -> Result<Turn, AppError> {
        let mut uploads = self.lock();
        if uploads.iter().any(|upload| upload.user == user) {
            return Err(AppError::TooMany(COME_BACK));
        }
        let way = Arc::new(Notify::new());
        let began = Instant::now();
        uploads.push(Upload { user, began, bytes: 0, whole: false, way: Arc::clone(&way), makes_way: false });
        Ok(Turn { user, way, uploads: self.clone() })
    }

    /// Counts bytes of an upload, or cancels the oldest slow upload if there is no room. Whether they were counted.
    fn hold(&self, user: UserId, bytes: usize, now: Instant) -> Result<bool, AppError> {
        let mut uploads = self.lock();
        let held: usize = uploads.iter().map(|upload| upload.bytes).sum();
        let own = uploads.iter_mut().find(|upload| upload.user == user && !upload.makes_way);
        let own = own.ok_or(AppError::TooMany(COME_BACK))?;
        if held + bytes <= self.most {
            own.bytes += bytes;
            return Ok(true);
        }
        let slow = |upload: &&mut Upload| !upload.whole && upload.bytes > 0 && upload.began + self.slow <= now;
        if let Some(oldest) = uploads.iter_mut().filter(slow).min_by_key(|upload| upload.began) {
            oldest.makes_way = true;
            oldest.way.notify_one();
        }
        Ok(false)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Upload>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// The uploading person.
    #[must_use]
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// Waits until this many more bytes can be held.
    ///
    /// # Errors
    /// [`AppError::TooMany`] when this upload is cancelled.
    pub async fn hold(&self, bytes: usize) -> Result<(), AppError> {
        loop {
            let now = Instant::now();
            if self.uploads.hold(self.user, bytes, now)? {
                return Ok(());
            }
            tokio::select! {
                () = sleep_until(now + LOOK) => {}
                refused = self.makes_way() => return Err(refused),
            }
        }
    }

    /// Waits until this upload is cancelled. Returns the error for it.
    pub async fn makes_way(&self) -> AppError {
        self.way.notified().await;
        AppError::TooMany(COME_BACK)
    }

    /// Marks the upload as complete, after which it is not cancelled.
    pub fn whole(&self) {
        if let Some(own) = self.uploads.lock().iter_mut().find(|upload| upload.user == self.user) {
            own.whole = true;
        }
    }
}
