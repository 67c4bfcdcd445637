//! What there is at an address, ready to be shown.

use super::OpenRoom;
use serde::{Deserialize, Serialize};

/// A page, for the one who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Page {
    /// A room, to its members.
    Room(Box<OpenRoom>),
    Html(HtmlPage),
    /// It is at this path now.
    Moved(String),
}

/// A page that the server alone writes. The client shows it as it comes: its markup is no part of
/// what browsers download first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HtmlPage {
    /// The page's heading, as text.
    pub title: String,
    /// What stands below it, as HTML.
    pub html: String,
    /// It stands alone in the middle of the page, and brings its own heading.
    pub plain: bool,
    /// It says that what was here is no more.
    #[serde(skip)]
    pub gone: bool,
    /// How other apps show a link to it. Only for the head of a document.
    #[serde(skip)]
    pub preview: Option<Preview>,
}

/// A page as it is shown beside a link to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub title: String,
    pub about: String,
    pub path: String,
}
