//! The browser's JSON reader, beside `serde_json`.

use proptest::{collection::vec, prelude::*, proptest};
use roost::{
    json,
    model::{AppError, Entry, Field, Invalid, Page, Problem, RoomMembership},
    wire::Refusal,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Every way of writing that the model knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Sample {
    text: String,
    number: i64,
    small: u8,
    is_so: bool,
    maybe: Option<Box<Sample>>,
    pairs: Vec<(i64, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    words: Vec<Refusal>,
    error: AppError,
    nothing: (),
}

fn an_error() -> impl Strategy<Value = AppError> {
    prop_oneof![
        Just(AppError::NotFound),
        Just(AppError::Invalid(Invalid { field: Field::Username, problem: Problem::Taken })),
        any::<u64>().prop_map(AppError::TooMany),
        ".*".prop_map(AppError::Internal),
    ]
}

fn a_sample() -> impl Strategy<Value = Sample> {
    let leaf = (".*", any::<i64>(), any::<u8>(), any::<bool>(), vec((any::<i64>(), ".*"), 0..3), an_error());
    let words = vec(prop_oneof![Just(Refusal::NotFound), Just(Refusal::TooMany)], 0..3);
    let leaf = (leaf, words).prop_map(|((text, number, small, is_so, pairs, error), words)| Sample {
        text,
        number,
        small,
        is_so,
        maybe: None,
        pairs,
        words,
        error,
        nothing: (),
    });
    let leaf = leaf.boxed();
    leaf.clone().prop_recursive(3, 8, 1, move |inner| {
        (leaf.clone(), inner).prop_map(|(sample, inner)| Sample { maybe: Some(Box::new(inner)), ..sample })
    })
}

/// A value of any type, with whole numbers.
fn a_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".*".prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((".*", inner), 0..4).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(sample in a_sample(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&sample) } else { serde_json::to_string(&sample) };
        prop_assert_eq!(json::read::<Sample>(&text.expect("it can be written")), Ok(sample));
    }

    #[test]
    fn a_field_that_nobody_knows_is_stepped_over(sample in a_sample(), unknown in a_value()) {
        let mut value = serde_json::to_value(&sample).expect("it can be written");
        value["0 before the others"] = unknown.clone();
        value["z after them"] = unknown;
        prop_assert_eq!(json::read::<Sample>(&value.to_string()), Ok(sample));
    }

    /// One byte is changed, left out or put in: both readers say the same of the text.
    #[test]
    fn what_is_damaged_is_refused(
        sample in a_sample(),
        at in any::<prop::sample::Index>(),
        by in "[\"\\\\{}\\[\\],:ntu0-9 .e-]?",
        kept in any::<bool>(),
    ) {
        let text = serde_json::to_string(&sample).expect("it can be written");
        let mut at = at.index(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let after = text[at..].chars().next().map_or(0, char::len_utf8);
        let rest = if kept { &text[at..] } else { &text[at + after..] };
        let damaged = [&text[..at], &by, rest].concat();
        prop_assert_eq!(json::read::<Sample>(&damaged).ok(), serde_json::from_str::<Sample>(&damaged).ok(), "{}", damaged);
    }

    #[test]
    fn no_text_brings_it_down(text in "[\\[\\]{}\",:\\\\u0-9a-f ntr.eE+-]*") {
        drop(json::read::<Sample>(&text));
        drop(json::read::<Vec<Sample>>(&text));
        drop(json::read::<Vec<serde::de::IgnoredAny>>(&text));
    }
}

#[test]
fn every_escape_is_read() {
    let text = r#""\"\\\/\b\f\n\r\t\u00e9\u20AC\ud83d\ude00 é€😀""#;
    assert_eq!(json::read::<String>(text), Ok("\"\\/\u{8}\u{c}\n\r\té€😀 é€😀".to_owned()));
    for broken in [r#""\x""#, r#""\u12""#, r#""\ud83d""#, r#""\ud83d\u0041""#, r#""\ude00""#, "\"\n\"", "\"", r#""\"#] {
        assert!(json::read::<String>(broken).is_err(), "{broken}");
    }
}

#[test]
fn numbers_are_whole_and_in_range() {
    assert_eq!(json::read("-9223372036854775808"), Ok(i64::MIN));
    assert_eq!(json::read("18446744073709551615"), Ok(u64::MAX));
    assert_eq!(json::read(" 255\n"), Ok(u8::MAX));
    for odd in ["256", "-1", "1.0", "1e2", "01", "-", "", "+1", "9223372036854775808", "1 2"] {
        assert!(json::read::<u8>(odd).is_err(), "{odd}");
    }
}

#[test]
fn nothing_is_nested_without_end() {
    let deep = |depth: usize| format!(r#"{{"x":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    #[derive(Deserialize)]
    struct Empty {}
    assert!(json::read::<Empty>(&deep(60)).is_ok());
    assert!(json::read::<Empty>(&deep(100_000)).is_err());
}

#[test]
fn the_model_is_read_as_serde_json_reads_it() {
    let membership = json!({
        "room": {"id": 1, "slug": "lobby", "name": "Lobby", "topic": "", "kind": "private"},
        "head": 41, "read": 40, "read_generation": 2, "unread": 1, "role": "owner", "muted_until": null,
        "with": [{"id": 3, "username": "bo", "name": "Bo"}],
    });
    let text = membership.to_string();
    assert_eq!(json::read::<RoomMembership>(&text).ok(), serde_json::from_str(&text).ok());
    assert!(json::read::<RoomMembership>(&text).is_ok());
    let entry = json!({"seq": 7, "at": 1, "by": 2, "type": "of a later version", "more": [1.5, {"a": -2e9}]});
    let text = entry.to_string();
    assert_eq!(json::read::<Entry>(&text).ok(), serde_json::from_str(&text).ok());
    assert!(json::read::<Entry>(&text).is_ok());
    assert_eq!(json::read(r#"{"moved":"/rooms/den"}"#), Ok(Page::Moved("/rooms/den".to_owned())));
    assert_eq!(json::read(r#""not_found""#), Ok(AppError::NotFound));
}
