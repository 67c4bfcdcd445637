//! `/share`.

pub const NOTHING: &str =
    "Nothing came along to be shared. Choose Roost in another app’s share menu to send words or a link to a room.";
pub const WHAT: &str = "What is shared";
pub const CHOOSE_ROOM: &str = "Choose a room";
pub const NO_ROOM: &str = "You are in no room yet. Join or make one first.";
pub const CHOOSE_TEXT: &str = "It is put where you write. Nobody sees it before you send it.";

/// A button, by its room.
#[must_use]
pub fn in_room(room: &str) -> String {
    format!("Share in {room}")
}
