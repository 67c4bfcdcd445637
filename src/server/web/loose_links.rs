//! Links as they come out of mails and notes: with the mark behind them that ended the sentence, or in
//! the wrong case.

/// Marks that no address of ours ends on.
const MARKS: &str = ".,;:!)]}>'\"*…»›”’“‘）。";
/// The first parts of addresses that people hand on.
const HANDED_ON: [&str; 4] = ["rooms", "people", "join", "reset"];

/// The address that is meant, both as path and query; nothing where it is that already. What is at it is
/// not looked at, so that nobody learns anything by it.
#[must_use]
pub fn tidied(address: &str) -> Option<String> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let meant = match path.strip_prefix('/')?.split_once('/') {
        Some(("rooms", rest)) => format!("/rooms/{}", in_small_letters(without_marks(rest))),
        Some((first, rest)) if HANDED_ON.contains(&first) => format!("/{first}/{}", without_marks(rest)),
        _ => path.to_owned(),
    };
    // An invitation is a query.
    let meant_query = if path == "/signup" { without_marks(query) } else { query };
    if (&*meant, meant_query) == (path, query) {
        return None;
    }
    Some(if meant_query.is_empty() { meant } else { format!("{meant}?{meant_query}") })
}

/// A room's address as it is written; what follows on it stays as it is.
fn in_small_letters(rest: &str) -> String {
    let end = rest.find('/').unwrap_or(rest.len());
    rest[..end].to_ascii_lowercase() + &rest[end..]
}

/// Without the marks at its end; as it is, where nothing would be left of its last part.
fn without_marks(text: &str) -> &str {
    let mut rest = text;
    while let Some((mark, length)) = last_letter(rest)
        && MARKS.contains(mark)
    {
        rest = &rest[..rest.len() - length];
    }
    if rest.is_empty() || rest.ends_with(['/', '=']) { text } else { rest }
}

/// The last letter of an address, percent-encoded or not, and how many bytes it takes there.
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
