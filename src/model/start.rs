//! What a page brings along.

use super::{AppError, Here, Millis, Page, Viewer};
use serde::{Deserialize, Serialize};

/// What the client begins with: the same as what the server wrote the page from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Start {
    /// Whoever is signed in.
    pub viewer: Option<Viewer>,
    pub here: Here,
    /// The reader's time zone as far as it is known.
    pub zone: String,
    /// The moment at which the page was written.
    pub now: Millis,
    /// What is shown. A sheet comes without its HTML, which stands in the page.
    pub page: Result<Page, AppError>,
}
