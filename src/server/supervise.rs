//! Tasks that last as long as the server does: a panic in one is written down, and it begins again.

use futures_util::FutureExt;
use std::{future::Future, panic::AssertUnwindSafe, time::Duration};

/// What panics at once may do so for ever.
const PAUSE: Duration = Duration::from_secs(1);

/// Runs a task until it ends by itself.
pub async fn supervise<F: Future<Output = ()>>(name: &'static str, mut task: impl FnMut() -> F) {
    while AssertUnwindSafe(async { task().await }).catch_unwind().await.is_err() {
        tracing::error!(name, "a task panicked, and begins again");
        tokio::time::sleep(PAUSE).await;
    }
}
