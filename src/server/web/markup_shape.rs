//! Fingerprint of a page's markup: a hash of its elements, comments and texts in their order. The client
//! hydrates a page only if the browser's document has the fingerprint that was sent. Hydration finds elements
//! by walking from one to the next: after a node inserted by an extension, a translator or a proxy, it would
//! take every node for another.
//!
//! `public/start.js` computes the same hash of the document. Parts that the client does not hydrate are
//! skipped: the contents of drawings, and of elements marked `data-opaque`.

use crate::model::page_data::UNKNOWN_SHAPE;
use axum::body::Bytes;

/// Elements without an end tag.
const VOID: [&str; 8] = ["area", "br", "hr", "img", "input", "link", "meta", "source"];
/// FNV-1a constants for 32 bits (Fowler, Noll, Vo).
const OFFSET: u32 = 0x811c_9dc5;
const PRIME: u32 = 0x0100_0193;

/// The page with its own fingerprint written into it.
#[must_use]
pub fn signed(page: &[u8]) -> Bytes {
    let place = format!("data-shape=\"{UNKNOWN_SHAPE}\"");
    let html = std::str::from_utf8(page).unwrap_or_default();
    let Some(at) = html.find(&place) else { return Bytes::copy_from_slice(page) };
    let start = html[..at].rfind('<').unwrap_or(at);
    let shape = format!("{:08x}", Walk::of(&html[start..]));
    let mut signed = page.to_vec();
    let from = at + place.len() - 1 - UNKNOWN_SHAPE.len();
    signed[from..from + UNKNOWN_SHAPE.len()].copy_from_slice(shape.as_bytes());
    signed.into()
}

/// The same hash of a text, over its UTF-16 code units, as scripts count.
#[must_use]
pub fn sum(text: &str) -> String {
    let sum = text.encode_utf16().fold(OFFSET, |sum, unit| (sum ^ u32::from(unit)).wrapping_mul(PRIME));
    format!("{sum:08x}")
}

/// A walk through the markup of one element.
struct Walk<'a> {
    rest: &'a str,
    shape: u32,
    /// Open elements, and how many of them are inside an opaque one.
    open: Vec<&'a str>,
    hidden: usize,
}

impl<'a> Walk<'a> {
    /// Fingerprint of the element at the start of the markup. The markup is our own: all elements are closed,
    /// attributes are quoted, and browsers have nothing to repair.
    fn of(html: &'a str) -> u32 {
        let mut walk = Self { rest: html, shape: OFFSET, open: Vec::new(), hidden: 0 };
        while walk.step() {}
        walk.shape
    }

    /// Consumes one node. Whether there is more.
    fn step(&mut self) -> bool {
        if let Some(rest) = self.rest.strip_prefix("</") {
            self.rest = rest.split_once('>').map_or("", |(_, rest)| rest);
            self.close();
        } else if self.rest.starts_with("<!") {
            self.comment();
        } else if self.rest.starts_with('<') {
            self.element();
        } else {
            let end = self.rest.find('<').unwrap_or(self.rest.len());
            if end > 0 {
                self.note("t");
            }
            self.rest = &self.rest[end..];
        }
        !self.open.is_empty() && !self.rest.is_empty()
    }

    fn comment(&mut self) {
        // The empty marker `<!>`, or a whole comment.
        let (text, rest) = match self.rest.strip_prefix("<!--") {
            Some(comment) => comment.split_once("-->").unwrap_or((comment, "")),
            None => ("", self.rest.split_once('>').map_or("", |(_, rest)| rest)),
        };
        self.note("!");
        self.note(text);
        self.rest = rest;
    }

    fn element(&mut self) {
        let (tag, rest) = tag_of(self.rest);
        let name_end = tag.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(tag.len());
        let name = &tag[..name_end];
        self.note("<");
        self.note(name);
        self.note(" ");
        self.rest = rest;
        if VOID.contains(&name) || tag.ends_with('/') {
            return self.note(">");
        }
        if name == "textarea" {
            return self.area();
        }
        self.open.push(name);
        if self.hidden > 0 || name == "svg" || tag.contains(" data-opaque") {
            self.hidden += 1;
        }
    }

    /// A textarea's content is plain text; a line break right after the tag does not belong to it.
    fn area(&mut self) {
        let (text, rest) = self.rest.split_once("</textarea>").unwrap_or((self.rest, ""));
        if !text.strip_prefix('\n').unwrap_or(text).is_empty() {
            self.note("t");
        }
        self.note(">");
        self.rest = rest;
    }

    fn close(&mut self) {
        self.open.pop();
        self.hidden = self.hidden.saturating_sub(1);
        self.note(">");
    }

    fn note(&mut self, what: &str) {
        if self.hidden == 0 {
            self.shape = what.bytes().fold(self.shape, |shape, byte| (shape ^ u32::from(byte)).wrapping_mul(PRIME));
        }
    }
}

/// Contents of a tag, and the markup after it. Quoted values can contain `>`.
fn tag_of(html: &str) -> (&str, &str) {
    let mut quoted = false;
    let end = html.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    let end = end.unwrap_or(html.len() - 1);
    (&html[1..end], &html[end + 1..])
}
