//! `Feed`: passes committed entries on to several sinks, in the order in which they were stored. Sinks do not
//! know each other.

use crate::server::domain::committed::Committed;
use std::sync::Arc;

/// Receiver of committed entries. It must not block: the writer would wait for it.
pub trait Sink: Send + Sync {
    fn committed(&self, committed: &[Committed]);
}

/// The sinks, in the order in which they are called.
#[derive(Clone)]
pub struct Feed(Vec<Arc<dyn Sink>>);

impl Feed {
    #[must_use]
    pub fn new(sinks: Vec<Arc<dyn Sink>>) -> Self {
        Self(sinks)
    }

    /// Passes entries to all sinks.
    pub fn publish(&self, committed: &[Committed]) {
        for sink in &self.0 {
            sink.committed(committed);
        }
    }
}
