//! Shares of a limited amount, in total and per address; given back on drop.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A limited amount.
#[derive(Debug)]
pub struct Shares {
    all: usize,
    each: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    /// Without addresses that hold nothing.
    by: HashMap<IpAddr, usize>,
}

/// Reason why a share is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// The address holds as much as one may.
    Address,
    Server,
}

impl Shares {
    /// A limit in total, and one per address.
    #[must_use]
    pub fn new(all: usize, each: usize) -> Arc<Self> {
        Arc::new(Self { all, each, taken: Mutex::default() })
    }

    /// Takes a share for an address.
    ///
    /// # Errors
    /// When there is not enough left.
    pub fn take(self: &Arc<Self>, address: IpAddr, amount: usize) -> Result<Share, Full> {
        let mut taken = self.lock();
        let own = taken.by.get(&address).copied().unwrap_or_default().checked_add(amount);
        let own = own.filter(|own| *own <= self.each).ok_or(Full::Address)?;
        let all = taken.all.checked_add(amount).filter(|all| *all <= self.all).ok_or(Full::Server)?;
        taken.all = all;
        taken.by.insert(address, own);
        Ok(Share { of: Arc::clone(self), address, amount })
    }

    /// Amount taken in total.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.lock().all
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A share that was taken.
#[derive(Debug)]
pub struct Share {
    of: Arc<Shares>,
    address: IpAddr,
    amount: usize,
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut taken = self.of.lock();
        taken.all -= self.amount;
        if let Some(own) = taken.by.get_mut(&self.address) {
            *own -= self.amount;
            if *own == 0 {
                taken.by.remove(&self.address);
            }
        }
    }
}
