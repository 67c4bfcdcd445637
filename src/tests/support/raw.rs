//! A socket made of bytes (RFC 6455 by hand): for frames that a proper client would never send, and for
//! counting bytes on the wire.

use super::soon;
use std::{io, net::SocketAddr};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

pub(crate) const TEXT: u8 = 1;
pub(crate) const BINARY: u8 = 2;
pub(crate) const CLOSE: u8 = 8;
pub(crate) const PING: u8 = 9;
pub(crate) const PONG: u8 = 10;

pub(crate) struct Raw {
    /// The head of the handshake's response.
    pub(crate) head: String,
    line: TcpStream,
    ahead: Vec<u8>,
}

/// The result of a handshake.
pub(crate) enum Dialled {
    Open(Raw),
    /// The response's head, if it was not 101.
    Refused(String),
}

/// A frame as it came, and its size in bytes.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) opcode: u8,
    pub(crate) payload: Vec<u8>,
    pub(crate) wire: usize,
}

impl Raw {
    pub(crate) async fn dial(addr: SocketAddr, headers: &[(&str, &str)]) -> Dialled {
        Self::dial_with(addr, headers, None).await
    }

    /// Dials; `window` is the receive buffer, for slow readers.
    pub(crate) async fn dial_with(addr: SocketAddr, headers: &[(&str, &str)], window: Option<u32>) -> Dialled {
        let socket = TcpSocket::new_v4().expect("a socket");
        if let Some(window) = window {
            socket.set_recv_buffer_size(window).expect("a small window");
        }
        let mut line = socket.connect(addr).await.expect("a connection");
        let mut head = format!(
            "GET /ws HTTP/1.1\r\nhost: {addr}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        );
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        line.write_all(head.as_bytes()).await.expect("a request");
        let mut ahead = Vec::new();
        let end = loop {
            if let Some(end) = ahead.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            let read = soon("the handshake's answer", line.read_buf(&mut ahead)).await.expect("an answer");
            assert!(read > 0, "the handshake was cut off");
        };
        let head = String::from_utf8_lossy(&ahead[..end]).into_owned();
        ahead.drain(..end);
        if head.starts_with("HTTP/1.1 101") {
            Dialled::Open(Self { head, line, ahead })
        } else {
            Dialled::Refused(head)
        }
    }

    pub(crate) async fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.line.write_all(bytes).await
    }

    pub(crate) async fn text(&mut self, text: &str) {
        drop(self.bytes(&frame(true, TEXT, text.as_bytes())).await);
    }

    pub(crate) async fn hello(&mut self) {
        self.text(r#"{"type":"hello","protocol":1}"#).await;
        let answer = self.next().await.expect("hello is answered");
        assert!(String::from_utf8_lossy(&answer.payload).contains(r#""type":"hello""#), "{answer:?}");
    }

    /// The next frame of any kind; `None` when the connection has ended.
    pub(crate) async fn next(&mut self) -> Option<Frame> {
        soon("a frame", self.next_at_last()).await
    }

    /// The same without a deadline.
    pub(crate) async fn next_at_last(&mut self) -> Option<Frame> {
        loop {
            if let Some(frame) = self.take_frame() {
                return Some(frame);
            }
            match self.line.read_buf(&mut self.ahead).await {
                Ok(0) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// Reads until the connection ends; returns the close code, if there is one.
    pub(crate) async fn close_code(&mut self) -> Option<u16> {
        while let Some(frame) = self.next().await {
            if frame.opcode == CLOSE {
                return frame.payload.first_chunk().map(|code| u16::from_be_bytes(*code));
            }
        }
        None
    }

    fn take_frame(&mut self) -> Option<Frame> {
        let (first, second) = (*self.ahead.first()?, *self.ahead.get(1)?);
        let (length, from) = match second & 127 {
            126 => (usize::from(u16::from_be_bytes(*self.ahead.get(2..)?.first_chunk()?)), 4),
            127 => (usize::try_from(u64::from_be_bytes(*self.ahead.get(2..)?.first_chunk()?)).ok()?, 10),
            short => (usize::from(short), 2),
        };
        let payload = self.ahead.get(from..from + length)?.to_vec();
        self.ahead.drain(..from + length);
        Some(Frame { opcode: first & 15, payload, wire: from + length })
    }
}

/// A masked frame; the mask is zero, so that the payload stays readable.
pub(crate) fn frame(last: bool, opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = head(last, opcode, payload.len() as u64);
    bytes.extend_from_slice(payload);
    bytes
}

/// The head of a masked frame that claims a length.
pub(crate) fn head(last: bool, opcode: u8, length: u64) -> Vec<u8> {
    let mut bytes = vec![if last { 128 } else { 0 } | opcode];
    match length {
        0..=125 => bytes.push(128 | u8::try_from(length).expect("short")),
        126..=65_535 => {
            bytes.push(128 | 126);
            bytes.extend(u16::try_from(length).expect("middling").to_be_bytes());
        }
        _ => {
            bytes.push(128 | 127);
            bytes.extend(length.to_be_bytes());
        }
    }
    bytes.extend([0; 4]);
    bytes
}
