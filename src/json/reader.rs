//! The tokens of a JSON text, and what stands between them: strings, numbers, words, lists of items.

use super::BadJson;
use std::borrow::Cow;

/// Stands for the end of the text. JSON has no such character outside of strings.
pub(super) const END: u8 = 0;

/// A text, read up to `at`, in bytes.
pub(super) struct Reader<'de> {
    text: &'de str,
    at: usize,
}

impl<'de> Reader<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        Self { text, at: 0 }
    }

    /// The next byte after white space, which stays unread.
    pub(super) fn peek(&mut self) -> u8 {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.text.as_bytes().get(self.at) {
            self.at += 1;
        }
        self.text.as_bytes().get(self.at).copied().unwrap_or(END)
    }

    pub(super) fn expect(&mut self, byte: u8) -> Result<(), BadJson> {
        if self.peek() != byte || byte == END {
            return Err(BadJson);
        }
        self.at += 1;
        Ok(())
    }

    pub(super) fn literal(&mut self, word: &str) -> Result<(), BadJson> {
        self.peek();
        if !self.text[self.at..].starts_with(word) {
            return Err(BadJson);
        }
        self.at += word.len();
        Ok(())
    }

    pub(super) fn integer<T: std::str::FromStr>(&mut self) -> Result<T, BadJson> {
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

    pub(super) fn string(&mut self) -> Result<Cow<'de, str>, BadJson> {
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
    pub(super) fn skip(&mut self, depth: u8) -> Result<(), BadJson> {
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

    pub(super) fn items(&mut self, begin: u8, end: u8) -> Result<Items<'_, 'de>, BadJson> {
        self.expect(begin)?;
        Ok(Items { reader: self, end, is_first: true, is_over: false })
    }
}

/// The items of a list, or the fields of an object.
pub(super) struct Items<'r, 'de> {
    pub(super) reader: &'r mut Reader<'de>,
    end: u8,
    is_first: bool,
    is_over: bool,
}

impl<'de> Items<'_, 'de> {
    /// Steps to the next item. `false` at the end, which is read.
    pub(super) fn next(&mut self) -> Result<bool, BadJson> {
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
    pub(super) fn close(mut self) -> Result<(), BadJson> {
        if self.next()? { Err(BadJson) } else { Ok(()) }
    }
}
