//! The dialog before a sign-out by which unsent text would be lost.

pub const TITLE: &str = "Before you sign out";
pub const DRAFTS_LOST: &str = "Drafts are not sent: signing out deletes them.";
pub const SEND: &str = "Send and sign out";
pub const DISCARD: &str = "Discard and sign out";

pub const SENDING: &str = "Sending …";
pub const SENT_LATER: &str = "The server cannot be reached. They are sent as soon as it can.";
pub const UNREACHABLE: &str = "The server cannot be reached: nothing can be sent now.";

// The sentence about drafts: `There are drafts in Garden, Kitchen and Lobby.`, or that after the unsent messages.
pub const THERE: &str = "There ";
pub const AND_THERE: &str = ", and there ";
pub const ONE_DRAFT: &str = "is a draft in ";
pub const DRAFTS: &str = "are drafts in ";
pub const ANOTHER_ROOM: &str = "another room";
pub const COMMA: &str = ", ";
pub const AND: &str = " and ";
pub const STOP: &str = ".";

/// The number of unsent messages, as the beginning of a sentence; `None` for none.
#[must_use]
pub fn unsent(waiting: usize, refused: usize) -> Option<String> {
    Some(match (waiting + refused, refused) {
        (0, _) => return None,
        (1, 0) => "1 message has not been sent".to_owned(),
        (all, 0) => format!("{all} messages have not been sent"),
        (1, _) => "1 message was refused".to_owned(),
        (all, refused) if refused == all => format!("{all} messages were refused"),
        (all, refused) => format!("{all} messages have not been sent, {refused} of them refused"),
    })
}
