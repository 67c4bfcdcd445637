//! What every handler has at hand.

pub use super::clock::now;
use super::{
    admission::Admission,
    auth::{password::Hasher, session::CurrentUser},
    chat::{
        about::Additions, accounts::Caller, exports::Exports, place::Place, profile::Changes, rooms::Moves,
        tries::Tries, turns::Turns, writer::Writer,
    },
    config::Config,
    db::Db,
    files::Pictures,
    in_turn::InTurn,
    live::Hub,
    notify::Notify,
    seldom::Seldom,
    theme::Theme,
};
use crate::model::{AppError, Echo, Viewer};
use leptos::prelude::use_context;
use std::{ops::Deref, sync::Arc};

/// The server's parts. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

/// See [`AppState`].
pub struct Parts {
    pub admission: Admission,
    /// What whoever runs the place is told, and not with every request.
    pub said: Seldom,
    pub config: Config,
    pub db: Db,
    pub writer: Writer,
    pub hub: Arc<Hub>,
    pub hasher: Hasher,
    pub tries: Tries,
    pub place: Place,
    pub moves: Moves,
    pub changes: Changes,
    pub additions: Additions,
    /// Writing pages: no address keeps all of the processor to itself.
    pub rendering: Arc<InTurn>,
    pub exports: Exports,
    /// Reading rooms: nobody keeps all readers of the store to themselves.
    pub turns: Turns,
    pub pictures: Pictures,
    pub notify: Notify,
    /// Tells this database from any other.
    pub epoch: String,
}

impl AppState {
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

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
    pub echo: Echo,
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
