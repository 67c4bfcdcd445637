//! I/O of one socket: reading and writing frames, and closing.

use crate::wire::{ClientFrame, close};
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures_util::{FutureExt, SinkExt};
use std::{future::Future, pin::pin, time::Duration};
use tokio::time::timeout;

/// Timeout for the answer to a close.
const GOODBYE: Duration = Duration::from_secs(2);
/// Timeout for a blocked write.
const BLOCKED: Duration = Duration::from_secs(30);

/// Reason why a connection ends.
pub(super) enum End {
    /// Closed by the server, with this code.
    Close(u16),
    /// Closed by the client.
    Left,
    /// The connection broke, or the client no longer answers.
    Gone,
}

/// Closes the socket, with a close frame if the client can still receive one.
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
        // Reading on answers the client's close, or waits for its answer to ours.
        drop(timeout(GOODBYE, async { while let Some(Ok(_)) = socket.recv().await {} }).await);
    }
}

/// A text decoded as a frame.
pub(super) enum Decoded {
    Frame(ClientFrame),
    /// Well-formed, but of an unknown type, from another version of the protocol.
    UnknownType,
    Bad(String),
}

/// Decodes a text. Tells malformed frames of this protocol from frames of another.
pub(super) fn decode(text: &str) -> Decoded {
    // From a list serde would read the fields of a frame by position.
    if !text.trim_start().starts_with('{') {
        return Decoded::Bad("a frame is an object".to_owned());
    }
    #[derive(serde::Deserialize)]
    struct Typed<'a> {
        #[serde(rename = "type", borrow)]
        kind: std::borrow::Cow<'a, str>,
    }
    const TYPES: [&str; 13] = [
        "hello",
        "ping",
        "subscribe",
        "unsubscribe",
        "send",
        "edit",
        "delete",
        "read",
        "unread",
        "typing",
        "active",
        "watch",
        "people",
    ];
    match serde_json::from_str(text) {
        Ok(frame) => Decoded::Frame(frame),
        Err(error) => match serde_json::from_str::<Typed<'_>>(text) {
            Ok(typed) if !TYPES.contains(&typed.kind.as_ref()) => Decoded::UnknownType,
            _ => Decoded::Bad(error.to_string()),
        },
    }
}

/// The next text; `None` for pings and pongs, which axum answers.
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

/// Close code for a violation of RFC 6455.
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

/// Writes a frame to the socket's buffer.
pub(super) async fn send(socket: &mut WebSocket, text: Utf8Bytes) -> Result<(), End> {
    write(socket, Message::Text(text)).await
}

/// Writes a message to the socket's buffer. A peer that does not read for 30 seconds is closed.
pub(super) async fn write(socket: &mut WebSocket, message: Message) -> Result<(), End> {
    unblocked(socket.feed(message)).await
}

/// Flushes the socket's buffer.
pub(super) async fn flush(socket: &mut WebSocket) -> Result<(), End> {
    unblocked(socket.flush()).await
}

/// The result of a write, within the time that it may be blocked. Most are done at once, without a timer.
async fn unblocked(write: impl Future<Output = Result<(), axum::Error>>) -> Result<(), End> {
    let mut write = pin!(write);
    let done = match write.as_mut().now_or_never() {
        Some(done) => Ok(done),
        None => timeout(BLOCKED, write).await,
    };
    match done {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Gone),
        Err(_) => Err(End::Close(close::TOO_SLOW)),
    }
}
