//! Password hashing: argon2id at OWASP's numbers, a few at a time, away from the live messages.

use crate::{error::AppError, model::Password};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::{
    collections::HashSet,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};
use tokio::sync::Semaphore;

/// OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
/// Who would wait behind more than this is told to come back instead.
const WAITING: usize = 64;
/// What they are told to wait, in seconds.
const COME_BACK: u64 = 3;

static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Whether a password is among those that are guessed first.
#[must_use]
pub fn is_common(password: &Password) -> bool {
    COMMON.contains(password.as_str().to_lowercase().as_str())
}

/// Hashes and verifies, with a bounded number at work and a bounded number waiting.
#[derive(Clone, Debug)]
pub struct Hasher {
    at_work: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    made: Arc<AtomicU64>,
    /// What an unknown user's password is compared with, so that it takes as long as a known one's.
    nobodys: Arc<str>,
}

impl Hasher {
    /// # Errors
    /// When hashing does not work at all.
    pub fn start() -> Result<Self, argon2::password_hash::Error> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            at_work: Arc::new(Semaphore::new(cores.div_ceil(2))),
            waiting: Arc::new(AtomicUsize::new(0)),
            made: Arc::new(AtomicU64::new(0)),
            nobodys: NOBODYS.into(),
        })
    }

    /// The PHC string of a password.
    ///
    /// # Errors
    /// [`AppError::TooMany`] when too many are waiting already.
    pub async fn hash(&self, password: Password) -> Result<String, AppError> {
        self.work(move || hash_now(&password).ok()).await?.ok_or_else(broken)
    }

    /// Whether `password` is the one that `hash` was made of; false, after the same work, without one.
    ///
    /// # Errors
    /// [`AppError::TooMany`] when too many are waiting already.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, AppError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobodys.to_string());
        let matches = self
            .work(move || {
                let hash = PasswordHash::new(&hash).ok()?;
                Some(argon2().verify_password(password.as_bytes(), &hash).is_ok())
            })
            .await?
            .ok_or_else(broken)?;
        Ok(matches && known)
    }

    /// How many hashes have been made so far.
    #[must_use]
    pub fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
        let place = Place::take(&self.waiting).ok_or(AppError::TooMany(COME_BACK))?;
        let permit = Arc::clone(&self.at_work).acquire_owned().await.map_err(|_| broken())?;
        drop(place);
        self.made.fetch_add(1, Ordering::Relaxed);
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        })
        .await
        .map_err(|_| broken())
    }
}

/// A place in the queue, given back on drop, also when the browser has gone.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(waiting: &Arc<AtomicUsize>) -> Option<Self> {
        waiting
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |now| (now < WAITING).then_some(now + 1))
            .is_ok()
            .then(|| Self(Arc::clone(waiting)))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Hashes right here, for the command line.
///
/// # Errors
/// When hashing does not work at all.
pub fn hash_now(password: &Password) -> Result<String, argon2::password_hash::Error> {
    Ok(argon2().hash_password(password.as_str().as_bytes())?.to_string())
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("the numbers are within argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn broken() -> AppError {
    let id = super::secret::short();
    tracing::error!(%id, "hashing failed");
    AppError::Internal(id)
}

/// A hash of the same cost that nobody's password gives; made once, so that starting costs nothing.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
