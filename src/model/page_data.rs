//! `PageData`: the data in a document from which the client draws the same page as the server. `PageContext`
//! adds what only the server needs while it renders.

use super::{AppError, Millis, Page, SiteSettings, Viewer};
use serde::{Deserialize, Serialize};

/// The data that the server rendered the page from, embedded in it so that hydration gives the same result.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PageData {
    /// The viewer, if signed in.
    pub viewer: Option<Viewer>,
    pub site: SiteSettings,
    /// The viewer's time zone, as far as it is known.
    pub zone: String,
    /// The time at which the page was rendered.
    pub now: Millis,
    /// The content. An [`HtmlPage`](super::HtmlPage) comes without its HTML, which is in the document
    /// already. In the browser [`AppError::Unreachable`] stands for a page that is still to be loaded.
    pub page: Result<Page, AppError>,
}

/// Page context for components rendered on the server. Provided as an `Arc` in the Leptos context.
#[derive(Clone, Debug)]
pub struct PageContext {
    pub data: PageData,
    /// The HTML of an [`HtmlPage`](super::HtmlPage), kept out of the page data.
    pub html: String,
    /// The text of a refused composer form, and the error.
    pub refused: (String, String),
    /// A rejected message as HTML, for pages without a composer.
    pub returned: String,
    /// The forms of the message that the address points at, as HTML.
    pub message_forms: String,
}

/// Placeholder in the rendered page for its shape, which is known only after rendering. As long as the value
/// that replaces it.
pub const UNKNOWN_SHAPE: &str = "00000000";
