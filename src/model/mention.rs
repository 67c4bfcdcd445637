//! Mentions: `@username` in a message.

use super::{UserId, limits};
use serde::{Deserialize, Serialize};

/// A mentioned member, and the username in the text, in lower case: one that they had when the message was
/// posted, and may have changed since.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mention(pub UserId, pub String);

/// The usernames mentioned in a text, in any case, each with the byte position of its `@`; at most
/// [`limits::MENTIONS`]. An `@` inside a word, as in a mail address, is no mention.
pub fn names(body: &str) -> impl Iterator<Item = (usize, &str)> {
    let starts = body.match_indices('@').filter(|(place, _)| {
        let before = body[..*place].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '@' | '/'))
    });
    let names = starts.map(|(place, _)| {
        let rest = &body[place + 1..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')));
        // Punctuation at the end of a sentence is no part of a username.
        (place, rest[..end.unwrap_or(rest.len())].trim_end_matches(['_', '.', '-']))
    });
    names.filter(|(_, name)| limits::USERNAME_CHARS.contains(&name.len())).take(limits::MENTIONS)
}

/// A piece of a message's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Words(&'a str),
    /// `@` and a username, and the mention that it stands for.
    Name(&'a str, &'a Mention),
}

/// Splits a text into plain words and mentions. Together the pieces are the whole text.
#[must_use]
pub fn pieces<'a>(body: &'a str, mentions: &'a [Mention]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut end = 0;
    for (place, name) in names(body) {
        let Some(mention) = mentions.iter().find(|mention| mention.1.eq_ignore_ascii_case(name)) else { continue };
        if end < place {
            pieces.push(Piece::Words(&body[end..place]));
        }
        end = place + 1 + name.len();
        pieces.push(Piece::Name(&body[place..end], mention));
    }
    if end < body.len() {
        pieces.push(Piece::Words(&body[end..]));
    }
    pieces
}
