//! Pages that the server alone makes.

use serde::{Deserialize, Serialize};

/// A page of settings, people or administration as the server has written it. The client shows it
/// as it comes: its markup is no part of what browsers download first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The page's heading, as text.
    pub title: String,
    /// What stands below it, as HTML.
    pub html: String,
    /// It stands alone in the middle of the page, and brings its own heading.
    pub plain: bool,
}
