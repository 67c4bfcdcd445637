//! Accepting connections, with the bounds that a slow or greedy peer meets.

use super::lines::{Bounded, Bounds};
use axum::Router;
use axum_server::{
    Server,
    accept::NoDelayAcceptor,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};
use socket2::{Domain, Protocol, Socket, Type};
use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Stops the server it is given to.
pub type Handle = axum_server::Handle<SocketAddr>;

/// Connections that wait to be accepted: a thousand browsers come back at once after a restart.
const BACKLOG: i32 = 4_096;
/// How long a peer may take over the head of a request.
const HEAD: Duration = Duration::from_secs(15);
/// Bytes of one request's head, at most.
const HEAD_BYTES: usize = 32 * 1024;

/// Listens on an address.
///
/// # Errors
/// When it is taken or not ours.
pub fn bind(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    // After a restart the port must be ours again at once.
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&addr.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// Serves until the handle says stop: over https where there is a certificate.
///
/// # Errors
/// When the listener breaks.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    handle: Handle,
    certificate: Option<RustlsConfig>,
    (sockets, bounds): (usize, Bounds),
) -> io::Result<()> {
    let server = axum_server::from_tcp(listener)?;
    let most = sockets.saturating_add(bounds.beside);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    match certificate {
        Some(certificate) => {
            let acceptor = RustlsAcceptor::new(certificate).handshake_timeout(HEAD).acceptor(NoDelayAcceptor::new());
            bounded(server.acceptor(Bounded::new(acceptor, most, bounds.idle)), handle).serve(service).await
        }
        None => {
            let acceptor = Bounded::new(NoDelayAcceptor::new(), most, bounds.idle);
            bounded(server.acceptor(acceptor), handle).serve(service).await
        }
    }
}

fn bounded<A>(server: Server<SocketAddr, A>, handle: Handle) -> Server<SocketAddr, A> {
    let told = Mutex::new(None);
    let mut server = server
        .first_request_timeout(HEAD)
        .accept_error_handler(move |_, error| {
            if seldom(&told) {
                tracing::warn!(%error, "a connection could not be accepted");
            }
        })
        .handle(handle);
    server.http_builder().http1().header_read_timeout(HEAD).max_buf_size(HEAD_BYTES);
    server.http_builder().http2().max_header_list_size(HEAD_BYTES as u32);
    server
}

/// Whether something is written down again: not more than once a second.
fn seldom(told: &Mutex<Option<Instant>>) -> bool {
    let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
    let again = told.is_none_or(|told| told.elapsed() >= Duration::from_secs(1));
    if again {
        *told = Some(Instant::now());
    }
    again
}
