//! Three clocks: the wall clock, which anybody may set, for showing; a monotonic one for waits and
//! limits; and a settled one for expiry, which follows a wall clock that was set only after an hour.

use super::domain::moment::Moment;
use crate::model::Millis;
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{Instant, SystemTime, UNIX_EPOCH},
};

/// A wall clock that goes this far from the monotonic one was set: 60 s. Less is how clocks are kept right.
const SLACK: Millis = 60 * 1_000;
/// How long it has to stay as it was set before it is believed: an hour.
const HOLDS: Millis = 60 * 60 * 1_000;

/// The clocks of one server. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    started: Instant,
    settled: Mutex<Settled>,
    /// How much later it is than it would be, and how far ahead the wall clock was set: both are
    /// zero but in tests, which have no hour to wait.
    later: AtomicI64,
    ahead: AtomicI64,
}

impl Default for Clock {
    fn default() -> Self {
        let (later, ahead) = (AtomicI64::new(0), AtomicI64::new(0));
        Self(Arc::new(Inner { started: Instant::now(), settled: Mutex::new(Settled::new(now(), 0)), later, ahead }))
    }
}

impl Clock {
    /// Milliseconds since the start. It is never set, and so it is what waits and limits go by.
    #[must_use]
    pub fn ticks(&self) -> Millis {
        let since = Millis::try_from(self.0.started.elapsed().as_millis()).unwrap_or(Millis::MAX);
        since.saturating_add(self.0.later.load(Ordering::Relaxed))
    }

    /// The wall clock, as it was before it was set: sessions and links expire by it.
    #[must_use]
    pub fn settled(&self) -> Millis {
        self.moment().settled
    }

    /// The same, if the wall clock has not been set for an hour: what is deleted for good goes by it.
    #[must_use]
    pub fn certain(&self) -> Option<Millis> {
        let moment = self.moment();
        self.lock().is_certain(moment.ticks).then_some(moment.settled)
    }

    /// What all of them show now.
    #[must_use]
    pub fn moment(&self) -> Moment {
        let (wall, ticks) = (self.wall(), self.ticks());
        Moment { wall, ticks, settled: self.lock().look(wall, ticks) }
    }

    /// Sets the wall clock ahead of the system's, or back. For tests.
    pub fn set_ahead(&self, by: Millis) {
        self.0.ahead.store(by, Ordering::Relaxed);
    }

    /// Lets time go by. For tests.
    pub fn pass(&self, time: Millis) {
        self.0.later.fetch_add(time, Ordering::Relaxed);
    }

    fn wall(&self) -> Millis {
        now() + self.0.later.load(Ordering::Relaxed) + self.0.ahead.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, Settled> {
        self.0.settled.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A wall clock that was set is believed when it has stayed so for an hour. No clock of its own.
#[derive(Clone, Copy, Debug)]
pub struct Settled {
    /// How far the settled clock is from the monotonic one.
    offset: Millis,
    /// How far the wall clock was from it when it was last looked at.
    seen: Millis,
    /// Since when, by the monotonic clock, it has been as far.
    since: Millis,
}

impl Settled {
    /// Whatever a clock says at the start is all that is known.
    #[must_use]
    pub const fn new(wall: Millis, ticks: Millis) -> Self {
        let offset = wall - ticks;
        Self { offset, seen: offset, since: ticks }
    }

    /// What the settled clock shows, where these show this.
    pub fn look(&mut self, wall: Millis, ticks: Millis) -> Millis {
        let offset = wall - ticks;
        if (offset - self.seen).abs() > SLACK {
            self.since = ticks;
        }
        self.seen = offset;
        if (offset - self.offset).abs() <= SLACK || self.is_certain(ticks) {
            self.offset = offset;
        }
        ticks + self.offset
    }

    /// Whether the wall clock has not been set for an hour.
    #[must_use]
    pub const fn is_certain(&self, ticks: Millis) -> bool {
        ticks - self.since >= HOLDS
    }
}

/// The wall clock, for showing; nothing is ordered by it, and nothing waits or expires by it.
#[must_use]
pub fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}
