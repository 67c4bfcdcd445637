//! `Moment`: a time by both clocks of a browser.

use crate::model::Millis;

/// One time, by both clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// The wall clock, in milliseconds since 1970: for display. It can be set back or ahead at any time.
    pub wall: Millis,
    /// The monotonic clock, in milliseconds since the page was opened: for waits and timeouts.
    pub steady: Millis,
}

/// A machine whose clocks agree.
impl From<Millis> for Moment {
    fn from(both: Millis) -> Self {
        Self { wall: both, steady: both }
    }
}
