//! Addresses of pages: paths of ours, with or without a query.

use super::Seq;

/// Appends `next` to an address as its query parameter; nothing for `/`. `next` may have a query of its own.
#[must_use]
pub fn with_next(path: &str, next: &str) -> String {
    let mut address = path.to_owned();
    if next != "/" {
        address.push_str("?next=");
        for letter in next.chars() {
            match letter {
                '%' => address.push_str("%25"),
                '&' => address.push_str("%26"),
                '+' => address.push_str("%2B"),
                letter => address.push(letter),
            }
        }
    }
    address
}

/// Slug of the room that a path is in, and the rest of the path behind it, if any: an entry's seq, or a page.
#[must_use]
pub fn room_in(path: &str) -> Option<(&str, Option<&str>)> {
    let below = path.strip_prefix("/rooms/")?;
    let (slug, rest) = below.split_once('/').map_or((below, None), |(slug, rest)| (slug, Some(rest)));
    (!slug.is_empty() && slug != "new").then_some((slug, rest))
}

/// Slug of the room that an address is about: of its details or its members, say, but not of its messages.
#[must_use]
pub fn room_about(address: &str) -> Option<&str> {
    let (slug, rest) = room_in(address.split(['?', '#']).next()?)?;
    rest.filter(|rest| rest.parse::<Seq>().is_err()).map(|_| slug)
}

/// Slug of the room that an address belongs to.
#[must_use]
pub fn room_of(address: &str) -> Option<&str> {
    room_in(address.split(['?', '#']).next()?).map(|(slug, _)| slug)
}

/// `next`, if it is a local path that is safe to redirect to; otherwise `/`.
#[must_use]
pub fn safe_next(next: &str) -> String {
    let inside = next.starts_with('/')
        && !next.starts_with("//")
        && next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\' && b != b'"' && b != b'<' && b != b'>');
    if inside { next.to_owned() } else { "/".to_owned() }
}
