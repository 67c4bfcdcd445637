//! `Connections`: the count of open connections, limited in total and per address. At a limit, the oldest
//! connection without a request is closed in favour of a new one.

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
    /// Trusted proxies, which have no limit of their own: they stand for everybody behind them.
    proxies: Proxies,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    next: u64,
    all: usize,
    by: HashMap<IpAddr, Own>,
    /// Connections without a request, the oldest first, each with the sender that closes it.
    silent: BTreeMap<u64, (IpAddr, oneshot::Sender<()>)>,
}

/// Connections of one address.
#[derive(Debug, Default)]
struct Own {
    count: usize,
    silent: BTreeSet<u64>,
}

impl Connections {
    /// Limits of `most` connections in total and `each` per address, except for proxies.
    #[must_use]
    pub fn new(most: usize, each: usize, proxies: Proxies) -> Arc<Self> {
        Arc::new(Self { most, each, proxies, known: Mutex::default() })
    }

    /// A place for a connection, if there is one or another can be closed for it, and the receiver that tells
    /// it to close.
    #[must_use]
    pub fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<(ConnectionPermit, oneshot::Receiver<()>)> {
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
        Some((ConnectionPermit { of: Arc::clone(self), from, id, asked: AtomicBool::new(false) }, closing))
    }

    /// Number of connections.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lock().all
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// Tells a connection to close. It keeps its place until it has closed.
    fn close(&mut self, id: u64) {
        let Some((from, close)) = self.silent.remove(&id) else { return };
        if let Some(own) = self.by.get_mut(&from) {
            own.silent.remove(&id);
        }
        // It may have closed by itself meanwhile.
        let _: Result<(), ()> = close.send(());
    }
}

/// A connection's place; freed on drop.
#[derive(Debug)]
pub struct ConnectionPermit {
    of: Arc<Connections>,
    from: IpAddr,
    id: u64,
    asked: AtomicBool,
}

impl ConnectionPermit {
    /// Records a request on the connection, which is then not closed in favour of others.
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

impl Drop for ConnectionPermit {
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
