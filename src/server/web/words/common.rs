//! Words of more than one page.

pub const ACCOUNT: &str = "Account";
pub const APP: &str = "App";
pub const BACK_TO_ROOM: &str = "Back to the room";
pub const COPY: &str = "Copy";
pub const COPY_NOW: &str = "Copy it now. It is not shown again.";
/// The administration's page of invite links into the place.
pub const INVITATIONS: &str = "Invite";
pub const INVITATION_OVER: &str = "This invitation is over";
pub const INVITATION_OVER_TEXT: &str = "This invitation has ended or is used up. Ask for a new one.";
pub const LOST_PASSWORD: &str = "Lost password";
pub const NOTIFICATIONS: &str = "Notifications";
pub const PASSWORD_HINT: &str = "At least 8 characters.";
pub const PEOPLE: &str = "People";
pub const PLACE: &str = "Place";
pub const PROFILE: &str = "Profile";
pub const RECOVERY_CODES: &str = "Recovery codes";
pub const REMOVE: &str = "Remove";
pub const REVOKE: &str = "Revoke";
pub const SAVED: &str = "Saved.";
pub const SEARCH: &str = "Search";
pub const SEARCH_HINT: &str = "How a username or a display name begins.";
pub const WHAT_TO_TELL: &str = "What you are notified of";

/// The number of recovery codes, when there are some.
#[must_use]
pub fn codes_left(left: i64) -> String {
    if left == 1 { "You have one left.".to_owned() } else { format!("You have {left} left.") }
}

/// The button that does this to a person, for screen readers.
#[must_use]
pub fn of_person(action: &str, name: &str) -> String {
    format!("{action} {name}")
}
