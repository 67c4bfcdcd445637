//! Token buckets: a burst, then a rate per second. No clock of their own.

use crate::model::Millis;
use std::{collections::HashMap, hash::Hash};

/// Size and refill rate of a bucket.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Allowance {
    /// Tokens of a full bucket.
    pub burst: f64,
    /// Tokens added per second.
    pub per_second: f64,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    at: Millis,
}

/// One bucket per key. Full buckets are dropped, and at `most` keys the fullest ones too.
#[derive(Clone, Debug)]
pub struct Buckets<K> {
    allowance: Allowance,
    buckets: HashMap<K, Bucket>,
    most: usize,
}

impl<K: Eq + Hash + Clone> Buckets<K> {
    #[must_use]
    pub fn new(allowance: Allowance, most: usize) -> Self {
        Self { allowance, buckets: HashMap::new(), most }
    }

    /// Takes one token.
    ///
    /// # Errors
    /// The seconds until there will be one.
    pub fn take(&mut self, key: &K, now: Millis) -> Result<(), u64> {
        self.take_many(key, 1.0, now)
    }

    /// Takes this many tokens, or none.
    ///
    /// # Errors
    /// The seconds until there will be enough.
    pub fn take_many(&mut self, key: &K, many: f64, now: Millis) -> Result<(), u64> {
        let tokens = self.tokens(key, now);
        if tokens < many {
            return Err(self.seconds_until(many - tokens));
        }
        self.forget_full(now);
        self.buckets.insert(key.clone(), Bucket { tokens: tokens - many, at: now });
        Ok(())
    }

    /// Used share of the allowance: 0.0 is a full bucket, 1.0 an empty one.
    #[must_use]
    pub fn used(&self, key: &K, now: Millis) -> f64 {
        1.0 - self.tokens(key, now) / self.allowance.burst
    }

    /// Gives back one token, taken for something that turned out harmless.
    pub fn give_back(&mut self, key: &K, now: Millis) {
        let tokens = (self.tokens(key, now) + 1.0).min(self.allowance.burst);
        if let Some(bucket) = self.buckets.get_mut(key) {
            *bucket = Bucket { tokens, at: now };
        }
    }

    /// Refills a key's bucket.
    pub fn forgive(&mut self, key: &K) {
        self.buckets.remove(key);
    }

    fn tokens(&self, key: &K, now: Millis) -> f64 {
        let Allowance { burst, per_second } = self.allowance;
        self.buckets.get(key).map_or(burst, |bucket| {
            // A clock set back must not take tokens away.
            #[expect(clippy::cast_precision_loss, reason = "a rest of 2^53 ms is long enough")]
            let rest = (now - bucket.at).max(0) as f64 / 1_000.0;
            (bucket.tokens + rest * per_second).min(burst)
        })
    }

    fn seconds_until(&self, missing: f64) -> u64 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least one, and small")]
        let seconds = (missing / self.allowance.per_second).ceil().max(1.0) as u64;
        seconds
    }

    fn forget_full(&mut self, now: Millis) {
        if self.buckets.len() < self.most {
            return;
        }
        let full: Vec<K> =
            self.buckets.keys().filter(|key| self.tokens(key, now) >= self.allowance.burst).cloned().collect();
        for key in &full {
            self.buckets.remove(key);
        }
        // All are in use: drop the fullest, so that limited keys stay limited.
        if self.buckets.len() >= self.most {
            let mut by_tokens: Vec<(K, f64)> =
                self.buckets.keys().map(|key| (key.clone(), self.tokens(key, now))).collect();
            by_tokens.sort_by(|a, b| b.1.total_cmp(&a.1));
            for (key, _) in by_tokens.into_iter().take(self.most / 4 + 1) {
                self.buckets.remove(&key);
            }
        }
    }
}
