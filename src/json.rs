//! Reading JSON (RFC 8259) in the browser: a deserializer for serde that is small to download. It knows what
//! the server sends and no more: whole numbers, and values whose type is known beforehand. Its one error says
//! nothing, because nobody could act on more.

use serde::{
    Deserialize,
    de::{self, DeserializeSeed, Expected, Unexpected, Visitor, value::StrDeserializer},
};
use std::{borrow::Cow, fmt};

/// Nesting of values that are skipped, at most.
const DEEPEST: u8 = 64;

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
    let mut reader = Reader { text, at: 0 };
    let value = T::deserialize(&mut reader)?;
    if reader.peek() == END { Ok(value) } else { Err(BadJson) }
}

/// Stands for the end of the text. JSON has no such character outside of strings.
const END: u8 = 0;

struct Reader<'de> {
    text: &'de str,
    at: usize,
}

impl<'de> Reader<'de> {
    /// The next byte after white space, which stays unread.
    fn peek(&mut self) -> u8 {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.text.as_bytes().get(self.at) {
            self.at += 1;
        }
        self.text.as_bytes().get(self.at).copied().unwrap_or(END)
    }

    fn expect(&mut self, byte: u8) -> Result<(), BadJson> {
        if self.peek() != byte || byte == END {
            return Err(BadJson);
        }
        self.at += 1;
        Ok(())
    }

    fn literal(&mut self, word: &str) -> Result<(), BadJson> {
        self.peek();
        if !self.text[self.at..].starts_with(word) {
            return Err(BadJson);
        }
        self.at += word.len();
        Ok(())
    }

    fn integer<T: std::str::FromStr>(&mut self) -> Result<T, BadJson> {
        self.peek();
        let rest = &self.text[self.at..];
        let digits = rest.strip_prefix('-').unwrap_or(rest);
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        let is_odd = digits.len() > 1 && length > 1 && digits.starts_with('0');
        if is_odd || matches!(digits.as_bytes().get(length), Some(b'.' | b'e' | b'E')) {
            return Err(BadJson);
        }
        let length = length + rest.len() - digits.len();
        self.at += length;
        rest[..length].parse().map_err(|_| BadJson)
    }

    fn string(&mut self) -> Result<Cow<'de, str>, BadJson> {
        self.expect(b'"')?;
        let mut text = Cow::Borrowed("");
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | ..=0x1f)).ok_or(BadJson)?;
            if text.is_empty() {
                text = Cow::Borrowed(&rest[..plain]);
            } else {
                text.to_mut().push_str(&rest[..plain]);
            }
            self.at += plain + 1;
            match rest.as_bytes()[plain] {
                b'"' => return Ok(text),
                b'\\' => text.to_mut().push(self.escaped()?),
                _ => return Err(BadJson),
            }
        }
    }

    /// The character of an escape, after its backslash.
    fn escaped(&mut self) -> Result<char, BadJson> {
        let byte = self.text.as_bytes().get(self.at).copied().ok_or(BadJson)?;
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => byte.into(),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = self.four_digits()?;
                // Two surrogates are one character.
                if matches!(code, 0xd800..0xdc00) {
                    if !self.text[self.at..].starts_with("\\u") {
                        return Err(BadJson);
                    }
                    self.at += 2;
                    let low = self.four_digits()?;
                    if !matches!(low, 0xdc00..0xe000) {
                        return Err(BadJson);
                    }
                    code = 0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                }
                char::from_u32(code).ok_or(BadJson)?
            }
            _ => return Err(BadJson),
        })
    }

    fn four_digits(&mut self) -> Result<u32, BadJson> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4).ok_or(BadJson)?;
        self.at += 4;
        digits.iter().try_fold(0, |code, digit| Ok(code << 4 | char::from(*digit).to_digit(16).ok_or(BadJson)?))
    }

    /// Steps over a value of any type.
    fn skip(&mut self, depth: u8) -> Result<(), BadJson> {
        let next = self.peek();
        let end = match next {
            b'"' => return self.string().map(drop),
            b't' => return self.literal("true"),
            b'f' => return self.literal("false"),
            b'n' => return self.literal("null"),
            b'{' => b'}',
            b'[' => b']',
            _ => {
                // Also those with a fraction or an exponent.
                let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
                let length = self.text.as_bytes()[self.at..].iter().take_while(|byte| is_part(byte)).count();
                self.at += length;
                return if length > 0 { Ok(()) } else { Err(BadJson) };
            }
        };
        let deeper = depth.checked_sub(1).ok_or(BadJson)?;
        let mut items = self.items(next, end)?;
        while items.next()? {
            if next == b'{' {
                items.reader.string()?;
                items.reader.expect(b':')?;
            }
            items.reader.skip(deeper)?;
        }
        Ok(())
    }

    fn items(&mut self, begin: u8, end: u8) -> Result<Items<'_, 'de>, BadJson> {
        self.expect(begin)?;
        Ok(Items { reader: self, end, is_first: true, is_over: false })
    }
}

