//! `Page`: the content of an address, ready to be shown to one viewer.

use super::OpenRoom;
use serde::{Deserialize, Serialize};

/// The content of an address, for one viewer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Page {
    /// A room, for a member.
    Room(Box<OpenRoom>),
    /// A page about a room, for a member: a panel beside the room. Of documents alone; a client that navigates has the
    /// room, and is given the page.
    Panel(Box<OpenRoom>, HtmlPage),
    Html(HtmlPage),
    /// A redirect to this path.
    Moved(String),
}

/// A page rendered by the server alone. The client shows the HTML as it is, so that its markup adds nothing
/// to the client's first download.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HtmlPage {
    /// The page's heading, as text.
    pub title: String,
    /// The name of the room that the page is about, below the heading; perhaps empty.
    pub subtitle: String,
    /// The content below the heading, as HTML.
    pub html: String,
    /// Whether it stands alone in the middle of the page, with a heading of its own.
    pub plain: bool,
    /// Whether it says that the address is gone (410).
    #[serde(skip)]
    pub gone: bool,
    /// Link preview for other apps. Only for the head of a document.
    #[serde(skip)]
    pub preview: Option<Preview>,
}

/// The title and text of a link preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub title: String,
    pub about: String,
    pub path: String,
}
