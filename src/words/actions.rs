//! Labels of links and buttons that stand in more than one place.

pub const ADMINISTRATION: &str = "Administration";
pub const BACK: &str = "Back";
pub const BROWSE_ROOMS: &str = "Browse rooms";
pub const CANCEL: &str = "Cancel";
pub const CLOSE: &str = "Close";
pub const COPY_LINK: &str = "Copy link";
pub const INVITE_PEOPLE: &str = "Invite people";
pub const JOIN_ROOM: &str = "Join room";
pub const NEW_MESSAGE: &str = "New message";
pub const NEW_ROOM: &str = "New room";
pub const RELOAD: &str = "Reload";
pub const ROOMS: &str = "Rooms";
pub const SAVE: &str = "Save";
pub const SETTINGS: &str = "Settings";
pub const SHARE: &str = "Share";
pub const SIGN_IN: &str = "Sign in";
pub const SIGN_OUT: &str = "Sign out";
pub const STAY: &str = "Stay";
pub const TRY_AGAIN: &str = "Try again";
pub const UNDO: &str = "Undo";
