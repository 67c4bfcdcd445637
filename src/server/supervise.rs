//! Supervision of tasks that run as long as the server: a panic is logged, and the task is restarted.

use futures_util::FutureExt;
use std::{future::Future, panic::AssertUnwindSafe, time::Duration};

/// Pause before a restart: a task that panics at once would otherwise do so in a busy loop.
const PAUSE: Duration = Duration::from_secs(1);

/// Runs a task until it ends by itself.
pub async fn supervise<F: Future<Output = ()>>(name: &'static str, mut task: impl FnMut() -> F) {
    while AssertUnwindSafe(async { task().await }).catch_unwind().await.is_err() {
        tracing::error!(name, "a task panicked, and begins again");
        tokio::time::sleep(PAUSE).await;
    }
}
