//! `SiteSettings`: the settings of the site that every page needs, such as its name, by which pages are
//! titled.

use super::limits;
use serde::{Deserialize, Serialize};

/// The site's name until an administrator sets one.
pub const NAME: &str = "Roost";

/// The site's name and icon, and notes to the viewer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteSettings {
    pub name: String,
    /// The site's icon, an emoji or a few letters; empty for the default bird.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mark: String,
    /// Whether to offer recovery codes: the viewer has neither made nor declined them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub offer_codes: bool,
    /// The build id of the client that the page was rendered for; empty without a client.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub build: String,
}

impl Default for SiteSettings {
    fn default() -> Self {
        Self { name: NAME.to_owned(), mark: String::new(), offer_codes: false, build: String::new() }
    }
}

/// A page's title, preceded by the unread count: `(3) Garden · Roost`. Titles are written with [`NAME`] at
/// their end, which is replaced by the site's name.
#[must_use]
pub fn titled(title: String, place: &str, unread: i64) -> String {
    let title = match title.strip_suffix(NAME) {
        Some(page) => page.to_owned() + place,
        None => title,
    };
    if unread == 0 { title } else { ["(", &counted(unread), ") ", &title].concat() }
}

/// An unread count as shown: up to 99, then "99+".
#[must_use]
pub fn counted(count: i64) -> String {
    if count < limits::UNREAD_MOST { count.to_string() } else { "99+".to_owned() }
}
