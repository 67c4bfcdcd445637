//! Naming somebody in a message: `@username`.

use super::limits;

/// The usernames that a text names, in any case, at most [`limits::MENTIONS`] of them. An `@`
/// inside a word, as in a mail address, names nobody.
pub fn names(body: &str) -> impl Iterator<Item = &str> {
    let starts = body.match_indices('@').filter(|(place, _)| {
        let before = body[..*place].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '@' | '/'))
    });
    let names = starts.map(|(place, _)| {
        let rest = &body[place + 1..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')));
        // What ends a sentence is no part of a name.
        rest[..end.unwrap_or(rest.len())].trim_end_matches(['_', '.', '-'])
    });
    names.filter(|name| limits::USERNAME_CHARS.contains(&name.len())).take(limits::MENTIONS)
}

/// Whether a text names this username.
#[must_use]
pub fn is_named(body: &str, username: &str) -> bool {
    names(body).any(|name| name.eq_ignore_ascii_case(username))
}
