//! `Status`: the text beside a person's name.

use super::{Field, Invalid, Problem, limits, name::one_line};

/// A person's status: any script, up to 100 characters on one line; may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status(String);

impl Status {
    /// # Errors
    /// When it is longer than 100 characters.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match one_line(text, Field::Status, limits::STATUS_CHARS) {
            Ok(status) => Ok(Self(status)),
            Err(Invalid { problem: Problem::Empty, .. }) => Ok(Self(String::new())),
            Err(refused) => Err(refused),
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
