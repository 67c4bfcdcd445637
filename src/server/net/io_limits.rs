//! The acceptor that applies the limits of `connections` to each connection, and closes idle ones.

use super::connections::{ConnectionPermit, Connections};
use axum_server::accept::Accept;
use std::{
    future::{self, Future},
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::oneshot,
    time::{Instant, Sleep, sleep},
};
use tower::Service;

/// Wraps another acceptor, with a place and an idle timeout for each connection.
#[derive(Clone, Debug)]
pub struct LimitedAcceptor<A> {
    inner: A,
    connections: Arc<Connections>,
    idle: Duration,
}

impl<A> LimitedAcceptor<A> {
    #[must_use]
    pub const fn new(inner: A, connections: Arc<Connections>, idle: Duration) -> Self {
        Self { inner, connections, idle }
    }
}

type Accepting<S, T> = Pin<Box<dyn Future<Output = io::Result<(S, T)>> + Send>>;

impl<A, S> Accept<TcpStream, S> for LimitedAcceptor<A>
where
    A: Accept<TcpStream, S, Future: Send + 'static, Stream: Send + 'static, Service: Send + 'static>,
{
    type Stream = Line<A::Stream>;
    type Service = Asking<A::Service>;
    type Future = Accepting<Self::Stream, Self::Service>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let peer = match stream.peer_addr() {
            Ok(peer) => peer.ip(),
            Err(error) => return Box::pin(future::ready(Err(error))),
        };
        let Some((permit, mut closing)) = self.connections.admit(peer) else {
            return Box::pin(future::ready(Err(io::Error::other("there are too many already"))));
        };
        let (accepting, idle) = (self.inner.accept(stream, service), self.idle);
        Box::pin(async move {
            let (stream, service) = tokio::select! {
                accepted = accepting => accepted?,
                _ = &mut closing => return Err(io::ErrorKind::ConnectionAborted.into()),
            };
            let permit = Arc::new(permit);
            let end = Box::pin(sleep(idle));
            let line =
                Line { stream, idle, used: Instant::now(), end, closing: Some(closing), _permit: permit.clone() };
            Ok((line, Asking { inner: service, permit }))
        })
    }
}

/// Service that records the first request of its connection.
#[derive(Clone, Debug)]
pub struct Asking<S> {
    inner: S,
    permit: Arc<ConnectionPermit>,
}

impl<S: Service<R>, R> Service<R> for Asking<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: R) -> S::Future {
        self.permit.has_asked();
        self.inner.call(request)
    }
}

/// A stream with an idle timeout.
pub struct Line<S> {
    stream: S,
    idle: Duration,
    /// Time of the last read or write.
    used: Instant,
    end: Pin<Box<Sleep>>,
    /// Tells it to close in favour of another connection; `None` once it cannot any more.
    closing: Option<oneshot::Receiver<()>>,
    _permit: Arc<ConnectionPermit>,
}

impl<S> Line<S> {
    /// Passes on the result of a read or write, and records its time.
    fn noted<T>(&mut self, done: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if matches!(done, Poll::Ready(Ok(_))) {
            self.used = Instant::now();
        }
        done
    }

    /// Polled while a read is pending: ends the connection when it was idle for too long or is told to close.
    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        if let Some(Poll::Ready(told)) = self.closing.as_mut().map(|closing| Pin::new(closing).poll(context)) {
            self.closing = None;
            if told.is_ok() {
                return Poll::Ready(io::ErrorKind::ConnectionAborted.into());
            }
        }
        loop {
            ready!(self.end.as_mut().poll(context));
            let end = self.used + self.idle;
            if Instant::now() >= end {
                return Poll::Ready(io::ErrorKind::TimedOut.into());
            }
            self.end.as_mut().reset(end);
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Line<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if read.is_pending() {
            return self.poll_end(context).map(Err);
        }
        self.noted(read)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Line<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.noted(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.noted(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
