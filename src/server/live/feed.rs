//! `Feed`: what was committed, passed on to all who build on it, in the order in which it was stored. No
//! sink knows another.

use crate::server::domain::decision::Committed;
use std::sync::Arc;

/// Told of what was committed. It never waits: the writer does.
pub trait Sink: Send + Sync {
    fn committed(&self, committed: &[Committed]);
}

/// The sinks, in the order in which they are told.
#[derive(Clone)]
pub struct Feed(Vec<Arc<dyn Sink>>);

impl Feed {
    #[must_use]
    pub fn new(sinks: Vec<Arc<dyn Sink>>) -> Self {
        Self(sinks)
    }

    /// Tells all of them.
    pub fn publish(&self, committed: &[Committed]) {
        for sink in &self.0 {
            sink.committed(committed);
        }
    }
}
