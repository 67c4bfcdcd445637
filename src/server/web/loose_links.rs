//! Repair of pasted links: with punctuation at the end, or a room's slug in the wrong case.

/// Punctuation with which no address of ours ends.
const MARKS: &str = ".,;:!)]}>'\"*…»›”’“‘）。";
/// First path segments of addresses that people share.
const HANDED_ON: [&str; 4] = ["rooms", "people", "join", "reset"];

/// The intended address, path and query; `None` if it is the given one. Does not look up whether it exists, so
/// it reveals nothing.
#[must_use]
pub fn tidied(address: &str) -> Option<String> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let meant = match path.strip_prefix('/')?.split_once('/') {
        Some(("rooms", rest)) => format!("/rooms/{}", in_small_letters(without_marks(rest))),
        Some((first, rest)) if HANDED_ON.contains(&first) => format!("/{first}/{}", without_marks(rest)),
        _ => path.to_owned(),
    };
    // An invitation's token is in the query.
    let meant_query = if path == "/signup" { without_marks(query) } else { query };
    if (&*meant, meant_query) == (path, query) {
        return None;
    }
    Some(if meant_query.is_empty() { meant } else { format!("{meant}?{meant_query}") })
}

/// The room's slug in lower case, the rest of the path unchanged.
fn in_small_letters(rest: &str) -> String {
    let end = rest.find('/').unwrap_or(rest.len());
    rest[..end].to_ascii_lowercase() + &rest[end..]
}

/// Without punctuation at the end; unchanged if nothing would be left of the last part.
fn without_marks(text: &str) -> &str {
    let mut rest = text;
    while let Some((mark, length)) = last_letter(rest)
        && MARKS.contains(mark)
    {
        rest = &rest[..rest.len() - length];
    }
    if rest.is_empty() || rest.ends_with(['/', '=']) { text } else { rest }
}

/// The last character of an address, percent-encoded or not, and its length in bytes there.
fn last_letter(text: &str) -> Option<(char, usize)> {
    let encoded = (1..=4).find_map(|bytes| {
        let end = text.get(text.len().checked_sub(3 * bytes)?..)?;
        let bytes = end.as_bytes().chunks(3).map(|part| match part {
            [b'%', hex @ ..] => u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok(),
            _ => None,
        });
        let letter = String::from_utf8(bytes.collect::<Option<Vec<u8>>>()?).ok()?;
        Some((letter.chars().next()?, end.len()))
    });
    encoded.or_else(|| text.chars().next_back().map(|letter| (letter, letter.len_utf8())))
}
