//! The welcome page, signing in and signing up.

pub const PASSWORD_SET: &str = "Your new password is set. Sign in with it.";
pub const ACCOUNT_DELETED: &str = "Your account is deleted. Thank you for having been here.";
pub const LOST_PASSWORD: &str = "Lost your password?";
pub const NEW_HERE: &str = "New here? ";
pub const CREATE_AN_ACCOUNT: &str = "Create an account";
pub const SIGN_UP: &str = "Create your account";
pub const USERNAME_HINT: &str = "Letters, digits and _ . -";
pub const DISPLAY_NAME_HINT: &str = "What others see. Leave it empty to use the username.";
pub const CREATE_ACCOUNT: &str = "Create account";
pub const BEEN_HERE: &str = "Been here before? ";
pub const BY_INVITATION: &str = "This place is by invitation";
pub const BY_INVITATION_TEXT: &str = "Ask somebody who is here for an invite link. With it you can make an account.";
pub const NO_ACCOUNTS: &str = "No new accounts";
pub const WAY_IN: &str = "Make an account or sign in, and you are in the room.";
pub const WAY_IN_CLOSED: &str = "Sign in, and you are in the room. This place does not make accounts for everybody: without one, ask whoever gave you this link.";
pub const WELCOME: &str = "A place of your own to talk";
pub const WELCOME_TEXT: &str = "Rooms you open by their address, in any browser, on nobody's server but yours.";
