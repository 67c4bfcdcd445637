//! Test support: a server, people, and their sockets.

mod app;
pub(crate) mod commands;
pub(crate) mod data;
mod edits;
pub(crate) mod files;
pub(crate) mod model_server;
pub(crate) mod ops;
mod person;
mod plain_client;
mod process;
pub(crate) mod push_service;
pub(crate) mod raw;
pub(crate) mod samples;
pub(crate) mod seed;
pub(crate) mod tab;

pub(crate) use app::TestApp;
pub(crate) use person::{Person, Reply, Room};
pub(crate) use plain_client::Socket;
pub(crate) use process::{Process, roost};
pub(crate) use push_service::{Browser as PushBrowser, PushService, TAKEN};
pub(crate) use raw::{Dialled, Raw};

use proptest::test_runner::{Config, FileFailurePersistence, RngSeed};
use std::{future::Future, time::Duration};

/// How long a test waits for a fact.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The result of a future, or a failure that names what did not happen in time.
pub(crate) async fn soon<T>(what: &str, doing: impl Future<Output = T>) -> T {
    within(PATIENCE, what, doing).await
}

/// The same with another deadline.
pub(crate) async fn within<T>(patience: Duration, what: &str, doing: impl Future<Output = T>) -> T {
    match tokio::time::timeout(patience, doing).await {
        Ok(done) => done,
        Err(_) => panic!("not within {patience:?}: {what}"),
    }
}

/// Polls until a condition holds.
pub(crate) async fn until(patience: Duration, what: &str, is: impl Fn() -> bool) {
    let mut looks = tokio::time::interval(Duration::from_millis(10));
    within(patience, what, async {
        while !is() {
            looks.tick().await;
        }
    })
    .await;
}

/// The number of cases of a property, with a fixed seed, so that every run is the same. `PROPTEST_RNG_SEED`
/// chooses others, and `PROPTEST_CASES` more of them: see `make soak`. Failing seeds are kept, and tried
/// first from then on.
pub(crate) fn cases(cases: u32) -> Config {
    let kept = FileFailurePersistence::Direct("src/tests/regressions.txt");
    // The default includes the environment.
    let asked = Config::default();
    let rng_seed = if asked.rng_seed == RngSeed::Random { RngSeed::Fixed(SEED) } else { asked.rng_seed };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { asked.cases } else { cases };
    Config { cases, rng_seed, failure_persistence: Some(Box::new(kept)), ..asked }
}

/// The default seed.
const SEED: u64 = 20_261_126;

/// A client id made of a number: 22 characters of base64url.
pub(crate) fn name_of(number: usize) -> String {
    format!("{number:022}")
}
