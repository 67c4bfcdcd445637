//! The list of rooms, a new one, a room for those who are not in it, and a message that came too late.

use crate::words::people;

pub const NONE: &str = "No rooms yet";
pub const NONE_TEXT: &str = "Make the first one and invite the others by its address.";
pub const MAKE: &str = "Make a room";
pub const YOU_ARE_IN: &str = " · you are in";
pub const OPEN: &str = "Open";
/// Made since one looked at the list last.
pub const NEW: &str = "New";
pub const TOPIC_HINT: &str = "What it is for, in a sentence.";
pub const WHO_JOINS: &str = "Who can join";
pub const EVERYBODY: &str = "Everybody who has an account here";
pub const BY_INVITATION: &str = "Only by invitation";
pub const CREATE: &str = "Create room";
pub const REJECTED_ARCHIVED: &str = "This room was archived before it came.";
pub const REJECTED_LEFT: &str = "You were no longer in this room when it came.";
pub const REJECTED: &str = "Your message was not sent. ";
pub const YOUR_MESSAGE: &str = "Your message";
pub const DELETED_TITLE: &str = "Deleted room";

/// A room without a topic, in the preview of its link.
#[must_use]
pub fn preview(site: &str, members: i64) -> String {
    format!("A room on {site} with {}.", people::members(members))
}

/// A conversation was put away just now.
#[must_use]
pub fn is_away(with: &str) -> String {
    format!("The conversation with {with} is put away until its next message.")
}
