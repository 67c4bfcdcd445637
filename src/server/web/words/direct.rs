//! Beginning a direct conversation.

use crate::model::limits;

pub const OPEN: &str = "Open conversation";
pub const WHO_READS: &str = "Only you and those named here can read what is written, and nobody can be added later.";
pub const START: &str = "Start conversation";
pub const NOBODY_FOUND: &str = "Nobody else is called that.";
pub const SEARCH_HINT: &str = "How a name begins, or several names with commas between them.";
pub const NOBODY_HERE: &str = "Nobody else is here yet.";
pub const MORE: &str = "There are more people here. Search for them by name.";

/// The label of those who can be chosen.
#[must_use]
pub fn choose() -> String {
    format!("To one, or up to {} together", limits::CONVERSATION - 1)
}

/// Some of several names that were asked for mean nobody who could be chosen.
#[must_use]
pub fn nobody_called(names: &str) -> String {
    format!("Nobody to choose is called {names}.")
}
