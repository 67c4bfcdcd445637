//! How far the page that was asked for has come.

use leptos::prelude::*;

/// Whether a page is awaited, or could not be had.
#[derive(Clone, Copy)]
pub struct Loading {
    state: RwSignal<State>,
    retry: StoredValue<Option<Box<dyn Fn() + Send + Sync>>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Done,
    /// Whether what is shown belongs to it already.
    Awaited {
        here: bool,
    },
    Failed,
}

impl Loading {
    /// Nothing is awaited.
    #[must_use]
    pub fn new() -> Self {
        Self { state: RwSignal::new(State::Done), retry: StoredValue::new(None) }
    }

    /// A page is awaited; `here`: what is shown from now on is a part of it.
    pub fn begin(self, here: bool) {
        self.state.set(State::Awaited { here });
    }

    pub fn end(self) {
        self.state.set(State::Done);
    }

    pub fn fail(self) {
        self.state.set(State::Failed);
    }

    /// What is done to try again.
    pub fn retry_by(self, retry: impl Fn() + Send + Sync + 'static) {
        self.retry.set_value(Some(Box::new(retry)));
    }

    pub fn retry(self) {
        self.retry.with_value(|retry| retry.iter().for_each(|retry| retry()));
    }

    #[must_use]
    pub fn has_failed(self) -> bool {
        self.state.get_untracked() == State::Failed
    }

    /// Whether what is missing on the page could not be had; else it is on its way.
    #[must_use]
    pub fn failed(self) -> bool {
        self.state.get() == State::Failed
    }

    /// Whether another page than the one that is shown is awaited.
    #[must_use]
    pub fn is_elsewhere(self) -> bool {
        self.state.get() == State::Awaited { here: false }
    }
}

impl Default for Loading {
    fn default() -> Self {
        Self::new()
    }
}
