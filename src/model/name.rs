//! Names of people, rooms and the site, parsed into types that cannot be wrong.

use super::{
    Field, Invalid, Problem,
    field::refuse,
    limits,
    text::{is_seen, is_unseen_control},
};

/// A sign-in name: ASCII letters, digits and `_ . -`, two to 32, ending on letters or digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username(String);

/// Reserved usernames: they would be mistaken for Roost itself or for everybody.
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

    /// The username in lower case. Usernames are unique in this form.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// A display name: any script, one to 50 characters on one line.
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

/// A name to tell invite links apart: any script, up to 60 characters on one line; may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkName(String);

impl LinkName {
    /// # Errors
    /// When it is longer than 60 characters.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match one_line(text, Field::LinkName, limits::LINK_NAME_CHARS) {
            Ok(name) => Ok(Self(name)),
            Err(Invalid { problem: Problem::Empty, .. }) => Ok(Self(String::new())),
            Err(refused) => Err(refused),
        }
    }

    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// The site's name: any script, one to 40 characters on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteName(String);

/// The site's icon, an emoji or a few letters; may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteIcon(String);

impl SiteName {
    /// # Errors
    /// When there is nothing to see, or more than fits.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        one_line(text, Field::SiteName, limits::PLACE_NAME_CHARS).map(Self)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl SiteIcon {
    /// # Errors
    /// When it is longer than eight characters.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match one_line(text, Field::SiteIcon, limits::PLACE_MARK_CHARS) {
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
