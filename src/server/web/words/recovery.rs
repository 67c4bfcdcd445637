//! Recovery codes and reset links.

pub const RECOVERED: &str = "You are in again, with your new password. The code is used up.";
pub const NONE: &str = "You have none yet.";
pub const TEXT: &str = "There is no mail that could bring you a new password here. Instead, keep ten codes somewhere safe: with any one of them, once, you can choose a new password when you have lost yours.";
pub const MAKE: &str = "Make ten codes";
pub const MAKE_NEW: &str = "Make ten new codes";
pub const NEW_REPLACE: &str = "New codes take the place of those you have.";
pub const NOT_NOW: &str = "Not now";
pub const MADE: &str = "Your recovery codes";
pub const MADE_TEXT: &str = "Write them down or print them now. They are not shown again.";
pub const MADE_USE: &str = "Each works once, on the page that the sign-in page calls \"Lost your password?\".";
pub const HAVE_THEM: &str = "I have them";
pub const CHOOSE_PASSWORD: &str = "Choose a new password";
pub const RECOVER_TEXT: &str =
    "With one of your recovery codes. Without any, ask an administrator of this place for a link.";
pub const SET_PASSWORD: &str = "Set password";
pub const BACK: &str = "Back to signing in";
pub const LINK_OVER: &str = "This link is over";
pub const LINK_OVER_TEXT: &str = "It has been used, or is more than a day old. Ask for a new one.";
pub const NEW_PASSWORD: &str = "New password";
pub const RESET_FOR: &str = "For ";
pub const RESET_AFTER: &str = "). All devices are signed out.";
