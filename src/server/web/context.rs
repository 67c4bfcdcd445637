//! `Ctx`: the request that is being answered, as pages and server functions find it in their context.

use super::app_state::AppState;
use crate::{
    model::{AppError, FormState, Theme, Viewer},
    server::{auth::caller::Caller, chat::sessions::CurrentUser},
};
use leptos::prelude::use_context;

/// A request, as pages and server functions find it in their context.
#[derive(Clone)]
pub struct Ctx {
    pub state: AppState,
    pub viewer: Option<CurrentUser>,
    /// The viewer with their rooms; read for pages only.
    pub seen_by: Option<Viewer>,
    pub caller: Caller,
    /// The time zone that the reader's browser named, if it is one.
    pub zone: Option<jiff::tz::TimeZone>,
    /// How pages look to this reader.
    pub theme: Theme,
    /// Whether browsers trust this connection: https, or this machine itself.
    pub secure: bool,
    /// What a form that was refused had held.
    pub form_state: FormState,
    /// What is shown on this one page and never again.
    pub once: Vec<String>,
}

impl Ctx {
    /// The request that is being answered.
    ///
    /// # Errors
    /// Only where no request is.
    pub fn take() -> Result<Self, AppError> {
        use_context().ok_or_else(|| AppError::Internal("context".to_owned()))
    }

    /// Whoever is signed in.
    ///
    /// # Errors
    /// [`AppError::SignedOut`] when nobody is.
    pub fn viewer(&self) -> Result<&CurrentUser, AppError> {
        self.viewer.as_ref().ok_or(AppError::SignedOut)
    }
}
