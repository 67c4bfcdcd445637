//! `Field`: the fields of all forms, by name and label; and `Invalid`, the validation error of a field, with
//! its sentence.

use serde::{Deserialize, Serialize};

/// A form field, by the `name` of its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Username,
    DisplayName,
    Password,
    RoomName,
    Topic,
    Message,
    CurrentPassword,
    NewPassword,
    /// A recovery code.
    Code,
    /// One's own username, typed again to confirm.
    Confirm,
    SiteName,
    SiteIcon,
    Status,
    Emoji,
    TimeZone,
    Picture,
    Starts,
    Days,
    Ends,
    /// The people to start a direct conversation with.
    People,
    /// A name to tell invite links apart.
    LinkName,
}

impl Field {
    /// The `name` attribute of the field's input.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::DisplayName => "display_name",
            Self::Password => "password",
            Self::RoomName => "name",
            Self::Topic => "topic",
            Self::Message => "body",
            Self::CurrentPassword => "current_password",
            Self::NewPassword => "new_password",
            Self::Code => "code",
            Self::Confirm => "confirm",
            Self::SiteName => "place_name",
            Self::SiteIcon => "place_mark",
            Self::Status => "status",
            Self::Emoji => "emoji",
            Self::TimeZone => "zone",
            Self::Picture => "picture",
            Self::Starts => "starts",
            Self::Days => "day",
            Self::Ends => "ends",
            Self::People => "people",
            Self::LinkName => "link_name",
        }
    }
}

/// Why a field's value is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    Empty,
    TooShort,
    TooLong,
    /// Holds characters that are not allowed in this field.
    Characters,
    /// Begins or ends with something other than a letter or digit.
    Ends,
    Taken,
    Reserved,
    /// One of the most common passwords.
    Common,
    /// A password equal to the username.
    SameAsName,
    /// Not the expected value, such as the current password.
    Wrong,
    /// More than the limit.
    TooMany,
    /// A username that nobody has.
    Unknown,
    /// A username of somebody banned from this room.
    Banned,
    /// A username of somebody with whom the viewer shares no room.
    Stranger,
}

/// A validation error. `words` has the sentence for the person who typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalid {
    pub field: Field,
    pub problem: Problem,
}

pub(super) const fn refuse(field: Field, problem: Problem) -> Invalid {
    Invalid { field, problem }
}
