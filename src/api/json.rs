//! JSON for server functions, read by the same deserializer as frames and page data. Leptos' own codec reads with
//! `serde_json`, which would be a second deserializer to download.

use crate::{
    json::{self, BadJson},
    model::AppError,
};
use leptos::server_fn::{
    Bytes, ContentType, Decodes, Encodes, Format, FormatType,
    codec::Post,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Serialize, de::DeserializeOwned};

/// The format: JSON as text.
#[derive(Debug)]
pub struct JsonText;

/// The response encoding, as [`JsonText`].
pub type Json = Post<JsonText>;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(output: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(output).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = BadJson;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        // Bytes that are not UTF-8 are no JSON either.
        json::read(std::str::from_utf8(&bytes).unwrap_or_default())
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonText;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::Unreachable
            }
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Self::NotFound,
            _ => Self::Internal("-".to_owned()),
        }
    }
}
