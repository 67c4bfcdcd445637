//! Secrets and other random values from the operating system.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// A token for a session or link: 256 random bits as 43 characters of base64url.
#[must_use]
pub fn token() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(random::<32>())
}

/// A client id: 128 random bits.
#[must_use]
pub fn client_id() -> crate::model::ClientId {
    crate::model::ClientId::from_random(random())
}

/// A salt for a password hash: 128 random bits.
#[must_use]
pub fn salt() -> [u8; 16] {
    random()
}

/// An id for a logged error: eight characters.
#[must_use]
pub fn short() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(random::<6>())
}

/// A password that can be read aloud: five groups of four from an alphabet of 32 without look-alikes.
#[must_use]
pub fn readable() -> String {
    in_groups(random::<20>())
}

/// A recovery code: four groups of four, 80 random bits.
#[must_use]
pub fn code() -> String {
    in_groups(random::<16>())
}

fn in_groups<const N: usize>(bytes: [u8; N]) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letters = bytes.map(|byte| char::from(ALPHABET[usize::from(byte & 31)]));
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Random end of a slug: twelve letters and digits, 60 bits.
#[must_use]
pub fn tail() -> String {
    readable().chars().filter(|c| *c != '-').take(12).collect()
}

/// Hash of a token as stored.
#[must_use]
pub fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has random numbers");
    bytes
}
