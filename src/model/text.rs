//! Text that people type, parsed into types that cannot be wrong.

use super::limits;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A form's field, by the name its input has.
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
    /// One's own username, typed once more to be sure.
    Confirm,
    PlaceName,
    PlaceMark,
    Status,
    Emoji,
    TimeZone,
    Picture,
    Starts,
    Days,
    Ends,
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
            Self::PlaceName => "place_name",
            Self::PlaceMark => "place_mark",
            Self::Status => "status",
            Self::Emoji => "emoji",
            Self::TimeZone => "zone",
            Self::Picture => "picture",
            Self::Starts => "starts",
            Self::Days => "day",
            Self::Ends => "ends",
        }
    }

    /// What a person calls it.
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
            Self::PlaceName => "Name of the place",
            Self::PlaceMark => "Mark",
            Self::Status => "Status",
            Self::Emoji => "Status emoji",
            Self::TimeZone => "Time zone",
            Self::Picture => "Picture",
            Self::Starts => "From",
            Self::Days => "Days",
            Self::Ends => "Until",
        }
    }
}

/// Why a field's text cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    Empty,
    TooShort,
    TooLong,
    /// Holds characters that this field cannot hold.
    Characters,
    /// Begins or ends with something other than a letter or digit.
    Ends,
    Taken,
    Reserved,
    /// Among the passwords that are guessed first.
    Common,
    /// A password equal to the name beside it.
    SameAsName,
    /// Not what it should be; a password, say.
    Wrong,
    /// More of them than anybody gets.
    TooMany,
}

