//! How push services are reached.

use super::address_guard::{Resolve, System};
use rustls::pki_types::CertificateDer;
use std::{net::SocketAddr, sync::Arc, time::Duration};

/// How push services are reached. None of this can be set from outside: what differs from the
/// default is for tests, which have a push service of their own.
#[derive(Clone, Debug)]
pub struct PushOptions {
    pub resolve: Arc<dyn Resolve>,
    /// Addresses that are gone to although they are not public.
    pub also: Vec<SocketAddr>,
    /// An authority that is trusted beside those everybody trusts.
    pub root: Option<CertificateDer<'static>>,
    /// How long a push service may take.
    pub patience: Duration,
    /// How long a notice is held back where its person is active.
    pub hold: Duration,
    /// How long after the first failure it is tried again.
    pub backoff: Duration,
}

impl Default for PushOptions {
    fn default() -> Self {
        Self {
            resolve: Arc::new(System),
            also: Vec::new(),
            root: None,
            patience: Duration::from_secs(10),
            hold: Duration::from_secs(5),
            backoff: Duration::from_secs(30),
        }
    }
}
