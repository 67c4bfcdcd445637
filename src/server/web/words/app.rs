//! `/settings/app`, and the installed app.

pub const THEME_SYSTEM: &str = "As this device says";
pub const THEME_LIGHT: &str = "Light";
pub const THEME_DARK: &str = "Dark";
pub const LOOK: &str = "Look";
pub const THEME: &str = "Theme";
pub const WRITING: &str = "Writing";
pub const ENTER: &str = "The Enter key";
pub const ENTER_DEVICE: &str = "Sends with a keyboard, begins a line by touch";
pub const ENTER_SENDS: &str = "Sends everywhere";
pub const ENTER_BREAKS: &str = "Begins a line everywhere; Ctrl and Enter send";
pub const LIST: &str = "List of rooms";
pub const ORDER: &str = "Order";
pub const BY_NAME: &str = "By name";
pub const BY_ACTIVITY: &str = "By what was written last";
pub const USE_HTTPS: &str = "Open Roost at an address that begins with https to have these too.";
pub const INSTALL: &str = "Install";
pub const INSTALL_TEXT: &str = "Roost can have its own icon and window on this device, like any other app.";
pub const INSTALL_ROOST: &str = "Install Roost";
pub const INSTALL_BY_HAND: &str = "No button here? On an iPhone or iPad, tap Share and then “Add to Home Screen”. Elsewhere, look for “Install” in your browser’s menu.";
pub const CONNECTION: &str = "Connection";
pub const ALL_WORKS: &str = "Everything works over this connection: talking, notifications, installing and copying.";
pub const PLAIN_HTTP: &str = "You are connected over plain http. Reading and writing work as they should. Browsers keep a few other things for https:";
pub const NOTIFICATIONS_TEXT: &str = " when Roost is closed";
pub const INSTALLING: &str = "Installing";
pub const INSTALLING_TEXT: &str = " as an app, and opening it without a connection";
pub const COPYING: &str = "Copying";
pub const COPYING_TEXT: &str = " with one tap; here the text may only be selected for you";
pub const OPERATOR_BEFORE: &str = "You run this place: give it a certificate with ";
pub const OPERATOR_AND: &str = " and ";
pub const OPERATOR_AFTER: &str = ", or put it behind a proxy that speaks https. The README says how.";
pub const ASK_OPERATOR: &str = " If there is none, ask whoever runs this place.";

/// Of the installed app.
pub const DESCRIPTION: &str = "Rooms to talk in, in a place of your own.";
pub const SCREENSHOT: &str = "People talking in a room";
