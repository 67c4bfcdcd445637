//! Intervals and limits without a setting. Tests use shorter ones.

use crate::model::limits;
use std::time::Duration;

/// Heartbeat of sockets.
#[derive(Clone, Copy, Debug)]
pub struct Heartbeat {
    /// Interval between the server's beats.
    pub interval: Duration,
    /// Silence after which the server gives a connection up.
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

/// Limits on connections.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionBounds {
    /// Idle timeout. Sockets beat more often than that.
    pub idle: Duration,
    /// Connections at once in addition to those of sockets.
    pub beside: usize,
}

impl Default for ConnectionBounds {
    fn default() -> Self {
        Self { idle: Duration::from_secs(120), beside: 4_096 }
    }
}
