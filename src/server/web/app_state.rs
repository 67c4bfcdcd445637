//! `AppState`: the state of HTTP handlers.

use super::admission::Admission;
use crate::server::{chat::Services, limits::fair_queue::InTurn, notify::Notifier};
use axum::extract::FromRef;
use std::{ops::Deref, sync::Arc};

/// The services of the use cases, and the state that HTTP alone needs. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<App>);

/// Contents of [`AppState`].
pub struct App {
    pub services: Arc<Services>,
    pub notifier: Arc<Notifier>,
    pub admission: Admission,
    /// Turns for rendering: no address takes all of the processor.
    pub rendering: Arc<InTurn>,
}

impl AppState {
    #[must_use]
    pub fn new(app: App) -> Self {
        Self(Arc::new(app))
    }
}

impl Deref for AppState {
    type Target = App;

    fn deref(&self) -> &App {
        &self.0
    }
}

impl Deref for App {
    type Target = Services;

    fn deref(&self) -> &Services {
        &self.services
    }
}

impl FromRef<AppState> for Arc<Services> {
    fn from_ref(state: &AppState) -> Self {
        Self::clone(&state.services)
    }
}
