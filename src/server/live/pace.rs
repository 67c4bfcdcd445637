//! How often a line is heard of, and how long it may be quiet.

use crate::model::limits;
use std::time::Duration;

/// None of this can be set from outside: what differs from the default is for tests, which have
/// not got so much time.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How often the server says that it is there.
    pub beat: Duration,
    /// After how long without a sign of life it gives a line up.
    pub silence: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { beat: Duration::from_secs(limits::BEAT_SECONDS), silence: Duration::from_secs(limits::SILENCE_SECONDS) }
    }
}
