//! Work for the processor, a few pieces at once: the addresses that ask for it take turns, so that one
//! that asks without end delays another's page by no more than what is at work.

use std::{
    collections::VecDeque,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};
use tokio::sync::oneshot;

/// So many pieces of work at once.
#[derive(Debug)]
pub struct InTurn(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    free: usize,
    /// Those who wait, first come first served within an address. None is empty; the first is next.
    lanes: VecDeque<(IpAddr, VecDeque<oneshot::Sender<Turn>>)>,
}

/// Leave to work; passed on when this is dropped.
#[derive(Debug)]
pub struct Turn(Option<Arc<InTurn>>);

impl InTurn {
    /// At most so many at once.
    #[must_use]
    pub fn new(at_once: usize) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Inner { free: at_once, lanes: VecDeque::new() })))
    }

    /// Twice as many as there are cores: some wait for the store meanwhile.
    #[must_use]
    pub fn for_cores() -> Arc<Self> {
        Self::new(2 * thread::available_parallelism().map_or(1, usize::from))
    }

    /// Waits for leave.
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
        // The sender is in a lane until it is used.
        waiting.await.unwrap_or(Turn(None))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// The next that waits, after whom it is another address's turn.
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
            // Whoever has gone away meanwhile gives it back.
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
