//! The composer, and the people typing above it.

pub const LABEL: &str = "Message";
pub const SEND: &str = "Send";
/// After the sentence about its length.
pub const NO_DRAFT: &str = " It is too long to be kept as a draft: it goes with this page.";
pub const SEVERAL_TYPING: &str = "Several people are writing …";

/// The placeholder, by the room's name.
#[must_use]
pub fn placeholder(room: &str) -> String {
    ["Message ", room].concat()
}

#[must_use]
pub fn one_typing(name: &str) -> String {
    format!("{name} is writing …")
}

#[must_use]
pub fn two_typing(one: &str, other: &str) -> String {
    format!("{one} and {other} are writing …")
}
