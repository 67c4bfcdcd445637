//! Texts that people type, parsed into types that cannot be wrong: `Body` and `Password`, and the character
//! classes by which all text is validated.

use super::{Field, Invalid, Problem, field::refuse, limits};
use std::fmt;

/// A password as typed, compared byte for byte. Its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Parses a password for a new account, which must differ from its username.
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

/// A message's text: at least one visible character, at most 16,000 characters and 48 KiB.
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

    /// By how much a text exceeds one message; `None` when it fits.
    #[must_use]
    pub fn excess(text: &str) -> Option<Excess> {
        if text.len() <= limits::BODY_CHARS {
            return None;
        }
        let (chars, kilobytes) = (text.chars().count(), text.len().div_ceil(1024));
        if chars > limits::BODY_CHARS {
            Some(Excess::Chars(chars - limits::BODY_CHARS))
        } else {
            kilobytes.checked_sub(limits::BODY_BYTES / 1024).filter(|over| *over > 0).map(Excess::Kilobytes)
        }
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

/// By how much a text is longer than one message can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    Chars(usize),
    Kilobytes(usize),
}

/// The beginning of a message, on one line, as shown in notifications.
#[must_use]
pub fn first_line(body: &str) -> String {
    let mut line = String::new();
    let mut length = 0;
    for word in body.split_whitespace() {
        let space = (!line.is_empty()).then_some(' ');
        for letter in space.into_iter().chain(word.chars()) {
            if length == limits::LINE_CHARS {
                line.push('…');
                return line;
            }
            length += 1;
            line.push(letter);
        }
    }
    line
}

/// Whether a character is visible: not space, control, zero-width or a bidirectional control.
pub(super) fn is_seen(c: char) -> bool {
    !(c.is_whitespace() || is_unseen_control(c) || is_blank(c))
}

/// Control characters, and the bidirectional embeddings, overrides and isolates that can leak out of a name.
pub(super) fn is_unseen_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters that Unicode counts as letters or formats, and that show nothing.
fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2065}'
            | '\u{206a}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffc}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d159}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
            // Combining marks.
            | '\u{0300}'..='\u{036f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
    )
}
