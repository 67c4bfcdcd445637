//! Listening and serving, with the limits for slow or greedy peers.

use super::{connections::Connections, io_limits::LimitedAcceptor, plain_http::TlsOnly};
use crate::server::{config::Config, log::throttle::Seldom};
use axum::Router;
use axum_server::{
    Server,
    accept::NoDelayAcceptor,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};
use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};
use tokio::net::TcpSocket;

/// Handle for stopping a server.
pub type Handle = axum_server::Handle<SocketAddr>;

/// Connections waiting to be accepted: a thousand browsers reconnect at once after a restart.
const BACKLOG: u32 = 4_096;
/// Timeout for the TLS handshake and for the head of a request.
const HEAD: Duration = Duration::from_secs(15);
/// Most bytes of a request's head.
const HEAD_BYTES: usize = 32 * 1024;

/// Open files reserved for everything but connections; at most a quarter of all.
const OTHER_FILES: usize = 256;
/// Streams of one HTTP/2 connection at once: a page with all of its assets, several times over.
const STREAMS: u32 = 64;
/// Flow control windows in bytes, per stream and per connection.
const STREAM_WINDOW: u32 = 128 * 1024;
const CONNECTION_WINDOW: u32 = 256 * 1024;
/// Bytes of a response buffered per stream.
const SEND_BUFFER: usize = 64 * 1024;

/// Raises the limit of open files as far as allowed, and returns it.
fn open_files() -> usize {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(files) => usize::try_from(files).unwrap_or(usize::MAX),
        Err(error) => {
            tracing::warn!(%error, "how many files can be open is not known");
            1_024
        }
    }
}

/// Limits on connections, from settings and open files. No address takes more than half of the files.
#[must_use]
pub fn connections(config: &Config) -> Arc<Connections> {
    let files = open_files();
    let files = files - OTHER_FILES.min(files / 4);
    let most = config.sockets.saturating_add(config.bounds.beside).min(files);
    let each = config.connections_per_address.min(files / 2);
    Connections::new(most, each, config.trusted_proxies.clone())
}

/// Listens on an address. Requires a tokio runtime.
///
/// # Errors
/// When it is in use or not available.
pub fn bind(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // After a restart the port has to be available at once.
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    socket.listen(BACKLOG)?.into_std()
}

/// TLS configuration, and the origin to which plain http is redirected.
pub struct Https {
    pub shown: RustlsConfig,
    pub origin: Arc<str>,
}

/// Serves until the handle stops it, over https if there is a certificate.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    handle: Handle,
    https: Option<Https>,
    connections: Arc<Connections>,
    idle: Duration,
) -> io::Result<()> {
    let server = axum_server::from_tcp(listener)?;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    match https {
        Some(Https { shown, origin }) => {
            let acceptor = RustlsAcceptor::new(shown).handshake_timeout(HEAD).acceptor(NoDelayAcceptor::new());
            let acceptor = TlsOnly::new(acceptor, origin);
            bounded(server.acceptor(LimitedAcceptor::new(acceptor, connections, idle)), handle).serve(service).await
        }
        None => {
            let acceptor = LimitedAcceptor::new(NoDelayAcceptor::new(), connections, idle);
            bounded(server.acceptor(acceptor), handle).serve(service).await
        }
    }
}

fn bounded<A>(server: Server<SocketAddr, A>, handle: Handle) -> Server<SocketAddr, A> {
    let told = Seldom::every(Duration::from_secs(1));
    let mut server = server
        .first_request_timeout(HEAD)
        .accept_error_handler(move |peer, error| match peer {
            // A failed handshake or a refused connection: the peer sees that itself.
            Some(_) => tracing::debug!(%error, "a connection was not taken"),
            None if told.may_say("accept") => tracing::warn!(%error, "a connection could not be accepted"),
            None => {}
        })
        .handle(handle);
    server.http_builder().http1().header_read_timeout(HEAD).max_buf_size(HEAD_BYTES);
    let mut http2 = server.http_builder().http2();
    http2.max_header_list_size(HEAD_BYTES as u32).max_concurrent_streams(STREAMS).max_send_buf_size(SEND_BUFFER);
    http2.initial_stream_window_size(STREAM_WINDOW).initial_connection_window_size(CONNECTION_WINDOW);
    server
}
