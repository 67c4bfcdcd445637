//! Naming somebody in a message: `@username`.

use super::{UserId, limits};
use serde::{Deserialize, Serialize};

/// Whom a message names, and the username by which it does, in lower case: one they had then, and
/// may have no more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mention(pub UserId, pub String);

/// The usernames that a text names, in any case, and the place of the `@` before each; at most
/// [`limits::MENTIONS`] of them. An `@` inside a word, as in a mail address, names nobody.
pub fn names(body: &str) -> impl Iterator<Item = (usize, &str)> {
    let starts = body.match_indices('@').filter(|(place, _)| {
        let before = body[..*place].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '@' | '/'))
    });
    let names = starts.map(|(place, _)| {
        let rest = &body[place + 1..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')));
        // What ends a sentence is no part of a name.
        (place, rest[..end.unwrap_or(rest.len())].trim_end_matches(['_', '.', '-']))
    });
    names.filter(|(_, name)| limits::USERNAME_CHARS.contains(&name.len())).take(limits::MENTIONS)
}

/// A piece of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Words(&'a str),
    /// `@` and a name, of whoever is mentioned by it.
    Name(&'a str, &'a Mention),
}

/// A text in pieces, which together are the whole of it.
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
