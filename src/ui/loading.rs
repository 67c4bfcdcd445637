//! Loading state of the page that is being navigated to.

use leptos::prelude::*;

/// Whether a page is being loaded, or has failed to load.
#[derive(Clone, Copy)]
pub struct Loading {
    state: RwSignal<State>,
    retry: StoredValue<Option<Box<dyn Fn() + Send + Sync>>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Done,
    /// Whether the page shown belongs to the new address already.
    Awaited {
        here: bool,
    },
    Failed,
}

impl Loading {
    /// Nothing is being loaded.
    #[must_use]
    pub fn new() -> Self {
        Self { state: RwSignal::new(State::Done), retry: StoredValue::new(None) }
    }

    /// A page is being loaded; `here`: the page shown from now on is part of it.
    pub fn begin(self, here: bool) {
        self.state.set(State::Awaited { here });
    }

    pub fn end(self) {
        self.state.set(State::Done);
    }

    pub fn fail(self) {
        self.state.set(State::Failed);
    }

    /// Sets the action that tries again.
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

    /// Whether the missing part of the page failed to load; otherwise it is on its way.
    #[must_use]
    pub fn failed(self) -> bool {
        self.state.get() == State::Failed
    }

    /// Whether a page other than the one shown is being loaded.
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
