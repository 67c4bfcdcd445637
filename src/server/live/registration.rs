//! `Registration`: a connection's place in the hub.

use super::{Hub, outgoing::Outgoing};
use std::sync::Arc;

/// Registration of a connection with the hub, removed on drop however the connection ends.
pub struct Registration {
    hub: Arc<Hub>,
    outgoing: Arc<Outgoing>,
}

impl Registration {
    #[must_use]
    pub fn new(hub: &Arc<Hub>, outgoing: Arc<Outgoing>) -> Self {
        Self { hub: Arc::clone(hub), outgoing }
    }

    #[must_use]
    pub const fn outgoing(&self) -> &Arc<Outgoing> {
        &self.outgoing
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.hub.disconnect(&self.outgoing);
    }
}
