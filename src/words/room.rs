//! The page of a room, around its timeline.

pub const ADD_PEOPLE: &str = "Add people";
pub const DETAILS: &str = "Room details";
/// The first tab of the pages about a room.
pub const DETAILS_TAB: &str = "Details";
pub const NOTIFICATIONS: &str = "Notifications";
pub const FAVOUR: &str = "Add to favourites";
pub const UNFAVOUR: &str = "Remove from favourites";
pub const MUTE: &str = "Mute";
pub const UNMUTE: &str = "Unmute";
pub const LEAVE: &str = "Leave room";
/// Hides a direct conversation.
pub const PUT_AWAY: &str = "Put away";
/// Of the list of what can be done with a room.
pub const MENU: &str = "Room";
pub const ARCHIVED: &str = "This room is archived. It can be read, and nobody writes in it.";

pub const DELETED: &str = "This room was deleted";
pub const DELETED_TEXT: &str = "Everything in it is gone, for everybody.";
pub const LEFT: &str = "You are no longer in this room";
pub const LEFT_TEXT: &str = "What is written here now, only members see.";
pub const SESSION_OVER: &str = "Sign in to go on";
pub const SESSION_OVER_TEXT: &str = "The messages have been put away. What you wrote and did not send is kept for you.";

/// The question before leaving a room, which everybody can join if it `is_open`.
#[must_use]
pub fn leave_question(name: &str, is_open: bool) -> String {
    let back =
        if is_open { "? You can come back any time." } else { "? You can only come back when you are invited again." };
    ["Leave ", name, back].concat()
}
