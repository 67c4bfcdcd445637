//! `PageData` and `PageContext`: what a page brings along, and what is known while it is being written.

use super::{AppError, Here, Millis, Page, Viewer};
use serde::{Deserialize, Serialize};

/// What the client begins with: the same as what the server wrote the page from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PageData {
    /// Whoever is signed in.
    pub viewer: Option<Viewer>,
    pub here: Here,
    /// The reader's time zone as far as it is known.
    pub zone: String,
    /// The moment at which the page was written.
    pub now: Millis,
    /// What is shown. An [`HtmlPage`](super::HtmlPage) comes without its HTML, which stands in the page.
    pub page: Result<Page, AppError>,
}

/// What components can ask for while the server writes a page. Provided as an `Arc` in the Leptos context.
#[derive(Clone, Debug)]
pub struct PageContext {
    pub data: PageData,
    /// The HTML of an [`HtmlPage`](super::HtmlPage), which the client need not be given a second time.
    pub html: String,
    /// What the composer's form had held, if it was refused, and why.
    pub refused: (String, String),
    /// A refused message as HTML, for pages without a composer.
    pub returned: String,
}

/// Stands in a page's markup for its shape, which is known once the page is written; as long as what
/// replaces it.
pub const UNKNOWN_SHAPE: &str = "00000000";
