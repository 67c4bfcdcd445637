//! The queue before the hashing threads: bounded, addresses take turns, and each has a few places.

use std::{
    collections::VecDeque,
    net::IpAddr,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Something that waits for its turn.
pub trait Job {
    /// Whether nobody waits for its outcome any more.
    fn is_abandoned(&self) -> bool;
}

/// What a thread that asked for work gets.
#[derive(Debug, PartialEq, Eq)]
pub enum Next<T> {
    Job(T),
    /// There was nothing to do for as long as it waited.
    Idle,
    /// There will never be anything again.
    Closed,
}

/// A first-in, first-out lane for each address; lanes are served in turn.
#[derive(Debug)]
pub struct HashQueue<T> {
    inner: Mutex<Inner<T>>,
    ready: Condvar,
    most: usize,
    each: usize,
}

#[derive(Debug)]
struct Inner<T> {
    /// None of them is empty. The first is served next.
    lanes: VecDeque<(IpAddr, VecDeque<T>)>,
    closed: bool,
}

impl<T: Job> HashQueue<T> {
    /// At most `most` wait, and `each` of one address.
    #[must_use]
    pub fn new(most: usize, each: usize) -> Self {
        let inner = Mutex::new(Inner { lanes: VecDeque::new(), closed: false });
        Self { inner, ready: Condvar::new(), most, each }
    }

    /// Takes a job in, if there is a place for it. In a full queue the address with the most waiting
    /// gives up its last place to one that has fewer: that job is dropped.
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

    /// Waits for a job, but not for longer than this.
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

    /// Lets nobody wait any longer.
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

    /// Drops the last job of the longest lane, if an address with so many waiting comes off better.
    fn make_room(&mut self, own: usize) -> bool {
        let longest = self.lanes.iter_mut().map(|(_, lane)| lane).max_by_key(|lane| lane.len());
        longest.filter(|lane| lane.len() > own + 1).and_then(VecDeque::pop_back).is_some()
    }

    /// The next job, after which it is another address's turn.
    fn take(&mut self) -> Option<T> {
        let (from, mut lane) = self.lanes.pop_front()?;
        let job = lane.pop_front();
        if !lane.is_empty() {
            self.lanes.push_back((from, lane));
        }
        job
    }
}
