//! VAPID keys of the server (RFC 8292), by which push services recognise the server that the browser subscribed
//! to. Created at the first start and stored in the database.

use crate::model::Millis;
use axum::http::{HeaderValue, header::InvalidHeaderValue};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{
    error::{KeyRejected, Unspecified},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::json;

/// Lifetime of a token in seconds; push services accept at most a day.
const HOLDS: i64 = 12 * 60 * 60;
/// `{"typ":"JWT","alg":"ES256"}`
const HEAD: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9";

/// Key pair, and contact for push services.
#[derive(Debug)]
pub struct Vapid {
    pair: EcdsaKeyPair,
    contact: String,
    random: SystemRandom,
}

/// Reason why the key cannot be created, read or used.
#[derive(Debug, thiserror::Error)]
#[error("the key for notifications cannot be used: {0}")]
pub enum BadKey {
    Encoding(#[from] base64::DecodeError),
    // No source: without its feature `std` ring's errors are none to the standard library.
    Rejected(KeyRejected),
    Refused(Unspecified),
    Header(#[from] InvalidHeaderValue),
}

impl Vapid {
    /// Creates a private key, encoded for storage.
    ///
    /// # Errors
    /// When the operating system has no random numbers.
    pub fn make() -> Result<String, BadKey> {
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        Ok(BASE64_URL_SAFE_NO_PAD.encode(key.map_err(BadKey::Refused)?))
    }

    /// Key pair from a stored private key.
    ///
    /// # Errors
    /// When it is not a valid key.
    pub fn read(kept: &str, contact: String) -> Result<Self, BadKey> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(kept)?;
        let random = SystemRandom::new();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &bytes, &random).map_err(BadKey::Rejected)?;
        Ok(Self { pair, contact, random })
    }

    /// The public key for browsers: an uncompressed point in base64url.
    #[must_use]
    pub fn public(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.pair.public_key())
    }

    /// `Authorization` header for a push service, given its origin.
    ///
    /// # Errors
    /// When signing fails.
    pub fn authorization(&self, audience: &str, now: Millis) -> Result<HeaderValue, BadKey> {
        let claims = json!({ "aud": audience, "exp": now / 1_000 + HOLDS, "sub": self.contact }).to_string();
        let mut token = format!("{HEAD}.{}", BASE64_URL_SAFE_NO_PAD.encode(claims));
        let signature = self.pair.sign(&self.random, token.as_bytes()).map_err(BadKey::Refused)?;
        token.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(HeaderValue::from_str(&format!("vapid t={token}, k={}", self.public()))?)
    }
}
