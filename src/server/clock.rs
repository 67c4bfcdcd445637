//! Three clocks: the wall clock for display, which may be set at any time; a monotonic one for timeouts and
//! rate limits; and a settled one for expiry, which follows a change of the wall clock only after an hour.

use super::domain::moment::Moment;
use crate::model::Millis;
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{Instant, SystemTime, UNIX_EPOCH},
};

/// Difference from the monotonic clock that counts as a change of the wall clock: 60 s. Less is normal correction.
const SLACK: Millis = 60 * 1_000;
/// Time after which a changed wall clock is trusted: an hour.
const HOLDS: Millis = 60 * 60 * 1_000;

/// The clocks of one server. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    started: Instant,
    settled: Mutex<Settled>,
    /// Offsets for tests, otherwise zero: `later` advances all clocks, since tests cannot wait an hour; `ahead`
    /// sets the wall clock.
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
    /// Milliseconds since the start, for timeouts and rate limits. Cannot be set.
    #[must_use]
    pub fn ticks(&self) -> Millis {
        let since = Millis::try_from(self.0.started.elapsed().as_millis()).unwrap_or(Millis::MAX);
        since.saturating_add(self.0.later.load(Ordering::Relaxed))
    }

    /// The wall clock without recent changes. Sessions and links expire by it.
    #[must_use]
    pub fn settled(&self) -> Millis {
        self.moment().settled
    }

    /// The same, if the wall clock was not changed for an hour. Irreversible deletions depend on it.
    #[must_use]
    pub fn certain(&self) -> Option<Millis> {
        let moment = self.moment();
        self.lock().is_certain(moment.ticks).then_some(moment.settled)
    }

    /// The current time on all clocks.
    #[must_use]
    pub fn moment(&self) -> Moment {
        let (wall, ticks) = (self.wall(), self.ticks());
        Moment { wall, ticks, settled: self.lock().look(wall, ticks) }
    }

    /// Sets the wall clock ahead of the system's, or back. For tests.
    pub fn set_ahead(&self, by: Millis) {
        self.0.ahead.store(by, Ordering::Relaxed);
    }

    /// Advances time. For tests.
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

/// State of the settled clock: a changed wall clock is trusted once it has stayed so for an hour. Pure.
#[derive(Clone, Copy, Debug)]
pub struct Settled {
    /// Offset of the settled clock from the monotonic one.
    offset: Millis,
    /// Offset of the wall clock when it was last read.
    seen: Millis,
    /// Monotonic time since which that offset has held.
    since: Millis,
}

impl Settled {
    /// The first reading is trusted: nothing else is known.
    #[must_use]
    pub const fn new(wall: Millis, ticks: Millis) -> Self {
        let offset = wall - ticks;
        Self { offset, seen: offset, since: ticks }
    }

    /// Time of the settled clock, for these readings of the other two.
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

    /// Whether the wall clock was not changed for an hour.
    #[must_use]
    pub const fn is_certain(&self, ticks: Millis) -> bool {
        ticks - self.since >= HOLDS
    }
}

/// The wall clock, for display only: not for order, timeouts or expiry.
#[must_use]
pub fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}
