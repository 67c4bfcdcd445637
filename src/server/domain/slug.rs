//! Slugs: readable addresses of rooms, `/rooms/{slug}`.

use crate::model::{RoomId, RoomKind, limits};

/// Slugs that are pages or read like one.
const RESERVED: &[&str] = &["new", "edit", "all", "join", "leave", "search", "settings", "admin", "api"];

/// Most random letters after the name in a private room's slug: it cannot be guessed, and does not reveal
/// whether another private room has the same name.
const TAIL: usize = 7;

/// Slug of a name: ASCII words joined by dashes, other scripts transliterated.
pub fn wish(name: &str) -> String {
    let mut slug = String::new();
    for c in deunicode::deunicode(name).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') && c != '\'' {
            slug.push('-');
        }
        // Space for a number that makes it unique.
        if slug.len() >= limits::SLUG_CHARS - 8 {
            break;
        }
    }
    let slug = slug.trim_matches('-');
    if slug.is_empty() { "room".to_owned() } else { slug.to_owned() }
}

/// Preferred slug of a room. `tail` is random letters, which are all there is to a direct conversation's.
pub fn of(kind: RoomKind, name: &str, tail: &str) -> String {
    match kind {
        RoomKind::Open => wish(name),
        RoomKind::Private => {
            let tail: String = tail.chars().take(TAIL).collect();
            format!("{}-{tail}", wish(name))
        }
        RoomKind::Direct => format!("dm-{tail}"),
    }
}

/// Slug of a room that is being deleted. No name gives this one, so the room's own is free.
pub fn gone(room: RoomId) -> String {
    format!("~{}", room.0)
}

/// The preferred slug if it is free, or else the first free one of `wish-2`, `wish-3` ...
pub fn free(wish: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let is_free = |slug: &str| !is_taken(slug) && !RESERVED.contains(&slug);
    if is_free(wish) {
        return wish.to_owned();
    }
    let numbered = (2_u64..).map(|number| format!("{wish}-{number}")).find(|slug| is_free(slug));
    numbered.unwrap_or_else(|| wish.to_owned())
}
