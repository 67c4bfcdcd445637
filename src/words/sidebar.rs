//! The sidebar: the site menu, the lists of rooms, and the viewer's own card.

/// Of the menu's button, after the site's name.
pub const MENU: &str = " menu";
pub const SHORTCUTS: &str = "Keyboard shortcuts";
pub const INSTALL: &str = "Install the app";

pub const DO_NOT_DISTURB: &str = "Do not disturb";
pub const FAVOURITES: &str = "Favourites";
pub const DIRECT_MESSAGES: &str = "Direct messages";
/// The field that leads to any room or person.
pub const JUMP: &str = "Jump to";

pub const PROFILE: &str = "Profile and status";
pub const THEME: &str = "Theme and app";
pub const RECOVERY: &str = "Recovery codes";

// The icons and colours of a room in words, one after the other.
pub const PRIVATE: &str = " private";
pub const ARCHIVED: &str = " archived";
pub const MUTED: &str = " muted";
/// After the number of mentions.
pub const MENTIONING: &str = " mentioning you";
/// After the number of messages.
pub const UNREAD: &str = " unread";
