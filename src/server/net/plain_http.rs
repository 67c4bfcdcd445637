//! Redirects from plain http to https: on the https port itself, for addresses typed without the `s`, and on a
//! port of its own, for addresses typed without a scheme.

use super::connections::Connections;
use crate::{server::log::throttle::Seldom, words::http};
use axum_server::accept::Accept;
use std::{io, net::TcpListener, pin::Pin, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// Timeout for a request and for its response.
const PATIENCE: Duration = Duration::from_secs(15);
/// Most bytes read of a request.
const HEAD: usize = 8 * 1024;
/// First byte of a TLS connection (RFC 8446, section 5.1: the content type of a handshake).
const HANDSHAKE: u8 = 22;

/// Passes TLS connections on to another acceptor, and redirects the others to `origin`.
#[derive(Clone, Debug)]
pub struct TlsOnly<A> {
    inner: A,
    origin: Arc<str>,
}

impl<A> TlsOnly<A> {
    #[must_use]
    pub const fn new(inner: A, origin: Arc<str>) -> Self {
        Self { inner, origin }
    }
}

impl<A, S> Accept<TcpStream, S> for TlsOnly<A>
where
    A: Accept<TcpStream, S, Future: Send> + Clone + Send + 'static,
    S: Send + 'static,
{
    type Stream = A::Stream;
    type Service = A::Service;
    type Future = Pin<Box<dyn Future<Output = io::Result<(A::Stream, A::Service)>> + Send>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let Self { inner, origin } = self.clone();
        Box::pin(async move {
            let mut first = [0];
            let seen = timeout(PATIENCE, stream.peek(&mut first)).await??;
            if seen == 0 || first == [HANDSHAKE] {
                return inner.accept(stream, service).await;
            }
            lead(stream, &origin).await?;
            Err(io::Error::new(io::ErrorKind::InvalidData, "plain http where https is spoken"))
        })
    }
}

/// Redirects all requests on `listener` to `origin`. Runs until aborted.
pub async fn serve(listener: TcpListener, origin: Arc<str>, connections: Arc<Connections>) {
    let said = Seldom::every(Duration::from_secs(60));
    let failed = |error: &io::Error| {
        if said.may_say("accept") {
            tracing::warn!(%error, "a connection could not be accepted");
        }
    };
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return failed(&error),
    };
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let Some((place, closing)) = connections.admit(peer.ip()) else { continue };
                let origin = Arc::clone(&origin);
                // Ends after at most two timeouts.
                drop(tokio::spawn(async move {
                    tokio::select! {
                        _ = lead(stream, &origin) => {}
                        _ = closing => {}
                    }
                    drop(place);
                }));
            }
            Err(error) => {
                failed(&error);
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Reads one request and redirects it to the same path at `origin`.
async fn lead(mut stream: TcpStream, origin: &str) -> io::Result<()> {
    let mut head = Vec::new();
    let whole = async {
        while !head.windows(4).any(|end| end == b"\r\n\r\n") && head.len() < HEAD {
            if stream.read_buf(&mut head).await? == 0 {
                break;
            }
        }
        io::Result::Ok(())
    };
    timeout(PATIENCE, whole).await??;
    timeout(PATIENCE, stream.write_all(answer(&head, origin).as_bytes())).await??;
    stream.shutdown().await
}

/// Response to a request: a redirect of its path to https, or an error that only https is spoken.
#[must_use]
pub fn answer(head: &[u8], origin: &str) -> String {
    let line = head.split(|byte| *byte == b'\r').next().and_then(|line| std::str::from_utf8(line).ok());
    let mut words = line.unwrap_or_default().split(' ');
    let asked = match (words.next(), words.next(), words.next()) {
        (Some("GET" | "HEAD"), Some(path), Some("HTTP/1.1" | "HTTP/1.0")) if path.starts_with('/') => Some(path),
        _ => None,
    };
    // Only characters allowed in an address get into the response's head.
    let path = asked.filter(|path| path.bytes().all(|byte| byte.is_ascii_graphic()));
    let words = http::https(origin);
    let (status, location) = match path {
        Some(path) => ("308 Permanent Redirect", format!("location: {origin}{path}\r\n")),
        None => ("400 Bad Request", String::new()),
    };
    format!(
        "HTTP/1.1 {status}\r\n{location}content-type: text/plain; charset=utf-8\r\ncontent-length: {}\r\n\
         cache-control: no-store\r\nconnection: close\r\n\r\n{words}",
        words.len()
    )
}
