//! A room's timeline: its messages with their actions, system messages, and the ways through it.

pub const CONVERSATION: &str = "Conversation";
pub const MESSAGES: &str = "Messages";
pub const OLDER: &str = "Older messages";
pub const NEWEST: &str = "Newest messages";
pub const JUMP_TO_NEW: &str = "Jump to new messages";
pub const NEW: &str = "New";
pub const MARK_READ: &str = "Mark as read";

pub const EMPTY: &str = "No messages yet";
pub const EMPTY_TEXT: &str = ". Say hello.";
pub const ADD_TOPIC: &str = "Add a topic";
pub const LOADING: &str = "Loading messages";
pub const NOT_LOADED: &str = "The messages could not be loaded";
pub const NOT_LOADED_TEXT: &str =
    "They are loaded as soon as there is a line again. What you write is kept until then.";

pub const SENDING: &str = "Sending";
/// Before the reason of a refusal.
pub const NOT_SENT: &str = "Not sent. ";
pub const DISCARD: &str = "Discard";
/// Before the reason why a message was not deleted.
pub const NOT_DELETED: &str = "Not deleted. ";
/// The reason, where it is not theirs to delete any more.
pub const NO_LONGER: &str = "You can no longer do that here.";
pub const KEEP: &str = "Keep it";
/// In the place of a refusal, where the message is gone that somebody edits.
pub const DELETED_MEANWHILE: &str = "It was deleted meanwhile. Copy your text if you want to keep it.";
pub const DELETED: &str = "This message was deleted.";
pub const EDITED: &str = "(edited)";

pub const ACTIONS: &str = "Message actions";
pub const COPY_TEXT: &str = "Copy text";
pub const MARK_UNREAD: &str = "Mark as unread";
pub const EDIT: &str = "Edit";
pub const DELETE: &str = "Delete";
/// The field with the text of a message that is edited.
pub const EDITED_TEXT: &str = "Edit message";
/// Before the present text of a message that was changed while somebody edited it.
pub const SAYS_NOW: &str = " It says now: ";
/// In a toast, beside the way back.
pub const JUST_DELETED: &str = "Message deleted.";

// System messages, after the name of the person who acted, and before what they acted on.
pub const BEGAN_CONVERSATION: &str = "began this conversation";
pub const MADE_ROOM: &str = "made this room";
/// Between what happened and its day.
pub const WHEN: &str = " · ";
pub const JOINED: &str = "joined";
pub const LEFT: &str = "left";
pub const ADDED: &str = "added";
pub const REMOVED: &str = "removed";
pub const BANNED: &str = "banned";
pub const UNBANNED: &str = "lifted the ban on";
pub const CHANGED_ROLE: &str = "changed the role of";
pub const NAMED_ROOM: &str = "named the room";
pub const CHANGED_TOPIC: &str = "changed the topic";
pub const ARCHIVED: &str = "archived the room";
pub const UNARCHIVED: &str = "opened the room again";
pub const MADE_PRIVATE: &str = "made the room private";
pub const MADE_OPEN: &str = "opened the room to everybody";
pub const DID_SOMETHING: &str = "changed something";

// Of several people in one line.
pub const AND: &str = " and ";
pub const THEN: &str = ", ";

/// How many more did the same.
#[must_use]
pub fn others(number: usize) -> String {
    format!("{number} others")
}

/// In the place of messages that are not held.
#[must_use]
pub fn gap(messages: i64) -> String {
    format!("{messages} earlier messages are not shown here yet. Scroll up to read them.")
}

/// The number of unread messages, as far as it is counted.
#[must_use]
pub fn new(unread: i64) -> String {
    if unread > 99 { "99+ new".to_owned() } else { format!("{unread} new") }
}

/// After the number: since when.
#[must_use]
pub fn since(time: &str) -> String {
    format!(" · since {time}")
}

/// The button that leads to the end, by the number of unread messages.
#[must_use]
pub fn jump(unread: i64) -> String {
    match unread {
        0 => "Jump to latest".to_owned(),
        1 => "1 new message".to_owned(),
        more if more > 99 => "99+ new messages".to_owned(),
        more => format!("{more} new messages"),
    }
}
