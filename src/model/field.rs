//! `Field`: the fields of all forms, by name and label; and `Invalid`, the validation error of a field, with
//! its sentence.

use super::limits;
use serde::{Deserialize, Serialize};
use std::fmt;

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
            Self::People => "with",
        }
    }

    /// The field's label.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Username => "Username",
            Self::DisplayName => "Display name",
            Self::Password => "Password",
            Self::RoomName => "Room name",
            Self::Topic => "Topic",
            Self::Message => "Message",
            Self::CurrentPassword => "Current password",
            Self::NewPassword => "New password",
            Self::Code => "Recovery code",
            Self::Confirm => "Your username, once more",
            Self::SiteName => "Name of the place",
            Self::SiteIcon => "Mark",
            Self::Status => "Status",
            Self::Emoji => "Status emoji",
            Self::TimeZone => "Time zone",
            Self::Picture => "Picture",
            Self::Starts => "From",
            Self::Days => "Days",
            Self::Ends => "Until",
            Self::People => "People",
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

/// A validation error. Its `Display` is a sentence for the person who typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalid {
    pub field: Field,
    pub problem: Problem,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = self.field.label();
        match (self.field, self.problem) {
            (Field::Message, Problem::Empty) => f.write_str("Write something first."),
            (Field::Message, Problem::TooLong) => write!(
                f,
                "That is longer than one message can be ({} characters, {} kB). Split it in two.",
                limits::BODY_CHARS,
                limits::BODY_BYTES / 1024
            ),
            (Field::People, Problem::Empty) => f.write_str("Choose somebody to write to."),
            (Field::People, Problem::TooMany) => {
                write!(f, "Choose at most {} people for one conversation.", limits::CONVERSATION - 1)
            }
            (_, Problem::Unknown) => f.write_str("There is nobody of that name here."),
            (_, Problem::Stranger) => f.write_str("You share no room with them yet. Send them an invite link."),
            (_, Problem::Banned) => {
                f.write_str("They are banned from this room. An owner or a moderator can lift the ban.")
            }
            (Field::Picture, Problem::Empty) => f.write_str("Choose a picture first."),
            (Field::Picture, Problem::TooLong) => write!(
                f,
                "That picture is too large. Use one of at most {} MB and {} megapixels.",
                limits::PICTURE_BYTES / 1024 / 1024,
                limits::PICTURE_PIXELS / 1_000_000
            ),
            (Field::Picture, _) => f.write_str("That file cannot be read as a picture. Use a PNG, JPEG, GIF or WebP."),
            (Field::Emoji, _) => f.write_str("Use one emoji, or leave it empty."),
            (Field::TimeZone, _) => f.write_str("There is no time zone of that name. Give one as Europe/Berlin."),
            (Field::Status, Problem::TooLong) => write!(f, "Use at most {} characters.", limits::STATUS_CHARS),
            (Field::Days, _) => f.write_str("Choose at least one day, or turn quiet hours off."),
            (Field::Starts | Field::Ends, _) => f.write_str("Give a time of day, as 22:30."),
            (_, Problem::Empty) => write!(f, "{label} is needed."),
            (Field::Password | Field::NewPassword, Problem::TooShort) => {
                write!(f, "Use at least {} characters.", limits::PASSWORD_BYTES.start())
            }
            (Field::Password | Field::NewPassword, Problem::TooLong) => {
                write!(f, "Use at most {} bytes.", limits::PASSWORD_BYTES.end())
            }
            (Field::Username, Problem::TooShort) => {
                write!(f, "Use at least {} characters.", limits::USERNAME_CHARS.start())
            }
            (Field::Username, Problem::TooLong) => {
                write!(f, "Use at most {} characters.", limits::USERNAME_CHARS.end())
            }
            (Field::Username, Problem::Characters) => f.write_str("Use letters from a to z, digits, and _ . - only."),
            (Field::Username, Problem::Ends) => f.write_str("Begin and end with a letter or a digit."),
            (Field::Username, Problem::Taken) => f.write_str("That name is taken. Try another."),
            (Field::Username, Problem::Reserved) => f.write_str("That name is kept for Roost itself. Try another."),
            (Field::DisplayName, Problem::TooLong) => {
                write!(f, "Use at most {} characters.", limits::DISPLAY_NAME_CHARS)
            }
            (Field::RoomName, Problem::TooLong) => {
                write!(f, "Use at most {} characters.", limits::ROOM_NAME_CHARS)
            }
            (Field::Topic, Problem::TooLong) => {
                write!(f, "Use at most {} characters.", limits::TOPIC_CHARS)
            }
            (Field::SiteName, Problem::TooLong) => {
                write!(f, "Use at most {} characters.", limits::PLACE_NAME_CHARS)
            }
            (Field::Code, Problem::Wrong) => f.write_str("That username and code do not go together."),
            (Field::Confirm, Problem::Wrong) => f.write_str("That is not your username."),
            (_, Problem::Wrong) => f.write_str("That is not your password."),
            (_, Problem::Common) => f.write_str("That password is one of the first to be guessed. Choose another."),
            (_, Problem::SameAsName) => f.write_str("The password cannot be the same as the name."),
            (_, Problem::TooLong) => write!(f, "{label} is too long."),
            (_, Problem::TooMany) => {
                write!(f, "You have had {} names by now. Take one of them.", limits::USERNAMES)
            }
            (_, Problem::TooShort) => write!(f, "{label} is too short."),
            (_, Problem::Taken) => write!(f, "{label} is taken."),
            (_, Problem::Reserved) => write!(f, "{label} is reserved."),
            (_, Problem::Characters | Problem::Ends) => {
                write!(f, "{label} holds a character that cannot be used here.")
            }
        }
    }
}

pub(super) const fn refuse(field: Field, problem: Problem) -> Invalid {
    Invalid { field, problem }
}
