//! Reading JSON (RFC 8259) in the browser: a deserializer for serde that is small to download. It knows what
//! the server sends and no more: whole numbers, and values whose type is known beforehand. Its one error says
//! nothing, because nobody could act on more.

mod deserializer;
mod reader;

use reader::{END, Reader};
use serde::{
    Deserialize,
    de::{self, Expected, Unexpected},
};
use std::fmt;

/// The text is no JSON, or not of the type that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadJson;

impl fmt::Display for BadJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the JSON that was expected")
    }
}

impl std::error::Error for BadJson {}

// Nothing of what serde says is kept: then it need not be put into words either.
impl de::Error for BadJson {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

/// Reads a value from a text that holds nothing else.
///
/// # Errors
/// When the text is not such a value.
pub fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, BadJson> {
    let mut reader = Reader::new(text);
    let value = T::deserialize(&mut reader)?;
    if reader.peek() == END { Ok(value) } else { Err(BadJson) }
}
