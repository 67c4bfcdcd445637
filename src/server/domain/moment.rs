//! One moment as three clocks show it. Whoever decides is told of it, and looks at no clock.

use crate::model::Millis;

/// `wall` is for showing, `ticks` for limits and waits, `settled` for what expires: see
/// [`Clock`](crate::server::clock::Clock).
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub wall: Millis,
    pub settled: Millis,
    pub ticks: Millis,
}

impl From<Millis> for Moment {
    /// Where clocks agree, and began together.
    fn from(at: Millis) -> Self {
        Self { wall: at, settled: at, ticks: at }
    }
}
