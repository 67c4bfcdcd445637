//! `Notice`: the content of a push message, and its encryption for one browser alone (RFC 8291).

use crate::{
    model::text::first_line,
    server::db::{push_queue::Message, push_subscriptions::Keys},
};
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::Serialize;
use web_push_native::{Auth, p256};

/// Padding step: lengths are rounded up, so that they reveal less about the text.
const STEP: usize = 256;

/// Data for the service worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// A new message.
    Message {
        room: i64,
        title: String,
        body: String,
        url: String,
        /// Rooms whose notifications are withdrawn, having been read elsewhere.
        read: Vec<i64>,
        /// Unread messages in all rooms, for the app's badge.
        unread: i64,
    },
    /// A test notification, which the page recognises by its id.
    Test { id: String, title: &'static str, body: &'static str },
}

impl Notice {
    /// The notice of a message.
    #[must_use]
    pub fn of(message: &Message, room: i64, seq: i64, read: Vec<i64>, unread: i64) -> Self {
        let said = first_line(&message.body);
        let body = format!("{}: {said}", message.author);
        let url = format!("/rooms/{}/{seq}", message.slug);
        Self::Message { room, title: message.room.clone(), body, url, read, unread }
    }

    /// JSON of the notice, padded, before encryption.
    #[must_use]
    pub fn plain(&self) -> Vec<u8> {
        let mut text = serde_json::to_vec(self).unwrap_or_default();
        // JSON allows trailing spaces.
        text.resize(text.len().next_multiple_of(STEP), b' ');
        text
    }
}

/// Encrypts bytes for a browser. `None` if its keys are invalid.
#[must_use]
pub fn close(plain: Vec<u8>, p256dh: &[u8], auth: &[u8]) -> Option<Vec<u8>> {
    let key = p256::PublicKey::from_sec1_bytes(p256dh).ok()?;
    let auth: [u8; 16] = auth.try_into().ok()?;
    web_push_native::encrypt(plain, &key, &Auth::from(auth)).ok()
}

/// Browsers write base64url without padding; some libraries with.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Decodes a browser's keys. `None` if they are invalid.
#[must_use]
pub fn keys(endpoint: String, p256dh: &str, auth: &str) -> Option<Keys> {
    let bytes = |text: &str| Some(text).filter(|text| text.len() <= 200).and_then(|text| BASE64.decode(text).ok());
    let (p256dh, auth) = (bytes(p256dh)?, bytes(auth)?);
    // Only keys that encryption will accept later.
    let usable = p256dh.len() == 65 && p256::PublicKey::from_sec1_bytes(&p256dh).is_ok() && auth.len() == 16;
    usable.then_some(Keys { endpoint, p256dh, auth })
}
