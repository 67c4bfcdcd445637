//! Readable addresses for rooms: `/rooms/{slug}`.

use crate::model::{RoomId, RoomKind, limits};

/// Words that are pages or would read like one.
const RESERVED: &[&str] = &["new", "edit", "all", "join", "leave", "search", "settings", "admin", "api"];

/// What a private room's address has behind its name at most, so that it cannot be guessed, and
/// that a name which is taken in secret is not seen to be taken.
const TAIL: usize = 7;

/// What a name would like to be called: ASCII words joined by dashes, other scripts transliterated.
pub fn wish(name: &str) -> String {
    let mut slug = String::new();
    for c in deunicode::deunicode(name).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') && c != '\'' {
            slug.push('-');
        }
        // Room is left for a number that makes it unique.
        if slug.len() >= limits::SLUG_CHARS - 8 {
            break;
        }
    }
    let slug = slug.trim_matches('-');
    if slug.is_empty() { "room".to_owned() } else { slug.to_owned() }
}

/// What a room would like to be called. `tail` is random letters: a conversation's address is
/// nothing else.
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

/// What a room is called while it is being deleted: no name becomes this, so its own is free.
pub fn gone(room: RoomId) -> String {
    format!("~{}", room.0)
}

/// The wish itself if it is free, or else the first free of `wish-2`, `wish-3` ...
pub fn free(wish: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let is_free = |slug: &str| !is_taken(slug) && !RESERVED.contains(&slug);
    if is_free(wish) {
        return wish.to_owned();
    }
    let numbered = (2_u64..).map(|number| format!("{wish}-{number}")).find(|slug| is_free(slug));
    numbered.unwrap_or_else(|| wish.to_owned())
}
