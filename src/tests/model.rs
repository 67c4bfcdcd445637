//! The rules for text that people type, at and beyond their limits.

use super::support::cases;
use proptest::prelude::*;
use roost::{
    model::{
        Body, ClientId, DisplayName, Field, Invalid, Password, Problem, RoomName, Topic, User, Username,
        address::{room_in, safe_next},
        limits,
        text::first_line,
    },
    words::errors::excess,
};

fn username(text: &str) -> Result<String, Problem> {
    Username::parse(text).map(|name| name.as_str().to_owned()).map_err(|Invalid { field, problem }| {
        assert_eq!(field, Field::Username, "the field is named");
        problem
    })
}

fn body(text: &str) -> Result<String, Problem> {
    Body::parse(text).map(Body::into_string).map_err(|refused| refused.problem)
}

#[test]
fn a_username_that_breaks_a_rule_is_refused_for_that_rule() {
    let long = "x".repeat(32);
    for (text, expected) in [
        ("", Err(Problem::Empty)),
        ("   ", Err(Problem::Empty)),
        ("\t\n", Err(Problem::Empty)),
        ("a", Err(Problem::TooShort)),
        ("ab", Ok("ab")),
        (&long, Ok(long.as_str())),
        (&format!("{long}y"), Err(Problem::TooLong)),
        ("  ada ", Ok("ada")),
        ("a.b_c-d9", Ok("a.b_c-d9")),
        (".ada", Err(Problem::Ends)),
        ("ada-", Err(Problem::Ends)),
        ("__", Err(Problem::Ends)),
        ("Admin", Err(Problem::Reserved)),
        ("everyone", Err(Problem::Reserved)),
        ("a da", Err(Problem::Characters)),
        ("a\nda", Err(Problem::Characters)),
        ("a\0da", Err(Problem::Characters)),
        ("\u{430}da", Err(Problem::Characters)), // a Cyrillic a
        ("a\u{200b}da", Err(Problem::Characters)),
        ("a\u{202e}da", Err(Problem::Characters)),
        ("ada\u{feff}", Err(Problem::Characters)),
        ("äda", Err(Problem::Characters)),
        ("a@da", Err(Problem::Characters)),
    ] {
        assert_eq!(username(text), expected.map(str::to_owned), "{text:?}");
    }
}

#[test]
fn names_rooms_and_topics_fit_exactly_to_their_limits() {
    let of = |count: usize| "\u{4f60}".repeat(count);
    assert!(DisplayName::parse(&of(50)).is_ok());
    assert_eq!(DisplayName::parse(&of(51)).map_err(|e| e.problem), Err(Problem::TooLong));
    assert!(RoomName::parse(&of(60)).is_ok());
    assert_eq!(RoomName::parse(&of(61)).map_err(|e| e.problem), Err(Problem::TooLong));
    assert!(Topic::parse(&of(200)).is_ok());
    assert_eq!(Topic::parse(&of(201)).map_err(|e| e.problem), Err(Problem::TooLong));
    assert_eq!(Topic::parse(" \u{200b} ").map(|topic| topic.as_str().to_owned()), Ok(String::new()));
    assert_eq!(RoomName::parse(" \u{3164} ").map_err(|e| e.problem), Err(Problem::Empty));
}

#[test]
fn a_password_is_measured_in_bytes_and_is_not_the_name() {
    let choose = |text: &str| Password::choose(text, "Marguerite").map_err(|e| (e.field, e.problem)).map(drop);
    assert_eq!(choose(""), Err((Field::Password, Problem::Empty)));
    assert_eq!(choose("1234567"), Err((Field::Password, Problem::TooShort)));
    assert_eq!(choose("12345678"), Ok(()));
    assert_eq!(choose("\u{1f419}\u{1f419}"), Ok(()), "eight bytes of emoji");
    assert_eq!(choose("        "), Ok(()), "spaces are bytes");
    assert_eq!(choose(&"x".repeat(64)), Ok(()));
    assert_eq!(choose(&"x".repeat(1_024)), Ok(()));
    assert_eq!(choose(&"x".repeat(1_025)), Err((Field::Password, Problem::TooLong)));
    assert_eq!(choose("marguerite"), Err((Field::Password, Problem::SameAsName)));
    let password = Password::choose("a secret that stays", "ada").expect("fine");
    assert!(!format!("{password:?}").contains("secret"), "its Debug does not tell");
}

