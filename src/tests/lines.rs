//! Idle connections: their timeout, and their number.

use super::support::{TestApp, name_of, within};
use roost::server::config::Heartbeat;
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A connection after one request and its response.
async fn asked(addr: SocketAddr) -> Option<TcpStream> {
    let mut line = TcpStream::connect(addr).await.ok()?;
    let head = format!("GET /healthz HTTP/1.1\r\nhost: {addr}\r\n\r\n");
    line.write_all(head.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"ok\n") {
        if line.read_buf(&mut answer).await.ok()? == 0 {
            return None;
        }
    }
    Some(line)
}

/// Waits until the server has closed it.
async fn closed(mut line: TcpStream) {
    let mut rest = Vec::new();
    while !matches!(line.read_buf(&mut rest).await, Ok(0) | Err(_)) {}
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_carry_nothing_any_more_are_closed_and_sockets_stay() {
    let app = TestApp::with(|config| {
        config.bounds.idle = Duration::from_secs(3);
        config.heartbeat = Heartbeat { interval: Duration::from_secs(1), timeout: Duration::from_secs(30) };
    })
    .await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let mut quiet = ada.follow(&room).await;
    let mut lines = Vec::new();
    for _ in 0..50 {
        lines.push(closed(asked(app.addr).await.expect("an answer")));
    }
    // The same over HTTP/2, where one connection carries all requests.
    let line = TcpStream::connect(app.addr).await.expect("a connection");
    let (mut client, carrying) = h2::client::handshake(line).await.expect("a handshake");
    let carrying = tokio::spawn(carrying);
    let health = axum::http::Request::get(format!("http://{}/healthz", app.addr)).body(()).expect("a request");
    let (answer, _) = client.send_request(health, true).expect("it is sent");
    assert_eq!(answer.await.expect("an answer").status(), 200);
    let all = async {
        futures::future::join_all(lines).await;
        drop(carrying.await);
    };
    within(Duration::from_secs(20), "all of them are closed", all).await;
    for _ in 0..4 {
        quiet.next_of_type("beat").await;
    }
    quiet.send(room.id, &name_of(1), "still here").await;
    quiet.next_of_type("ack").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn so_many_connections_are_held_and_there_is_room_again_when_one_goes() {
    let app = TestApp::with(|config| {
        config.sockets = 2;
        config.bounds.beside = 3;
    })
    .await;
    let mut lines = Vec::new();
    for _ in 0..5 {
        lines.push(asked(app.addr).await.expect("an answer"));
    }
    for _ in 0..3 {
        assert!(asked(app.addr).await.is_none(), "not one more");
    }
    lines.pop();
    let again = async {
        while asked(app.addr).await.is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    within(Duration::from_secs(10), "there is room again", again).await;
}