/// The items of a list, or the fields of an object.
struct Items<'r, 'de> {
    reader: &'r mut Reader<'de>,
    end: u8,
    is_first: bool,
    is_over: bool,
}

impl<'de> Items<'_, 'de> {
    /// Steps to the next item. `false` at the end, which is read.
    fn next(&mut self) -> Result<bool, BadJson> {
        if self.is_over || self.reader.peek() == self.end {
            self.reader.at += usize::from(!self.is_over);
            self.is_over = true;
            return Ok(false);
        }
        if !self.is_first {
            self.reader.expect(b',')?;
        }
        self.is_first = false;
        Ok(true)
    }

    /// Ends the list: a tuple is read up to its last item only.
    fn close(mut self) -> Result<(), BadJson> {
        if self.next()? { Err(BadJson) } else { Ok(()) }
    }

    fn read<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, BadJson> {
        if self.next()? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }
}

impl<'de> de::SeqAccess<'de> for Items<'_, 'de> {
    type Error = BadJson;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, BadJson> {
        self.read(seed)
    }
}

impl<'de> de::MapAccess<'de> for Items<'_, 'de> {
    type Error = BadJson;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, BadJson> {
        self.read(seed)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, BadJson> {
        self.reader.expect(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// A variant of an enum, with what it holds.
impl<'de> de::EnumAccess<'de> for &mut Reader<'de> {
    type Error = BadJson;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), BadJson> {
        let value = seed.deserialize(&mut *self)?;
        self.expect(b':')?;
        Ok((value, self))
    }
}

impl<'de> de::VariantAccess<'de> for &mut Reader<'de> {
    type Error = BadJson;

    fn unit_variant(self) -> Result<(), BadJson> {
        self.literal("null")
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, BadJson> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, BadJson> {
        de::Deserializer::deserialize_seq(self, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, BadJson> {
        de::Deserializer::deserialize_map(self, visitor)
    }
}

/// Types that are read alike.
macro_rules! alike {
    ($($of:ident)* => $like:ident) => {
        $(fn $of<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, BadJson> {
            self.$like(visitor)
        })*
    };
}

impl<'de> de::Deserializer<'de> for &mut Reader<'de> {
    type Error = BadJson;

    alike! { deserialize_i8 deserialize_i16 deserialize_i32 => deserialize_i64 }
    alike! { deserialize_u8 deserialize_u16 deserialize_u32 => deserialize_u64 }
    alike! { deserialize_char deserialize_string deserialize_identifier => deserialize_str }
    // Nothing is asked for these.
    alike! { deserialize_f32 deserialize_f64 deserialize_bytes deserialize_byte_buf => deserialize_any }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, BadJson> {
        Err(BadJson)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, BadJson> {
        let is_true = self.peek() == b't';
        self.literal(if is_true { "true" } else { "false" })?;
        visitor.visit_bool(is_true)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, BadJson> {
        visitor.visit_i64(self.integer()?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, BadJson> {
        visitor.visit_u64(self.integer()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, BadJson> {
        visitor.visit_str(&self.string()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, BadJson> {
        if self.peek() == b'n' {
            self.literal("null")?;
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, BadJson> {
        self.literal("null")?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, BadJson> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, BadJson> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, BadJson> {
        let mut items = self.items(b'[', b']')?;
        let value = visitor.visit_seq(&mut items)?;
        items.close()?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, BadJson> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, BadJson> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, BadJson> {
        let mut items = self.items(b'{', b'}')?;
        let value = visitor.visit_map(&mut items)?;
        items.close()?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, BadJson> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, BadJson> {
        if self.peek() == b'"' {
            return visitor.visit_enum(StrDeserializer::new(&self.string()?));
        }
        self.expect(b'{')?;
        let value = visitor.visit_enum(&mut *self)?;
        self.expect(b'}')?;
        Ok(value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, BadJson> {
        self.skip(DEEPEST)?;
        visitor.visit_unit()
    }
}
