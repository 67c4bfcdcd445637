//! A client independent of Roost's code: written from the documentation of `wire.rs` alone, in JSON, as a
//! proof that anybody can.

use super::soon;
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderValue},
};

pub(crate) struct Socket {
    line: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// All received frames, in order.
    pub(crate) heard: Vec<Value>,
}

impl Socket {
    pub(crate) async fn dial(host: &str, origin: &str, cookie: &str) -> Result<Self, Error> {
        let mut request = format!("ws://{host}/ws").into_client_request()?;
        request.headers_mut().insert("origin", HeaderValue::from_str(origin)?);
        request.headers_mut().insert("cookie", HeaderValue::from_str(cookie)?);
        Ok(Self { line: connect_async(request).await?.0, heard: Vec::new() })
    }

    /// Sends a frame. Does nothing on a closed connection: the next received frame shows that.
    pub(crate) async fn say(&mut self, frame: Value) {
        self.say_text(&frame.to_string()).await;
    }

    pub(crate) async fn say_text(&mut self, text: &str) {
        drop(soon("a frame is sent", self.line.send(Message::text(text))).await);
    }

    pub(crate) async fn hello(&mut self) -> Value {
        self.say(json!({ "type": "hello", "protocol": 1 })).await;
        self.next_of_type("hello").await
    }

    pub(crate) async fn subscribe(&mut self, room: i64, after: Option<i64>) {
        self.say(json!({ "type": "subscribe", "room": room, "after": after })).await;
    }

    pub(crate) async fn send(&mut self, room: i64, client_id: &str, body: &str) {
        self.say(json!({ "type": "send", "room": room, "client_id": client_id, "body": body })).await;
    }

    /// The next frame; `{"type":"closed","code":1006}` and the like when the connection has ended.
    pub(crate) async fn next(&mut self) -> Value {
        let what = format!("a frame after {}", self.heard.last().unwrap_or(&Value::Null));
        let frame = loop {
            break match soon(&what, self.line.next()).await {
                Some(Ok(Message::Text(text))) => serde_json::from_str(&text).expect("frames are JSON"),
                Some(Ok(Message::Close(Some(close)))) => json!({ "type": "closed", "code": u16::from(close.code) }),
                Some(Ok(Message::Close(None)) | Err(_)) | None => json!({ "type": "closed", "code": 1006 }),
                Some(Ok(_)) => continue,
            };
        };
        self.heard.push(frame);
        self.heard.last().expect("just heard").clone()
    }

    pub(crate) async fn next_of_type(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.next().await;
            if frame["type"] == kind {
                return frame;
            }
            assert_ne!(frame["type"], "closed", "closed with {} while waiting for {kind:?}", frame["code"]);
        }
    }
}
