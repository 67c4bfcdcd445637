//! The sidebar: the site menu, the lists of rooms, and the viewer's own card.

/// Of the menu's button, after the site's name.
pub const MENU: &str = " menu";
pub const ALL_ROOMS: &str = "All rooms";
pub const SHORTCUTS: &str = "Keyboard shortcuts";
pub const INSTALL: &str = "Install the app";

pub const DIRECT_MESSAGES: &str = "Direct messages";
pub const RECOVERY_HINT: &str = "Note down a way back in, should you forget your password";
pub const OWN_CARD: &str = "Profile and settings";

// The icons and colours of a room in words, one after the other.
pub const PRIVATE: &str = " private";
pub const ARCHIVED: &str = " archived";
pub const MUTED: &str = " muted";
/// After the number of mentions.
pub const MENTIONING: &str = " mentioning you";
/// After the number of messages.
pub const UNREAD: &str = " unread";
