//! `Moment`: one moment on three clocks. Decisions take it as an argument and read no clock.

use crate::model::Millis;

/// `wall` is for display, `ticks` for rate limits and timeouts, `settled` for expiry: see
/// [`Clock`](crate::server::clock::Clock).
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub wall: Millis,
    pub settled: Millis,
    pub ticks: Millis,
}

impl From<Millis> for Moment {
    /// The same value on all three clocks.
    fn from(at: Millis) -> Self {
        Self { wall: at, settled: at, ticks: at }
    }
}
