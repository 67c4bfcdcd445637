//! `Ctx`: the current request, in the Leptos context of pages and server functions.

use super::app_state::AppState;
use crate::{
    model::{AppError, FormState, Theme, Viewer},
    server::{auth::caller::Caller, chat::sessions::CurrentUser},
};
use leptos::prelude::use_context;

/// The current request.
#[derive(Clone)]
pub struct Ctx {
    pub state: AppState,
    pub viewer: Option<CurrentUser>,
    /// The viewer with their rooms; loaded for pages only.
    pub seen_by: Option<Viewer>,
    pub caller: Caller,
    /// The time zone named by the browser, if it is known.
    pub zone: Option<jiff::tz::TimeZone>,
    /// The reader's theme.
    pub theme: Theme,
    /// Whether the browser treats this as a secure context: https, or a loopback host.
    pub secure: bool,
    /// Fields and error of a rejected form.
    pub form_state: FormState,
    /// Secrets to show on this one page only, such as a new link.
    pub once: Vec<String>,
}

impl Ctx {
    /// The current request.
    ///
    /// # Errors
    /// Only outside of a request.
    pub fn take() -> Result<Self, AppError> {
        use_context().ok_or_else(|| AppError::Internal("context".to_owned()))
    }

    /// The signed-in person.
    ///
    /// # Errors
    /// [`AppError::SignedOut`] without a session.
    pub fn viewer(&self) -> Result<&CurrentUser, AppError> {
        self.viewer.as_ref().ok_or(AppError::SignedOut)
    }
}