#[test]
fn a_message_fits_exactly_to_its_limits() {
    let letters = "x".repeat(limits::BODY_CHARS);
    assert_eq!(body(&letters), Ok(letters.clone()), "exactly the limit is kept whole");
    assert_eq!(body(&format!("{letters}x")), Err(Problem::TooLong));
    let emoji = "\u{1f419}".repeat(limits::BODY_BYTES / 4);
    assert_eq!(body(&emoji), Ok(emoji.clone()), "exactly 48 KiB is kept whole");
    assert_eq!(body(&format!("{emoji}\u{1f419}")), Err(Problem::TooLong));
    assert_eq!(body(&"x".repeat(1_000_000)), Err(Problem::TooLong));
    assert_eq!(body("one\r\ntwo\n\tthree"), Ok("one\ntwo\n\tthree".to_owned()));
}

#[test]
fn a_message_without_anything_to_see_is_empty() {
    for text in [
        "",
        "   ",
        "\n\n\t",
        "\u{200b}",
        "\u{200d}\u{feff}",
        "\u{3164}\u{2800}",
        "\0\u{7}",
        "\u{202e}\u{2066}",
        "\u{fff9}\u{fffc}",
        "\u{1d159}\u{1d173}\u{1bca0}",
        "\u{301}",
    ] {
        assert_eq!(body(text), Err(Problem::Empty), "{text:?}");
    }
}

#[test]
fn addresses_that_lead_away_become_the_start() {
    for away in [
        "",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "https://evil.example",
        "evil",
        "/\t/evil.example",
        "/\n/evil.example",
        "/ /evil",
        "/\"onclick",
        "/<b>",
        "///evil",
        "data:text/html,x",
    ] {
        assert_eq!(safe_next(away), "/", "{away:?}");
    }
    for inside in ["/", "/rooms/lobby", "/rooms/lobby/17", "/search?q=a&b=c#d"] {
        assert_eq!(safe_next(inside), inside);
    }
}

