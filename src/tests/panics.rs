//! A panic in the task of one socket: it costs that connection, and nothing else.

use super::support::{
    Person, TestApp, name_of,
    raw::{TEXT, frame},
};
use roost::server::web::router::router;
use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

/// A frame that triggers a [`Trap`].
const TRIGGER: &[u8] = b"on purpose";

/// A stream that panics when this is read from it.
struct Trap(TcpStream);

impl AsyncRead for Trap {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.0).poll_read(context, buffer);
        assert!(!buffer.filled().windows(TRIGGER.len()).any(|part| part == TRIGGER), "on purpose");
        read
    }
}

impl AsyncWrite for Trap {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

/// A second listener of the same server, whose connections are all such streams.
struct Door(TcpListener);

impl axum::serve::Listener for Door {
    type Io = Trap;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Trap, SocketAddr) {
        let (line, from) = self.0.accept().await.expect("a line");
        (Trap(line), from)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_a_sockets_task_ends_that_connection_and_is_forgotten() {
    let app = TestApp::with(|config| config.sockets_per_person = 1).await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let mut inside = ada.follow(&room).await;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let unlucky = Person::new("bo", listener.local_addr().expect("its address"));
    let serving = tokio::spawn(axum::serve(Door(listener), router(app.state().clone())).into_future());
    assert_eq!(unlucky.sign_in().await.status, 303);
    for number in 0..3 {
        let mut raw = unlucky.raw().await;
        raw.hello().await;
        raw.text(r#"{"type":"active","active":true}"#).await;
        assert_eq!((app.state().hub.connections(), unlucky.dial().await.err()), (2, Some(429)), "no place for another");
        raw.bytes(&frame(true, TEXT, TRIGGER)).await.expect("it is sent");
        assert_eq!(raw.close_code().await, None, "the line breaks off");
        assert_eq!(app.state().hub.connections(), 1);
        inside.send(room.id, &name_of(number), "what was that?").await;
        inside.next_of_type("ack").await;
    }
    // The same person connects again, and both receive each other's messages.
    let mut again = unlucky.follow(&room).await;
    inside.send(room.id, &name_of(3), "there you are").await;
    assert_eq!(again.next_of_type("post").await["body"], "there you are");
    again.send(room.id, &name_of(4), "here I am").await;
    while inside.next_of_type("post").await["body"] != "here I am" {}
    serving.abort();
}
