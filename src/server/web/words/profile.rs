//! `/profile`, and the profile of others.

use crate::model::limits;

pub const EDIT: &str = "Edit profile";
/// Opens the direct conversation with a person.
pub const MESSAGE: &str = "Message";
/// Writes a person's name into the message that is being written.
pub const MENTION: &str = "Mention";
pub const SAVED: &str = "Saved. Everybody sees it now.";
pub const PICTURE_SET: &str = "Your picture is up. Everybody sees it now.";
pub const PICTURE_REMOVED: &str = "Your picture is gone.";
pub const PICTURE: &str = "Picture";
pub const MIDDLE_SHOWN: &str = "The square in the middle is shown.";
pub const DROP_OR_PASTE: &str = "You can also drop one here, or paste it.";
pub const UPLOAD: &str = "Upload picture";
pub const REMOVE_PICTURE: &str = "Remove picture";
pub const CROP: &str = "The part of the picture that is shown";
pub const CROP_PREVIEW: &str = "As others will see it";
pub const CROP_ZOOM: &str = "Zoom";
pub const CROP_HINT: &str = "Drag it into place. The arrow keys move it, + and - zoom.";
pub const ABOUT_YOU: &str = "About you";
pub const USERNAME_HINT: &str = "An earlier name stays yours: links to it still find you.";
pub const STATUS_HINT: &str = "What you are up to, for those beside you.";
pub const EMOJI_HINT: &str = "One emoji, shown beside your name.";
pub const CLEAR_LABEL: &str = "Clear status";
/// When the status ends by itself, by the value in the form.
pub const CLEAR: &[(&str, &str)] = &[
    ("", "Never"),
    ("hour", "In an hour"),
    ("hours", "In four hours"),
    ("today", "Tonight at midnight"),
    ("week", "On Monday"),
];
pub const NO_ZONE: &str = "Not shown";
pub const ZONE_HINT: &str = "Your card tells others what time it is for you.";

/// The end that the status has.
#[must_use]
pub fn clear_at(when: &str) -> String {
    format!("As it is: {when}")
}

/// A person's time, with the weekday where it is another than the reader's.
#[must_use]
pub fn local_time(clock: &str, weekday: Option<&str>) -> String {
    match weekday {
        Some(weekday) => format!("{clock} on {weekday} local time"),
        None => format!("{clock} local time"),
    }
}

/// The formats and the size that pictures can have.
#[must_use]
pub fn picture_hint() -> String {
    format!("PNG, JPEG, GIF or WebP, at most {} MB. ", limits::PICTURE_BYTES >> 20)
}

/// Of a picture that is too large, before it is sent.
#[must_use]
pub fn picture_too_large() -> String {
    format!("This picture is larger than {} MB. Choose a smaller one.", limits::PICTURE_BYTES >> 20)
}

/// The time zone of this browser, as a choice.
#[must_use]
pub fn zone_here(zone: &str) -> String {
    format!("{zone} (this browser)")
}
