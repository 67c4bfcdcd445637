//! Rate limits for passwords, codes and sign-ups. An account cannot be locked by others: it is only slowed, and
//! refusals depend on the address.

use crate::{
    model::AppError,
    server::{
        clock::Clock,
        config::Config,
        domain::rate_limit::{Allowance, Buckets},
    },
};
use std::{
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Buckets for recent attempts.
#[derive(Debug)]
pub struct LoginLimiter {
    clock: Clock,
    /// Wrong passwords, per account and address.
    pair: Mutex<Buckets<(String, IpAddr)>>,
    /// Wrong passwords, per address.
    address: Mutex<Buckets<IpAddr>>,
    /// Wrong passwords, per account.
    account: Mutex<Buckets<String>>,
    /// Right passwords, per address: each costs a hash and begins a session.
    right: Mutex<Buckets<IpAddr>>,
    /// New accounts, per address.
    sign_ups: Mutex<Buckets<IpAddr>>,
}

/// Keys remembered per limit.
const REMEMBERED: usize = 20_000;
/// Longest delay for an account under attack.
const SLOWEST: Duration = Duration::from_secs(2);

impl LoginLimiter {
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let tries = f64::from(config.sign_in_tries);
        let buckets = |burst, per_second| Allowance { burst, per_second };
        Self {
            clock: config.clock.clone(),
            pair: Mutex::new(Buckets::new(buckets(tries, tries / 600.0), REMEMBERED)),
            address: Mutex::new(Buckets::new(buckets(tries * 5.0, tries / 120.0), REMEMBERED)),
            account: Mutex::new(Buckets::new(buckets(tries * 2.0, tries / 300.0), REMEMBERED)),
            right: Mutex::new(Buckets::new(buckets(tries * 20.0, tries / 20.0), REMEMBERED)),
            sign_ups: Mutex::new(Buckets::new(buckets(f64::from(config.sign_ups_per_address), 0.1), REMEMBERED)),
        }
    }

    /// Counts one sign-up from an address.
    ///
    /// # Errors
    /// [`AppError::TooMany`] when there have been too many.
    pub fn sign_up(&self, address: IpAddr) -> Result<(), AppError> {
        lock(&self.sign_ups).take(&address, self.clock.ticks()).map_err(AppError::TooMany)
    }

    /// Begins an attempt at an account's password or code. Its result has to be reported.
    ///
    /// # Errors
    /// [`AppError::TooMany`] when there have been too many.
    pub async fn begin(&self, username: &str, address: IpAddr) -> Result<Attempt<'_>, AppError> {
        let account: String = username.trim().to_lowercase().chars().take(64).collect();
        lock(&self.address).take(&address, self.clock.ticks()).map_err(AppError::TooMany)?;
        lock(&self.pair).take(&(account.clone(), address), self.clock.ticks()).map_err(AppError::TooMany)?;
        lock(&self.right).take(&address, self.clock.ticks()).map_err(AppError::TooMany)?;
        let used = lock(&self.account).used(&account, self.clock.ticks());
        if used > 0.5 {
            tokio::time::sleep(SLOWEST.mul_f64((used - 0.5) * 2.0)).await;
        }
        Ok(Attempt { limiter: self, account, address })
    }
}

/// An attempt. It counts both as right and as wrong until the result is reported.
#[must_use]
pub struct Attempt<'a> {
    limiter: &'a LoginLimiter,
    account: String,
    address: IpAddr,
}

impl Attempt<'_> {
    pub fn was_right(self) {
        lock(&self.limiter.pair).forgive(&(self.account, self.address));
        lock(&self.limiter.address).give_back(&self.address, self.limiter.clock.ticks());
    }

    pub fn was_wrong(self) {
        lock(&self.limiter.right).give_back(&self.address, self.limiter.clock.ticks());
        // An empty bucket only slows the account; see `begin`.
        let _: Result<(), u64> = lock(&self.limiter.account).take(&self.account, self.limiter.clock.ticks());
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
