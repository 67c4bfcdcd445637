//! Fair queue for work on the processor: addresses take turns, so that one with endless requests delays another
//! by no more than the work already running.

use std::{
    collections::VecDeque,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};
use tokio::sync::oneshot;

/// A semaphore with turns by address.
#[derive(Debug)]
pub struct InTurn(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    free: usize,
    /// Waiters by address, first come first served within one. No lane is empty; the first is next.
    lanes: VecDeque<(IpAddr, VecDeque<oneshot::Sender<Turn>>)>,
}

/// Permit to work; passed on to the next waiter on drop.
#[derive(Debug)]
pub struct Turn(Option<Arc<InTurn>>);

impl InTurn {
    /// With at most this many permits.
    #[must_use]
    pub fn new(at_once: usize) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Inner { free: at_once, lanes: VecDeque::new() })))
    }

    /// With twice as many permits as cores: some of their holders wait for the database.
    #[must_use]
    pub fn for_cores() -> Arc<Self> {
        Self::new(2 * thread::available_parallelism().map_or(1, usize::from))
    }

    /// Waits for a permit.
    pub async fn wait(self: &Arc<Self>, from: IpAddr) -> Turn {
        let waiting = {
            let mut inner = self.lock();
            if inner.free > 0 {
                inner.free -= 1;
                return Turn(Some(Arc::clone(self)));
            }
            let (pass, waiting) = oneshot::channel();
            match inner.lanes.iter_mut().find(|(address, _)| *address == from) {
                Some((_, lane)) => lane.push_back(pass),
                None => inner.lanes.push_back((from, VecDeque::from([pass]))),
            }
            waiting
        };
        // The sender stays in its lane until it is used.
        waiting.await.unwrap_or(Turn(None))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// The next waiter. Its address goes to the end of the turns.
    fn next(&mut self) -> Option<oneshot::Sender<Turn>> {
        let (from, mut lane) = self.lanes.pop_front()?;
        let next = lane.pop_front();
        if !lane.is_empty() {
            self.lanes.push_back((from, lane));
        }
        next
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(mut of) = self.0.take() else { return };
        loop {
            let next = {
                let mut inner = of.lock();
                match inner.next() {
                    Some(next) => next,
                    None => {
                        inner.free += 1;
                        return;
                    }
                }
            };
            // A waiter that is gone leaves the permit to the next.
            match next.send(Turn(Some(of))) {
                Ok(()) => return,
                Err(mut back) => match back.0.take() {
                    Some(again) => of = again,
                    None => return,
                },
            }
        }
    }
}
