//! The identifiers that cross the wire.

use serde::{Deserialize, Serialize};

/// A position in one room's log: 1, 2, 3 ..., dense and never reused. 0 is before the first.
pub type Seq = i64;

/// Milliseconds since 1970-01-01T00:00:00Z. For display only: nothing is ordered by it.
pub type Millis = i64;

/// The id of an account. Usernames can change, this cannot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub i64);

/// The id of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoomId(pub i64);

/// A message's id, made by the client: 128 random bits as 22 characters of base64url.
///
/// Unique per room and author, so that a message sent twice is stored once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientId(String);

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const LENGTH: usize = 22;

impl ClientId {
    /// Makes an id of 16 random bytes.
    #[must_use]
    pub fn from_random(bytes: [u8; 16]) -> Self {
        let mut text = String::with_capacity(LENGTH);
        let mut bits = u128::from_be_bytes(bytes);
        for _ in 0..LENGTH {
            text.push(char::from(ALPHABET[(bits & 63) as usize]));
            bits >>= 6;
        }
        Self(text)
    }

    /// # Errors
    /// When `text` is not 22 characters of base64url.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.len() == LENGTH && text.bytes().all(|byte| ALPHABET.contains(&byte)) {
            Ok(Self(text.to_owned()))
        } else {
            Err("a client_id is 22 characters of base64url")
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ClientId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<ClientId> for String {
    fn from(id: ClientId) -> Self {
        id.0
    }
}

/// Whether a value equals its default and can be left out of the JSON.
pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
