//! `/admin/people`, and the page of one person.

pub const REMOVED: &str = "The account is gone. What was written with it stays, under nobody’s name.";
pub const ROLE_SET: &str = "Done.";
pub const SUSPENDED_NOW: &str = "They are signed out everywhere, and cannot sign in.";
pub const LIFTED: &str = "They can sign in again.";
pub const SIGNED_OUT: &str = "They are signed out everywhere.";
pub const MORE: &str = "More people";
pub const NOBODY: &str = "Nobody is called that.";
pub const IS_ADMINISTRATOR: &str = " · Administrator";
pub const IS_SUSPENDED: &str = " · Suspended";
pub const ADMINISTRATOR: &str = "An administrator of this place.";
pub const TAKE_ROLE: &str = "Remove as administrator";
pub const NO_ADMINISTRATOR: &str = "No administrator.";
pub const GIVE_ROLE: &str = "Make administrator";
pub const RESET_MADE: &str = "Give this link to them alone. It works once, for a day, and is not shown again.";
pub const RESET_LINK: &str = "Reset link";
pub const RESET_SUSPENDED: &str = "While the account is suspended there is no way in, with or without a password.";
pub const RESET_TEXT: &str = "With a link from here they can choose a new password, which signs all of their devices out. An earlier link then works no more.";
pub const MAKE_RESET: &str = "Make a reset link";
pub const HERE_SINCE: &str = " · here since ";
pub const AND_SUSPENDED: &str = " · suspended";
pub const ROLE: &str = "Role";
pub const YOU: &str = "This is you";
pub const YOU_BEFORE: &str = "Your own devices and the end of your account are in ";
pub const YOU_LINK: &str = "your settings";
pub const SUSPENDED: &str = "Suspended";
pub const SUSPENDED_TEXT: &str = "Nobody can sign in to this account. What was written with it stays.";
pub const LIFT: &str = "Let them in again";
pub const SUSPEND: &str = "Suspend";
pub const SUSPEND_TEXT: &str = "They are signed out at once and cannot sign in until you let them in again. What they wrote stays, and so do their places in rooms.";
pub const SUSPEND_ACCOUNT: &str = "Suspend account";
pub const DEVICES: &str = "Devices";
pub const DEVICES_TEXT: &str = "Signs all of their devices out. With their password they can sign in again.";
pub const SIGN_OUT: &str = "Sign out everywhere";
pub const REMOVE: &str = "Remove";
pub const REMOVE_TEXT: &str = "The account is gone for good: they leave all rooms, private rooms that they are alone in are deleted, what they wrote stays under the name \"Deleted user\", and nobody else can take the username.";
pub const REMOVE_SURE: &str = " Remove this account";
pub const REMOVE_ACCOUNT: &str = "Remove account";

/// The question before a suspension.
#[must_use]
pub fn suspend_question(name: &str) -> String {
    format!("Suspend {name}? They are signed out at once.")
}

/// The question before an account is removed.
#[must_use]
pub fn remove_question(name: &str) -> String {
    format!("Remove the account of {name} for good?")
}
