//! `/settings/notifications`, and a room's notifications.

pub const BROWSER_REMOVED: &str = "Notifications are off in that browser.";
pub const QUIET_SAVED: &str = "Your quiet hours are saved.";
pub const BROWSER_ON: &str = "Notifications are on in this browser";
pub const TURN_ON_AGAIN: &str = "Turn on again";
pub const BROWSER: &str = "Notifications in this browser";
pub const TURN_ON: &str = "Turn on notifications";
pub const BROWSER_TEXT: &str = "With notifications on, this browser notifies you of messages while Roost is closed. They are locked on this server for your browser alone: the push service that carries them cannot read them.";
pub const STEP_ALLOW: &str = "Turn notifications on, and allow them when the browser asks.";
pub const STEP_APPLE: &str = "On an iPhone or iPad, add Roost to the Home Screen first and open it there.";
pub const STEP_TEST: &str = "Send a test. If something is in the way, it is named here.";
pub const TEST: &str = "Send a test";
pub const NEEDS_SCRIPTS: &str = "Turning notifications on needs JavaScript.";
pub const EVERYTHING: &str = "Everything";
pub const EVERYTHING_TEXT: &str = "Every message in your rooms.";
pub const MENTIONS: &str = "Mentions";
pub const MENTIONS_TEXT: &str = "Messages that mention you, and everything in direct conversations.";
pub const NOTHING: &str = "Nothing";
pub const NOTHING_TEXT: &str = "No message. What is unread is still marked.";
pub const ROOMS_HAVE_THEIRS: &str = "A room can have a choice of its own: it is among the room's details.";
pub const TELL_ME_OF: &str = "Notify me of";
pub const THIS_ONE: &str = " (this one)";
pub const FAILED_ONCE: &str = ". The last try failed.";
pub const FAILED_OFTEN: &str = ". The last tries failed.";
pub const BROWSERS: &str = "Browsers with notifications";
pub const MONDAY: &str = "Monday";
pub const TUESDAY: &str = "Tuesday";
pub const WEDNESDAY: &str = "Wednesday";
pub const THURSDAY: &str = "Thursday";
pub const FRIDAY: &str = "Friday";
pub const SATURDAY: &str = "Saturday";
pub const SUNDAY: &str = "Sunday";
pub const REST: &str = "Do not disturb";
pub const REST_LABEL: &str = "No notifications";
pub const REST_HINT: &str =
    "No notifications on any of your devices, of mentions and direct messages neither. They wait for you as unread.";
/// How long nothing notifies, by the value in the form.
pub const RESTS: &[(&str, &str)] = &[
    ("", "Off: notify me"),
    ("hour", "For an hour"),
    ("hours", "For four hours"),
    ("tomorrow", "Until tomorrow morning"),
    ("week", "Until Monday"),
];
pub const QUIET_HOURS: &str = "Quiet hours";
pub const QUIET_TEXT: &str =
    "In these hours no browser notifies you. What came meanwhile is marked as unread, and not announced afterwards.";
pub const KEEP_QUIET: &str = "Keep quiet hours";
pub const QUIET_DAYS: &str = "Beginning on";
pub const NOT_MUTED: &str = "No";
pub const MUTE_HOUR: &str = "For an hour";
pub const MUTE_HOURS: &str = "For eight hours";
pub const MUTE_DAY: &str = "For a day";
pub const MUTE_WEEK: &str = "For a week";
pub const MUTE_ALWAYS: &str = "Until I unmute it";
pub const MUTED_ALWAYS: &str = "Until it is unmuted";
pub const USUAL_EVERYTHING: &str = "Every message, by your notifications.";
pub const USUAL_MENTIONS: &str = "Messages that mention you, by your notifications.";
pub const USUAL_NOTHING: &str = "No message, by your notifications.";
pub const USUAL: &str = "The usual";
pub const ROOM_EVERYTHING_TEXT: &str = "Every message.";
pub const ROOM_MENTIONS_TEXT: &str = "Messages that mention you.";
pub const MUTE: &str = "Mute this room";
pub const MUTE_TEXT: &str = "While it is muted you get no notifications from it, mentions included.";
pub const OWN_BEFORE: &str = "Which browsers notify you, and when they are quiet, is in ";
pub const OWN_LINK: &str = "your notifications";

// The notification that somebody sends to themselves.
pub const TEST_TITLE: &str = "Notifications work";
pub const TEST_TEXT: &str = "This is the test you sent.";

/// A browser that has shown a notification.
#[must_use]
pub fn last_told(when: &str) -> String {
    format!("Last notification {when}")
}

/// A browser that has shown none yet.
#[must_use]
pub fn not_told(since: &str) -> String {
    format!("On since {since}, no notification yet")
}

/// A choice of how long a room is muted: as it is.
#[must_use]
pub fn muted_until(until: &str) -> String {
    format!("Until {until}")
}

/// The rest that is on.
#[must_use]
pub fn rests_until(when: &str) -> String {
    format!("Until {when}")
}