#[test]
fn paths_of_rooms_name_them() {
    assert_eq!(room_in("/rooms/lobby"), Some(("lobby", None)));
    assert_eq!(room_in("/rooms/lobby/41"), Some(("lobby", Some("41"))));
    assert_eq!(room_in("/rooms/lobby/invites/revoke"), Some(("lobby", Some("invites/revoke"))));
    for other in ["/", "/rooms", "/rooms/", "/rooms/new", "/people/rooms/lobby"] {
        assert_eq!(room_in(other), None, "{other}");
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[A-Za-z0-9_.-]{0,40}",
        "[ \\t\\r\\n\u{200b}\u{202e}\u{3164}a\u{301}]{0,60}",
        "\\PC{0,80}",
    ]
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn every_username_taken_obeys_the_rules(text in text()) {
        let trimmed = text.trim();
        let letters = |c: char| c.is_ascii_alphanumeric();
        let obeys = (2..=32).contains(&trimmed.len())
            && trimmed.chars().all(|c| letters(c) || "_.-".contains(c))
            && trimmed.starts_with(letters) && trimmed.ends_with(letters);
        match username(&text) {
            Ok(name) => prop_assert!(obeys && name == trimmed),
            Err(Problem::Reserved) => prop_assert!(obeys && trimmed.bytes().all(|b| b.is_ascii_alphabetic())),
            Err(_) => prop_assert!(!obeys, "{trimmed:?} obeys and is refused"),
        }
    }

    #[test]
    fn usernames_that_differ_in_case_only_have_one_key(text in "[A-Za-z][A-Za-z0-9]{3,20}x9") {
        let key = |text: &str| Username::parse(text).map(|name| name.key());
        prop_assert_eq!(key(&text), key(&text.to_ascii_uppercase()));
    }

    #[test]
    fn a_display_name_is_one_line_and_stays_as_it_is(text in text()) {
        if let Ok(name) = DisplayName::parse(&text) {
            let name = name.as_str();
            prop_assert!((1..=50).contains(&name.chars().count()));
            prop_assert!(!name.chars().any(char::is_control), "{:?}", name);
            prop_assert!(!name.contains(['\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}', '\u{2028}']), "{:?}", name);
            prop_assert_eq!(name.trim(), name);
            prop_assert_eq!(DisplayName::parse(name).map(|again| again.as_str().to_owned()), Ok(name.to_owned()));
        }
    }

    #[test]
    fn a_message_keeps_all_that_was_typed_but_controls(text in text()) {
        let kept: String = text.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || "\n\t".contains(*c)).collect();
        match body(&text) {
            Ok(taken) => {
                prop_assert_eq!(&taken, &kept);
                prop_assert_eq!(body(&taken), Ok(taken));
            }
            Err(problem) => prop_assert!(
                problem == Problem::Empty && !kept.bytes().any(|b| b.is_ascii_alphanumeric()) || kept.len() > 16_000
            ),
        }
    }

    #[test]
    fn a_client_id_goes_round_and_tells_its_bytes_apart(one: [u8; 16], other: [u8; 16]) {
        let id = ClientId::from_random(one);
        prop_assert_eq!(id.as_str().len(), 22);
        prop_assert_eq!(ClientId::parse(id.as_str()), Ok(id.clone()));
        let json = serde_json::to_string(&id).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<ClientId>(&json).expect("itself"), id.clone());
        prop_assert_eq!(id == ClientId::from_random(other), one == other);
    }

    #[test]
    fn only_22_characters_of_base64url_are_a_client_id(text in prop_oneof!["[A-Za-z0-9_=+/-]{20,24}", any::<String>()]) {
        let is = text.len() == 22 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        prop_assert_eq!(ClientId::parse(&text).is_ok(), is);
    }

    #[test]
    fn wherever_next_leads_it_stays_here(next in prop_oneof!["[/\\\\:.a-z\\t\\n @?#%]{0,12}", "/[!-~]{0,20}", any::<String>()]) {
        let here = reqwest::Url::parse("https://roost.example/signin").expect("an address");
        let there = here.join(&safe_next(&next)).expect("an address");
        prop_assert_eq!(there.origin(), here.origin());
    }
}

fn initials(name: &str) -> String {
    User { name: name.to_owned(), ..User::default() }.initials()
}

#[test]
fn whoever_has_no_letters_in_their_name_has_its_first_sign_as_initial() {
    for (name, expected) in [
        ("Ada Lindqvist", "AL"),
        ("ada", "a"),
        ("🎧 Bo", "B"),
        ("(Bo) [Okafor]", "BO"),
        ("שירה לוי", "של"),
        ("🎧", "🎧"),
        ("🎧🌱 🎂", "🎧"),
        ("👩‍🌾", "👩‍🌾"),
        ("👍🏽👍", "👍🏽"),
        ("❤️ ❤️", "❤️"),
        ("🇩🇪🇫🇷", "🇩🇪"),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿 🎂", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
        ("#️⃣", "#️⃣"),
        ("\u{200b}!?", "!"),
    ] {
        assert_eq!(initials(name), expected, "{name}");
    }
}

#[test]
fn what_is_too_much_by_one_is_told_of_one() {
    let of = |letters: usize| excess(Body::excess(&"x".repeat(letters)).expect("too much"));
    assert!(of(16_001).starts_with("1 character too many: "), "{}", of(16_001));
    assert!(of(16_002).starts_with("2 characters too many: "), "{}", of(16_002));
}

#[test]
fn a_message_is_told_of_by_its_beginning_on_one_line() {
    for (body, expected) in [("Beans are up", "Beans are up"), ("  one\n\ttwo  \n", "one two")] {
        assert_eq!(first_line(body), expected, "{body:?}");
    }
    let long = "日本 ".repeat(4_000);
    let line = first_line(&long);
    assert_eq!(line.chars().count(), 241);
    assert!(line.ends_with('…') && line.starts_with("日本 日本 "), "{line}");
    assert_eq!(first_line(&"x".repeat(240)), "x".repeat(240));
}
