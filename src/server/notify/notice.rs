//! What is said in a push, and how it is closed so that only the browser can read it (RFC 8291).

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

/// Lengths are rounded up to these steps, so that they tell less of what is said.
const STEP: usize = 256;

/// What the service worker gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// There is a message.
    Message {
        room: i64,
        title: String,
        body: String,
        url: String,
        /// Rooms whose notices are to be taken away: they have been read elsewhere.
        read: Vec<i64>,
        /// Unread messages in all rooms, for the app's badge.
        unread: i64,
    },
    /// Somebody tries whether notices arrive, and waits for this one by its name.
    Test { id: String },
}

impl Notice {
    /// The notice of a message.
    #[must_use]
    pub fn of(message: &Message, room: i64, seq: i64, read: Vec<i64>, unread: i64) -> Self {
        let said = message.body.as_deref().map(first_line).unwrap_or_default();
        let body = format!("{}: {said}", message.author);
        let url = format!("/rooms/{}/{seq}", message.slug);
        Self::Message { room, title: message.room.clone(), body, url, read, unread }
    }

    /// As it is sent, before it is closed.
    #[must_use]
    pub fn plain(&self) -> Vec<u8> {
        let mut text = serde_json::to_vec(self).unwrap_or_default();
        // JSON may end in space.
        text.resize(text.len().next_multiple_of(STEP), b' ');
        text
    }
}

/// Closes bytes for a browser. Nothing where its keys are none.
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

/// The keys that a browser gave, if they are such.
#[must_use]
pub fn keys(endpoint: String, p256dh: &str, auth: &str) -> Option<Keys> {
    let bytes = |text: &str| Some(text).filter(|text| text.len() <= 200).and_then(|text| BASE64.decode(text).ok());
    let (p256dh, auth) = (bytes(p256dh)?, bytes(auth)?);
    // Only what can be closed for later.
    let usable = p256dh.len() == 65 && p256::PublicKey::from_sec1_bytes(&p256dh).is_ok() && auth.len() == 16;
    usable.then_some(Keys { endpoint, p256dh, auth })
}
