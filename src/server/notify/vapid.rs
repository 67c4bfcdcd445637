//! VAPID keys of the server (RFC 8292), by which push services recognise the server that the browser subscribed
//! to. Created at the first start and stored in the database.

use crate::model::Millis;
use axum::http::HeaderValue;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{
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

/// The key cannot be created or read.
#[derive(Clone, Copy, Debug)]
pub struct BadKey;

impl std::fmt::Display for BadKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the key for notifications cannot be used")
    }
}

impl std::error::Error for BadKey {}

impl Vapid {
    /// Creates a private key, encoded for storage.
    ///
    /// # Errors
    /// When the operating system has no random numbers.
    pub fn make() -> Result<String, BadKey> {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        made.map(|key| BASE64_URL_SAFE_NO_PAD.encode(key)).map_err(|_| BadKey)
    }

    /// Key pair from a stored private key.
    ///
    /// # Errors
    /// When it is not a valid key.
    pub fn read(kept: &str, contact: String) -> Result<Self, BadKey> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(kept).map_err(|_| BadKey)?;
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &bytes, &random).map_err(|_| BadKey)?;
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
        let signature = self.pair.sign(&self.random, token.as_bytes()).map_err(|_| BadKey)?;
        token.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        HeaderValue::from_str(&format!("vapid t={token}, k={}", self.public())).map_err(|_| BadKey)
    }
}