/// A field that cannot be taken as it is. Its `Display` is a sentence for the person who typed.
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
            (Field::PlaceName, Problem::TooLong) => {
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

const fn refuse(field: Field, problem: Problem) -> Invalid {
    Invalid { field, problem }
}

/// A sign-in name: ASCII letters, digits and `_ . -`, two to 32, ending on letters or digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username(String);

/// Names that would be mistaken for Roost itself or for everybody.
const RESERVED_USERNAMES: &[&str] = &[
    "admin",
    "administrator",
    "all",
    "anonymous",
    "api",
    "channel",
    "deleted",
    "everyone",
    "help",
    "here",
    "me",
    "mod",
    "moderator",
    "nobody",
    "owner",
    "people",
    "room",
    "roost",
    "root",
    "security",
    "staff",
    "support",
    "system",
    "you",
];

impl Username {
    /// # Errors
    /// When the text breaks a rule above. Surrounding space is forgiven.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let refused = |problem| Err(refuse(Field::Username, problem));
        let text = text.trim();
        if text.is_empty() {
            return refused(Problem::Empty);
        }
        if !text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b)) {
            return refused(Problem::Characters);
        }
        if text.len() < *limits::USERNAME_CHARS.start() {
            return refused(Problem::TooShort);
        }
        if text.len() > *limits::USERNAME_CHARS.end() {
            return refused(Problem::TooLong);
        }
        let ends = [text.as_bytes()[0], text.as_bytes()[text.len() - 1]];
        if !ends.iter().all(u8::is_ascii_alphanumeric) {
            return refused(Problem::Ends);
        }
        if RESERVED_USERNAMES.contains(&text.to_ascii_lowercase().as_str()) {
            return refused(Problem::Reserved);
        }
        Ok(Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form under which names are unique: case does not distinguish.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// A name as others see it: any script, one to 50 characters on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayName(String);

/// A room's name: any script, one to 60 characters on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomName(String);

/// A room's topic: any script, up to 200 characters on one line; may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic(String);

impl DisplayName {
    /// # Errors
    /// When there is nothing to see, or more than fits.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        one_line(text, Field::DisplayName, limits::DISPLAY_NAME_CHARS).map(Self)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&Username> for DisplayName {
    fn from(username: &Username) -> Self {
        Self(username.0.clone())
    }
}

impl RoomName {
    /// # Errors
    /// When there is nothing to see, or more than fits.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        one_line(text, Field::RoomName, limits::ROOM_NAME_CHARS).map(Self)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Topic {
    /// # Errors
    /// When it is longer than 200 characters.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match one_line(text, Field::Topic, limits::TOPIC_CHARS) {
            Ok(topic) => Ok(Self(topic)),
            Err(Invalid { problem: Problem::Empty, .. }) => Ok(Self(String::new())),
            Err(refused) => Err(refused),
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the place is called: any script, one to 40 characters on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceName(String);

/// An emoji or a few letters that stand for the place; may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceMark(String);

impl PlaceName {
    /// # Errors
    /// When there is nothing to see, or more than fits.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        one_line(text, Field::PlaceName, limits::PLACE_NAME_CHARS).map(Self)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PlaceMark {
    /// # Errors
    /// When it is longer than eight characters.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match one_line(text, Field::PlaceMark, limits::PLACE_MARK_CHARS) {
            Err(Invalid { problem: Problem::Empty, .. }) => Ok(Self(String::new())),
            parsed => parsed.map(Self),
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Folds white space and drops control and formatting characters that could disturb a neighbour.
pub(super) fn one_line(text: &str, field: Field, most: usize) -> Result<String, Invalid> {
    let kept: String = text.chars().filter(|c| c.is_whitespace() || !is_unseen_control(*c)).collect();
    let folded = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    if !folded.chars().any(is_seen) {
        return Err(refuse(field, Problem::Empty));
    }
    if folded.chars().count() > most {
        return Err(refuse(field, Problem::TooLong));
    }
    Ok(folded)
}

/// A password as typed, compared byte for byte. Its `Debug` does not tell.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// A password for a new account, beside the name it must differ from.
    ///
    /// # Errors
    /// When it is outside 8 to 1,024 bytes or equal to the name. Common ones are refused by the server.
    pub fn choose(text: &str, username: &str) -> Result<Self, Invalid> {
        let refused = |problem| Err(refuse(Field::Password, problem));
        if text.is_empty() {
            return refused(Problem::Empty);
        }
        if text.len() < *limits::PASSWORD_BYTES.start() {
            return refused(Problem::TooShort);
        }
        if text.len() > *limits::PASSWORD_BYTES.end() {
            return refused(Problem::TooLong);
        }
        if text.eq_ignore_ascii_case(username.trim()) {
            return refused(Problem::SameAsName);
        }
        Ok(Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// A message's text: something to see, at most 16,000 characters and 48 KiB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body(String);

impl Body {
    /// Keeps the text as typed, but for line ends (always `\n`) and control characters (dropped).
    ///
    /// # Errors
    /// When there is nothing to see, or more than fits.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        // Measured before anything is copied, so that a megabyte costs nothing.
        if text.len() > 2 * limits::BODY_BYTES {
            return Err(refuse(Field::Message, Problem::TooLong));
        }
        let text = text.replace("\r\n", "\n");
        let kept: String = text.chars().filter(|c| *c == '\n' || *c == '\t' || !c.is_control()).collect();
        if !kept.chars().any(is_seen) {
            return Err(refuse(Field::Message, Problem::Empty));
        }
        if kept.len() > limits::BODY_BYTES || kept.chars().count() > limits::BODY_CHARS {
            return Err(refuse(Field::Message, Problem::TooLong));
        }
        Ok(Self(kept))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Whether a character leaves a mark: not space, control, zero-width or a bidirectional control.
fn is_seen(c: char) -> bool {
    !(c.is_whitespace() || is_unseen_control(c) || is_blank(c))
}

/// Control characters, and the embedding, override and isolate marks that can leak out of a name.
fn is_unseen_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters that are letters or formats by the book and show nothing.
fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2065}'
            | '\u{206a}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffc}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d159}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
            // Marks that need a letter to stand on.
            | '\u{0300}'..='\u{036f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
    )
}
