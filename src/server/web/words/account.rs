//! `/settings` and `/settings/delete`: one's own account.

pub const PASSWORD_CHANGED: &str =
    "Your password is changed, your other devices are signed out, and recovery codes of before are void.";
pub const DEVICE_SIGNED_OUT: &str = "That device is signed out.";
pub const OTHERS_SIGNED_OUT: &str = "All other devices are signed out.";
pub const NO_CODES: &str = "You have none. With one of them you can choose a new password when you have lost yours.";
pub const YOU: &str = "You";
pub const PASSWORD: &str = "Password";
pub const PASSWORD_HINT: &str = "At least 8 characters. Your other devices are signed out.";
pub const CHANGE_PASSWORD: &str = "Change password";
pub const MAKE_CODES: &str = "Make recovery codes";
pub const MAKE_NEW_CODES: &str = "Make new ones";
pub const DEVICES: &str = "Devices";
pub const SIGN_OUT_OTHERS: &str = "Sign out all other devices";
pub const LEAVING: &str = "Leaving";
pub const LEAVING_TEXT: &str = "Take along what is yours, or delete your account.";
pub const DOWNLOAD: &str = "Download my data";
pub const DELETE: &str = "Delete my account";
pub const THIS_DEVICE: &str = "This device";
pub const DELETE_TEXT: &str = "You leave all rooms and are signed out everywhere; private rooms that you are alone in are deleted. Your messages stay, under the name \"Deleted user\", and nobody else can take your username. This cannot be undone.";
pub const DOWNLOAD_BEFORE: &str = "You may want to ";
pub const DOWNLOAD_LINK: &str = "download your data";
pub const DOWNLOAD_AFTER: &str = " first.";
pub const CONFIRM_HINT: &str = "To be sure that this is what you want.";
pub const DELETE_FOR_GOOD: &str = "Delete my account for good";
pub const KEEP: &str = "Keep it";

/// A button, by its device.
#[must_use]
pub fn sign_out(device: &str) -> String {
    format!("Sign out {device}")
}

/// The time of a device's last use.
#[must_use]
pub fn last_used(when: &str) -> String {
    format!("Last used: {when}")
}
