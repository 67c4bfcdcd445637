//! Times and bounds that nobody sets from outside: tests have not got so much time, and want less.

use crate::model::limits;
use std::time::Duration;

/// How often a connection is heard of, and how long it may be quiet.
#[derive(Clone, Copy, Debug)]
pub struct Heartbeat {
    /// How often the server says that it is there.
    pub interval: Duration,
    /// After how long without a sign of life it gives a line up.
    pub timeout: Duration,
}

impl Default for Heartbeat {
    fn default() -> Self {
        Self {
            interval: Duration::from_secs(limits::BEAT_SECONDS),
            timeout: Duration::from_secs(limits::SILENCE_SECONDS),
        }
    }
}

/// How long connections may be idle, and how many there may be.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionBounds {
    /// How long nothing may come or go. Sockets say that they are there more often than that.
    pub idle: Duration,
    /// Lines beside those of sockets, at once.
    pub beside: usize,
}

impl Default for ConnectionBounds {
    fn default() -> Self {
        Self { idle: Duration::from_secs(120), beside: 4_096 }
    }
}
