//! The words for people stand in `words` alone: no component, page or script has a sentence of its own.

use roost::server::web::words::scripts;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Parts of `src/` that draw what people see.
const DRAWN: [&str; 5] = ["ui", "pages", "app.rs", "bare_start.rs", "server/web/pages"];
/// Attributes whose value is read, or read out.
const READ: [&str; 6] = ["alt=", "aria-label=", "hint=", "placeholder=", "text=", "title="];
/// Names of settings, as they are written in the environment.
const SETTINGS: [&str; 2] = ["ROOST_TLS_CERT", "ROOST_TLS_KEY"];

/// The string literals of a source, each with what stands before and after it. Comments are passed over.
fn literals(source: &str) -> Vec<(&str, &str, &str)> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(next) = source[at..].find(['"', '/', '\'']).map(|next| at + next) {
        let rest = &source[next..];
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("'\"'") {
            3
        } else if let Some(literal) = rest.strip_prefix('"') {
            let length = end(literal);
            found.push((source[..next].trim_end(), &literal[..length], literal[length + 1..].trim_start()));
            length + 2
        } else {
            1
        };
        at = next + length;
    }
    found
}

/// The length of a string literal up to the quote that ends it.
fn end(literal: &str) -> usize {
    let mut is_escaped = false;
    let ends = |letter: char| {
        let ends = letter == '"' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        ends
    };
    literal.find(ends).expect("an end")
}

/// Whether a text reads as a sentence or as several words: a capital letter, and two words of letters.
fn is_sentence(text: &str) -> bool {
    let words = text.split(|letter: char| !letter.is_ascii_alphabetic()).filter(|word| word.len() > 1).count();
    // An attribute or a cookie is no sentence.
    words > 1 && text.contains(|letter: char| letter.is_ascii_uppercase()) && text.contains(' ') && !text.contains('=')
}

/// Whether a literal is shown as it stands: as a text between tags, or in an attribute that is read.
fn is_shown(before: &str, text: &str, after: &str) -> bool {
    let is_between_tags = (before.ends_with('>') && !before.ends_with("=>")) && after.starts_with(['<', '{', '"']);
    let is_whole = |name: &str| name.is_empty() || name.ends_with(char::is_whitespace);
    let is_read = READ.iter().any(|attribute| before.strip_suffix(attribute).is_some_and(is_whole));
    let has_letters = text.contains(|letter: char| letter.is_ascii_alphabetic());
    has_letters && (is_between_tags || is_read) && !SETTINGS.contains(&text)
}

fn own_words(source: &str) -> Vec<&str> {
    let is_own = |(before, text, after): &(&str, &str, &str)| is_sentence(text) || is_shown(before, text, after);
    literals(source).into_iter().filter(is_own).map(|(_, text, _)| text).collect()
}

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let inside = fs::read_dir(path).expect("a folder");
        inside.for_each(|entry| files(&entry.expect("an entry").path(), found));
    } else {
        found.push(path.to_owned());
    }
}

#[test]
fn what_draws_has_no_words_of_its_own() {
    let mut all = Vec::new();
    for part in DRAWN {
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(part), &mut all);
    }
    assert!(all.len() > 50, "{} files", all.len());
    for path in all {
        let source = fs::read_to_string(&path).expect("a file");
        let own = own_words(&source);
        assert!(own.is_empty(), "{} has words of its own: {own:#?}", path.display());
    }
}

#[test]
fn words_of_any_kind_are_seen() {
    for source in [
        r#"view! { <p>"Say hello."</p> }"#,
        r#"view! { <button type="submit">"Save"</button> }"#,
        r#"view! { <p>"New here? "<a href=path>{words}</a></p> }"#,
        r#"view! { <input aria-label="Message"/> }"#,
        r#"let words = format!("Leave {name}? {back}");"#,
        r#"const DONE: &[(&str, &str)] = &[("saved", "Everybody sees it now.")];"#,
    ] {
        assert_eq!(own_words(source).len(), 1, "{source}");
    }
    for source in [
        r#"view! { <p class="card text">{words::SAVED}" · @"{username}</p> }"#,
        r#"view! { <textarea enterkeyhint="enter"></textarea> }"#,
        "// \"Say hello.\" is said elsewhere.",
        r#"matches!(event.key(), "Enter" | "Escape")"#,
        r#"let quote = '"'; let path = format!("/rooms/{slug}/about");"#,
    ] {
        assert_eq!(own_words(source), Vec::<&str>::new(), "{source}");
    }
}

/// The names behind `words.` in a script.
fn named(script: &str) -> Vec<&str> {
    let parts = script.split("words.").skip(1);
    parts.map(|part| part.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default()).collect()
}

#[test]
fn scripts_find_each_word_that_they_ask_for() {
    for (script, given) in [("keys.js", scripts::keys()), ("push.js", scripts::push())] {
        let script = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("public").join(script)).expect("it");
        let given: Value = serde_json::from_str(&given).expect("JSON");
        let names = named(&script);
        assert!(names.len() > 10, "{names:?}");
        for name in names {
            assert!(given[name].as_str().is_some_and(|words| !words.is_empty()), "{name} is not given");
        }
    }
}

#[test]
fn scripts_have_no_words_of_their_own() {
    let mut all = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("public"), &mut all);
    // A worker has no document to take words from.
    all.retain(|path| path.extension().is_some_and(|kind| kind == "js") && !path.ends_with("sw.js"));
    assert!(all.len() > 8, "{} files", all.len());
    for path in all {
        let script = fs::read_to_string(&path).expect("a script");
        let code = script.lines().filter(|line| !line.trim_start().starts_with(['/', '*'])).collect::<Vec<_>>();
        let own: Vec<_> = code.iter().flat_map(|line| quoted(line)).filter(|text| is_sentence(&fixed(text))).collect();
        assert!(own.is_empty(), "{} has words of its own: {own:#?}", path.display());
    }
}

/// A template without its holes.
fn fixed(template: &str) -> String {
    template
        .split("${")
        .enumerate()
        .map(|(at, part)| part.split_once('}').filter(|_| at > 0).map_or(part, |(_, rest)| rest))
        .collect()
}

/// The texts of a line between single quotes, between double ones, and between backticks.
fn quoted(line: &str) -> Vec<&str> {
    ['\'', '"', '`'].into_iter().flat_map(|quote| line.split(quote).skip(1).step_by(2)).collect()
}
