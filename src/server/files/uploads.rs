//! Pictures on their way in: one for each person, and so many bytes of them for all. What comes slowly
//! makes way for what comes, so that nobody keeps the others' away by standing still.

use crate::model::{AppError, UserId};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};

/// Bytes of all that are held, on disk.
const BYTES: usize = 256 * 1024 * 1024;
/// What has been under way for longer and is not whole makes way where there is no room.
const SLOW: Duration = Duration::from_secs(10);
/// How long is waited before it is looked again.
const LOOK: Duration = Duration::from_secs(1);
/// What those who come too early, or too slowly, are told to wait, in seconds.
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
    /// All of it is here: it is being made into a picture.
    whole: bool,
    way: Arc<Notify>,
    makes_way: bool,
}

/// A person's turn to bring a picture; given back on drop, with what was held for it.
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
    /// As many bytes for all; what takes longer than `slow` makes way.
    #[must_use]
    pub fn new(most: usize, slow: Duration) -> Self {
        Self { under_way: Arc::default(), most, slow }
    }

    /// A turn to bring a picture: one at a time for each person, so that versions do not meet.
    ///
    /// # Errors
    /// [`AppError::TooMany`] when it is not theirs now.
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

    /// Counts bytes of an upload, where there is room for them, or tells the oldest that is slow to make
    /// way. Whether they were counted.
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
    /// Whose it is.
    #[must_use]
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// Waits until so many more bytes can be held.
    ///
    /// # Errors
    /// [`AppError::TooMany`] when this upload has to make way.
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

    /// Waits until this upload has to make way, and gives the reason.
    pub async fn makes_way(&self) -> AppError {
        self.way.notified().await;
        AppError::TooMany(COME_BACK)
    }

    /// All of it is here.
    pub fn whole(&self) {
        if let Some(own) = self.uploads.lock().iter_mut().find(|upload| upload.user == self.user) {
            own.whole = true;
        }
    }
}
