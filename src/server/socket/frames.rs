//! The line of one connection: texts in, texts out, and the ways it can end.

use crate::wire::{ClientFrame, close};
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures_util::SinkExt;
use std::time::Duration;
use tokio::time::timeout;

/// How long the other side may take to answer a close.
const GOODBYE: Duration = Duration::from_secs(2);
/// How long a write may be blocked.
const BLOCKED: Duration = Duration::from_secs(30);

/// Why a connection ends.
pub(super) enum End {
    /// With this code, said to the other side.
    Close(u16),
    /// The other side said goodbye.
    Left,
    /// The other side has gone, or cannot be told.
    Gone,
}

/// Says goodbye as far as it can be heard.
pub(super) async fn end(socket: &mut WebSocket, end: End) {
    let ending = match end {
        End::Close(code) => {
            let close = Message::Close(Some(CloseFrame { code, reason: "".into() }));
            timeout(BLOCKED, socket.send(close)).await.is_ok_and(|sent| sent.is_ok())
        }
        End::Left => true,
        End::Gone => false,
    };
    if ending {
        // A close is answered with a close, by them or by reading on; a short while is kept for that.
        drop(timeout(GOODBYE, async { while let Some(Ok(_)) = socket.recv().await {} }).await);
    }
}

/// A text, read as a frame.
pub(super) enum Decoded {
    Frame(ClientFrame),
    /// Well-formed, but of a protocol that is not spoken here.
    UnknownType,
    Bad(String),
}

/// Reads a text. A frame of the protocol that is malformed is told from one of another protocol.
pub(super) fn decode(text: &str) -> Decoded {
    // Of a list the fields of a frame would be read in their order.
    if !text.trim_start().starts_with('{') {
        return Decoded::Bad("a frame is an object".to_owned());
    }
    #[derive(serde::Deserialize)]
    struct Typed<'a> {
        #[serde(rename = "type", borrow)]
        kind: std::borrow::Cow<'a, str>,
    }
    const TYPES: [&str; 11] =
        ["hello", "ping", "subscribe", "unsubscribe", "send", "read", "unread", "typing", "active", "watch", "people"];
    match serde_json::from_str(text) {
        Ok(frame) => Decoded::Frame(frame),
        Err(error) => match serde_json::from_str::<Typed<'_>>(text) {
            Ok(typed) if !TYPES.contains(&typed.kind.as_ref()) => Decoded::UnknownType,
            _ => Decoded::Bad(error.to_string()),
        },
    }
}

/// The next text; nothing for pings and pongs, which answer themselves.
pub(super) async fn next_text(socket: &mut WebSocket) -> Result<Option<Utf8Bytes>, End> {
    match socket.recv().await {
        Some(Ok(Message::Text(text))) => Ok(Some(text)),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
        Some(Ok(Message::Binary(_))) => Err(End::Close(close::UNSUPPORTED)),
        Some(Ok(Message::Close(_))) => Err(End::Left),
        None => Err(End::Gone),
        Some(Err(error)) => Err(broken(error)),
    }
}

/// What to close with after a frame that RFC 6455 does not allow.
fn broken(error: axum::Error) -> End {
    use tungstenite::Error;
    match error.into_inner().downcast_ref::<Error>() {
        Some(Error::Capacity(_)) => End::Close(close::TOO_BIG),
        Some(Error::Utf8(_)) => End::Close(close::NOT_UTF8),
        Some(Error::Protocol(tungstenite::error::ProtocolError::ResetWithoutClosingHandshake)) => End::Gone,
        Some(Error::Protocol(_)) => End::Close(close::PROTOCOL_ERROR),
        _ => End::Gone,
    }
}

/// Hands a frame to the socket's buffer.
pub(super) async fn send(socket: &mut WebSocket, text: Utf8Bytes) -> Result<(), End> {
    write(socket, Message::Text(text)).await
}

/// Hands a message to the socket's buffer. A peer that does not read is let go after a while.
pub(super) async fn write(socket: &mut WebSocket, message: Message) -> Result<(), End> {
    match timeout(BLOCKED, socket.feed(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Gone),
        Err(_) => Err(End::Close(close::TOO_SLOW)),
    }
}

/// Writes out what the buffer holds.
pub(super) async fn flush(socket: &mut WebSocket) -> Result<(), End> {
    match timeout(BLOCKED, socket.flush()).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Gone),
        Err(_) => Err(End::Close(close::TOO_SLOW)),
    }
}
