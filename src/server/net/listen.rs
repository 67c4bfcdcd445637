//! Accepting connections, with the bounds that a slow or greedy peer meets.

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

/// Stops the server it is given to.
pub type Handle = axum_server::Handle<SocketAddr>;

/// Connections that wait to be accepted: a thousand browsers come back at once after a restart.
const BACKLOG: u32 = 4_096;
/// How long a peer may take over the head of a request.
const HEAD: Duration = Duration::from_secs(15);
/// Bytes of one request's head, at most.
const HEAD_BYTES: usize = 32 * 1024;

/// Files that are left for everything but connections, where there are as many; or a quarter of all.
const OTHER_FILES: usize = 256;
/// Streams of one HTTP/2 connection at once: a page and all that belongs to it, some times over.
const STREAMS: u32 = 64;
/// Bytes that are taken in of one stream, and of all of one connection, before somebody reads them.
const STREAM_WINDOW: u32 = 128 * 1024;
const CONNECTION_WINDOW: u32 = 256 * 1024;
/// Bytes of one stream's answer that wait to be sent.
const SEND_BUFFER: usize = 64 * 1024;

/// Has the system let this process open as many files, and so connections, as it may.
fn open_files() -> usize {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(files) => usize::try_from(files).unwrap_or(usize::MAX),
        Err(error) => {
            tracing::warn!(%error, "how many files can be open is not known");
            1_024
        }
    }
}

/// As many connections as settings and open files allow. No address takes more than half of the files.
#[must_use]
pub fn connections(config: &Config) -> Arc<Connections> {
    let files = open_files();
    let files = files - OTHER_FILES.min(files / 4);
    let most = config.sockets.saturating_add(config.bounds.beside).min(files);
    let each = config.connections_per_address.min(files / 2);
    Connections::new(most, each, config.trusted_proxies.clone())
}

/// Listens on an address. Inside a runtime.
///
/// # Errors
/// When it is taken or not ours.
pub fn bind(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // After a restart the port must be ours again at once.
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    socket.listen(BACKLOG)?.into_std()
}

/// What is shown over https: the certificate, and where those are led who come without.
pub struct Https {
    pub shown: RustlsConfig,
    pub origin: Arc<str>,
}

/// Serves until the handle says stop: over https where there is a certificate.
///
/// # Errors
/// When the listener breaks.
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
            // What came was no handshake, or one too many: that is theirs to see.
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
