//! Which connections there are: so many for all, and from each address. Where there is no more room,
//! the oldest that never asked for anything makes some.

use crate::server::{config::trusted_proxies::Proxies, limits::network};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::oneshot;

/// All connections of a server.
#[derive(Debug)]
pub struct Connections {
    most: usize,
    each: usize,
    /// They stand for everybody behind them.
    proxies: Proxies,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    next: u64,
    all: usize,
    by: HashMap<IpAddr, Own>,
    /// Those that have asked for nothing yet, the oldest first, and how each is told to close.
    silent: BTreeMap<u64, (IpAddr, oneshot::Sender<()>)>,
}

/// What one address has.
#[derive(Debug, Default)]
struct Own {
    count: usize,
    silent: BTreeSet<u64>,
}

impl Connections {
    /// At most `most` at once, and `each` of one address, the proxies' excepted.
    #[must_use]
    pub fn new(most: usize, each: usize, proxies: Proxies) -> Arc<Self> {
        Arc::new(Self { most, each, proxies, known: Mutex::default() })
    }

    /// A place for a connection from an address, if there is one or one can be made, and what says
    /// that it is to close.
    #[must_use]
    pub fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<(Place, oneshot::Receiver<()>)> {
        let (is_proxy, from) = (self.proxies.contains(peer), network(peer));
        let mut known = self.lock();
        let own = known.by.get(&from);
        let oldest_own = own.and_then(|own| own.silent.first().copied());
        if !is_proxy && own.is_some_and(|own| own.count >= self.each) {
            known.close(oldest_own?);
        } else if known.all >= self.most {
            let oldest = known.silent.keys().next().copied();
            known.close(oldest?);
        }
        let (id, (close, closing)) = (known.next, oneshot::channel());
        known.next += 1;
        known.all += 1;
        known.silent.insert(id, (from, close));
        let own = known.by.entry(from).or_default();
        own.count += 1;
        own.silent.insert(id);
        Some((Place { of: Arc::clone(self), from, id, asked: AtomicBool::new(false) }, closing))
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lock().all
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// Tells one to close. It holds its place until it has.
    fn close(&mut self, id: u64) {
        let Some((from, close)) = self.silent.remove(&id) else { return };
        if let Some(own) = self.by.get_mut(&from) {
            own.silent.remove(&id);
        }
        // Gone by itself meanwhile.
        let _: Result<(), ()> = close.send(());
    }
}

/// A connection's place, free again when this is dropped.
#[derive(Debug)]
pub struct Place {
    of: Arc<Connections>,
    from: IpAddr,
    id: u64,
    asked: AtomicBool,
}

impl Place {
    /// Something was asked for over it: it is not told to close any more.
    pub fn has_asked(&self) {
        if !self.asked.swap(true, Ordering::Relaxed) {
            let mut known = self.of.lock();
            known.silent.remove(&self.id);
            if let Some(own) = known.by.get_mut(&self.from) {
                own.silent.remove(&self.id);
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut known = self.of.lock();
        known.all -= 1;
        known.silent.remove(&self.id);
        if let Some(own) = known.by.get_mut(&self.from) {
            own.count -= 1;
            own.silent.remove(&self.id);
            if own.count == 0 {
                known.by.remove(&self.from);
            }
        }
    }
}
