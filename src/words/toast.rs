//! The toast: an author, what they did, perhaps where, and the beginning of the message.

use crate::model::User;

pub const DISMISS: &str = "Dismiss";
/// Before the name of the room.
pub const IN: &str = " in ";

/// The author's name, if it is known.
#[must_use]
pub fn who(author: Option<&User>) -> String {
    author.map_or("Somebody", |author| author.name.as_str()).to_owned()
}

/// The deed of the author; `direct`: in a direct conversation.
#[must_use]
pub const fn does(mention: bool, direct: bool) -> &'static str {
    match (mention, direct) {
        (true, _) => "mentioned you",
        (false, true) => "wrote to you",
        (false, false) => "wrote",
    }
}
