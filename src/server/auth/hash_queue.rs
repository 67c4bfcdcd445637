//! Queue of the hashing threads: bounded, in turn by address, with a few places per address.

use std::{
    collections::VecDeque,
    net::IpAddr,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// A job in the queue.
pub trait Job {
    /// Whether its caller no longer waits for it.
    fn is_abandoned(&self) -> bool;
}

/// Answer to a thread that asked for work.
#[derive(Debug, PartialEq, Eq)]
pub enum Next<T> {
    Job(T),
    /// No job came within the time.
    Idle,
    /// The queue was closed.
    Closed,
}

/// A first-in, first-out lane per address; lanes are served in turn.
#[derive(Debug)]
pub struct HashQueue<T> {
    inner: Mutex<Inner<T>>,
    ready: Condvar,
    most: usize,
    each: usize,
}

#[derive(Debug)]
struct Inner<T> {
    /// Lanes that are not empty. The first is served next.
    lanes: VecDeque<(IpAddr, VecDeque<T>)>,
    closed: bool,
}

impl<T: Job> HashQueue<T> {
    /// A queue for at most `most` jobs, and `each` per address.
    #[must_use]
    pub fn new(most: usize, each: usize) -> Self {
        let inner = Mutex::new(Inner { lanes: VecDeque::new(), closed: false });
        Self { inner, ready: Condvar::new(), most, each }
    }

    /// Queues a job. Whether it was accepted. In a full queue the address with the most jobs loses its last one
    /// to an address with fewer.
    pub fn push(&self, from: IpAddr, job: T) -> bool {
        let mut inner = self.lock();
        inner.forget_abandoned();
        let own = inner.lane(from).map_or(0, |lane| lane.len());
        if own >= self.each || inner.count() >= self.most && !inner.make_room(own) {
            return false;
        }
        match inner.lane(from) {
            Some(lane) => lane.push_back(job),
            None => inner.lanes.push_back((from, VecDeque::from([job]))),
        }
        self.ready.notify_one();
        true
    }

    /// Waits for a job, at most for this time.
    pub fn next(&self, patience: Duration) -> Next<T> {
        let waits = |inner: &mut Inner<T>| inner.lanes.is_empty() && !inner.closed;
        let waited = self.ready.wait_timeout_while(self.lock(), patience, waits);
        let (mut inner, _) = waited.unwrap_or_else(PoisonError::into_inner);
        match inner.take() {
            Some(job) => Next::Job(job),
            None if inner.closed => Next::Closed,
            None => Next::Idle,
        }
    }

    /// Drops all jobs, and ends all waiting.
    pub fn close(&self) {
        let mut inner = self.lock();
        inner.closed = true;
        inner.lanes.clear();
        self.ready.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Inner<T>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Job> Inner<T> {
    fn count(&self) -> usize {
        self.lanes.iter().map(|(_, lane)| lane.len()).sum()
    }

    fn lane(&mut self, from: IpAddr) -> Option<&mut VecDeque<T>> {
        self.lanes.iter_mut().find(|(address, _)| *address == from).map(|(_, lane)| lane)
    }

    fn forget_abandoned(&mut self) {
        for (_, lane) in &mut self.lanes {
            lane.retain(|job| !job.is_abandoned());
        }
        self.lanes.retain(|(_, lane)| !lane.is_empty());
    }

    /// Drops the last job of the longest lane, if that stays longer than `own`.
    fn make_room(&mut self, own: usize) -> bool {
        let longest = self.lanes.iter_mut().map(|(_, lane)| lane).max_by_key(|lane| lane.len());
        longest.filter(|lane| lane.len() > own + 1).and_then(VecDeque::pop_back).is_some()
    }

    /// The next job. Its address goes to the end of the turns.
    fn take(&mut self) -> Option<T> {
        let (from, mut lane) = self.lanes.pop_front()?;
        let job = lane.pop_front();
        if !lane.is_empty() {
            self.lanes.push_back((from, lane));
        }
        job
    }
}
