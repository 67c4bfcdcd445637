//! The frame of all pages, their titles, and the pages without contents.

use crate::model::site::NAME;

pub const SKIP_TO_CONTENT: &str = "Skip to content";
pub const SKIP_TO_CONVERSATION: &str = "Skip to conversation";

/// Title of a page that has not come yet.
pub const LOADING: &str = "Loading …";
pub const LOADING_TEXT: &str = "It is shown as soon as the server answers.";
pub const NOT_OPENED: &str = "The page could not be opened";

pub const MISSING_TITLE: &str = "Nothing here · Roost";
pub const MISSING: &str = "Nothing is here";
pub const MISSING_TEXT: &str = "The address may be mistyped, or the room may be gone.";
pub const TO_START: &str = "Go to the start";

/// The document's title for a page; its end is replaced by the site's name.
#[must_use]
pub fn titled(page: String) -> String {
    if page.is_empty() { NAME.to_owned() } else { page + " · Roost" }
}
