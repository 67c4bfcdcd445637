//! The words of scripts in `public/`, which read them from what the server draws.

use crate::{
    model::AppError,
    words::{errors, sidebar},
};
use serde_json::json;

/// `actions.js`, on a button that has copied a text.
pub const COPIED: &str = "Copied";
/// `actions.js`, on a button that has only selected it.
pub const SELECTED: &str = "Selected";
/// `actions.js`, before leaving words in a form that were not sent; the part up to the question mark is the question.
pub const UNSAVED: &str = "Leave without saving? What you wrote here is lost.";
/// `actions.js`, on the button that leaves them.
pub const LEAVE: &str = "Leave";
/// `start.js`, before a link that loads the page again.
pub const NOT_LIVE: &str =
    "This page is not live just now. What you send arrives; load the page again to see what is new. ";

/// The words of `keys.js`, as JSON by their names.
#[must_use]
pub fn keys() -> String {
    json!({
        "switchTo": "Jump to",
        "switcher": "Switcher",
        "found": "Rooms and conversations",
        "none": "Nothing of yours is called that.",
        "noRooms": "You are in no room yet.",
        "title": sidebar::SHORTCUTS,
        "close": "Close",
        "switch": "Jump to a room or conversation",
        "beside": "Previous or next room",
        "unread": "Previous or next unread room",
        "read": "Mark the room as read",
        "send": "Send the message",
        "line": "Begin a new line",
        "edit": "Edit your last message",
        "regions": "Next part of the page",
        "list": "Show this list",
    })
    .to_string()
}

/// The words of `push.js`, as JSON by their names. Those of an outcome of a test are named like it in `web/push.rs`.
#[must_use]
pub fn push() -> String {
    json!({
        "wait": "One moment.",
        "broken": "Something went wrong in this browser: ",
        "on": "Notifications are on in this browser. Send a test to see that they arrive.",
        "insecure": "Browsers allow notifications over https only. Ask whoever runs this place for an https address.",
        "noWorkers": "This browser cannot show notifications while Roost is closed. In a private window it never can.",
        "apple": "On an iPhone or iPad, add Roost to the Home Screen first: Share, then Add to Home Screen. Then open it there and turn notifications on.",
        "noPush": "This browser cannot show notifications while Roost is closed.",
        "denied": "Notifications from this address are blocked in this browser. Allow them in its settings for this site, then try again.",
        "unanswered": "The browser asked, and got no answer. Try again and choose Allow.",
        "signedOut": "You are signed out. Sign in again, then turn notifications on.",
        "tooOften": "That was too often. Wait a minute, then try again.",
        "unknownService": "The server cannot find this browser's push service. It may have no way out to the internet.",
        "privateService": "The server does not accept this browser's push service, because it is not on the public internet.",
        "notKept": "The server could not keep this browser. Try again later.",
        "workerLate": "The part of Roost that shows notifications could not be started in this browser. Reload the page and try again.",
        "workerFailed": "The part of Roost that shows notifications could not be loaded. Reload the page and try again.",
        "noServer": errors::error(&AppError::Unreachable),
        "noKey": "The server could not answer. Try again later.",
        "serviceLate": "This browser's push service cannot be reached. The network may block it, or the browser may have it turned off.",
        "notAllowed": "This browser does not allow notifications here.",
        "unknown": "The server does not know this browser. Turn notifications on first.",
        "gone": "The push service does not know this browser any more. Turn notifications on again.",
        "later": "The push service is busy and asks to wait. Try again in a few minutes.",
        "unreachable": "The server cannot reach this browser's push service. It may have no way out to the internet.",
        "refused": "The push service refused the test. Turn notifications on again; if that does not help, tell whoever runs this place.",
        "testFailed": "The server could not send the test.",
        "testLater": "The server could not send the test. Try again later.",
        "taken": "The push service has taken the test. Waiting for it to arrive.",
        "testLate": "The push service took the test, but it has not arrived here. The browser may be holding notifications back, as when the battery is low.",
        "shown": "It arrived. If you saw no notification, look at the notification settings of your system, and whether it keeps quiet.",
        "notShown": "It arrived, but the browser would not show it. Look at its settings for this site.",
    })
    .to_string()
}
