//! The first steps after an account was made.

pub const FIRST_ACCOUNT: &str = "You are the first here: this account will run the place.";
pub const PLACE: &str = "Set up your place";
pub const PLACE_TEXT: &str = "Everything here can be changed later, under Administration.";
pub const ROOM_HINT: &str = "The first room. Everybody who comes can join it.";
pub const ROOM: &str = "Lobby";
pub const GO_ON: &str = "Go on";
pub const LATER: &str = "Later";
pub const CODES: &str = "Keep a way back in";
pub const SHOW_CODES: &str = "Show my codes";
pub const DOWNLOAD: &str = "Download";
pub const DONE: &str = "Done";
pub const ALL_SET: &str = "All set";
