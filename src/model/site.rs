//! What every page says beside itself.

use super::limits;
use serde::{Deserialize, Serialize};

/// How the place is called until its administrator says otherwise.
pub const NAME: &str = "Roost";

/// The place, and what its pages remind the reader of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Here {
    pub name: String,
    /// An emoji or a few letters; empty for the bird.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mark: String,
    /// Whether the reader has not yet said anything to recovery codes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub offer_codes: bool,
    /// The client that the page was made for; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub build: String,
}

impl Default for Here {
    fn default() -> Self {
        Self { name: NAME.to_owned(), mark: String::new(), offer_codes: false, build: String::new() }
    }
}

/// A page's title, with what is unread before it: `(3) Garden · Roost`. Titles are written with
/// [`NAME`] at their end; the place's own stands there instead.
#[must_use]
pub fn titled(title: String, place: &str, unread: i64) -> String {
    let title = match title.strip_suffix(NAME) {
        Some(page) => page.to_owned() + place,
        None => title,
    };
    if unread == 0 { title } else { ["(", &counted(unread), ") ", &title].concat() }
}

/// A count as it is shown.
#[must_use]
pub fn counted(count: i64) -> String {
    if count < limits::UNREAD_MOST { count.to_string() } else { "99+".to_owned() }
}
