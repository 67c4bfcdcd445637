//! Options of the push client.

use super::address_guard::{Resolve, System};
use rustls::pki_types::CertificateDer;
use std::{net::SocketAddr, sync::Arc, time::Duration};

/// Options of the push client. No setting sets them; only tests, with a push service of their own, use other
/// values.
#[derive(Clone, Debug)]
pub struct PushOptions {
    pub resolve: Arc<dyn Resolve>,
    /// Addresses that are admitted although they are not public.
    pub also: Vec<SocketAddr>,
    /// A root certificate trusted in addition to the usual ones.
    pub root: Option<CertificateDer<'static>>,
    /// Timeout of a push service.
    pub patience: Duration,
    /// Time for which a notification is held back while its person is active.
    pub hold: Duration,
    /// Time until the first retry.
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
