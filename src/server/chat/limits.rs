//! Rate limits of use cases. They hold for one node: their buckets are in this process.

use crate::{
    model::{AppError, UserId},
    server::{
        clock::Clock,
        config::Config,
        domain::rate_limit::{Allowance, Buckets},
    },
};
use std::{
    hash::Hash,
    sync::{Mutex, PoisonError},
};

/// Keys remembered per limit.
const REMEMBERED: usize = 20_000;

/// A rate limit: one token bucket per key.
#[derive(Debug)]
pub struct Limiter<K = UserId> {
    clock: Clock,
    buckets: Mutex<Buckets<K>>,
}

impl<K: Eq + Hash + Clone> Limiter<K> {
    #[must_use]
    pub fn new(clock: &Clock, allowance: Allowance) -> Self {
        Self { clock: clock.clone(), buckets: Mutex::new(Buckets::new(allowance, REMEMBERED)) }
    }

    /// Takes one token.
    ///
    /// # Errors
    /// [`AppError::TooMany`] when there is none left.
    pub fn take(&self, key: &K) -> Result<(), AppError> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.take(key, self.clock.ticks()).map_err(AppError::TooMany)
    }
}

/// Rate limits for actions of one person that affect others.
#[derive(Debug)]
pub struct Limits {
    /// Creating, joining and leaving rooms, and moderation: each is an entry that all members see.
    pub memberships: Limiter,
    /// Profile and notification changes: each fans out to all fellow members.
    pub profiles: Limiter,
    /// Adding a person to rooms, by pair of actor and added person: it happens to them unasked.
    pub additions: Limiter<(UserId, UserId)>,
}

impl Limits {
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let clock = &config.clock;
        let memberships = Allowance { burst: f64::from(config.room_burst), per_second: 0.2 };
        Self {
            memberships: Limiter::new(clock, memberships),
            profiles: Limiter::new(clock, Allowance { burst: 30.0, per_second: 0.1 }),
            additions: Limiter::new(clock, Allowance { burst: 5.0, per_second: 5.0 / 3_600.0 }),
        }
    }
}
