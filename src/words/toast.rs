//! The toast: an author, what they did, perhaps where, and the beginning of the message.

use crate::model::{NoticeCause, User};

pub const DISMISS: &str = "Dismiss";
/// Before the name of the room.
#[must_use]
pub const fn between(cause: NoticeCause) -> &'static str {
    match cause {
        NoticeCause::Added => " to ",
        NoticeCause::Mention | NoticeCause::Post => " in ",
    }
}

/// The author's name, if it is known.
#[must_use]
pub fn who(author: Option<&User>) -> String {
    author.map_or("Somebody", |author| author.name.as_str()).to_owned()
}

/// The deed of the author; `direct`: in a direct conversation.
#[must_use]
pub const fn does(cause: NoticeCause, direct: bool) -> &'static str {
    match (cause, direct) {
        (NoticeCause::Added, _) => "added you",
        (NoticeCause::Mention, _) => "mentioned you",
        (NoticeCause::Post, true) => "wrote to you",
        (NoticeCause::Post, false) => "wrote",
    }
}

/// The text of a system notification, below the room's name.
#[must_use]
pub fn text(who: &str, cause: NoticeCause, line: &str) -> String {
    match cause {
        NoticeCause::Added => [who, " added you to this room"].concat(),
        NoticeCause::Mention | NoticeCause::Post => [who, ": ", line].concat(),
    }
}
