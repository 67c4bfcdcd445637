//! Limits on connections, subscriptions, frames, and requested profiles.

use super::support::{
    TestApp, name_of,
    raw::{TEXT, frame, head},
    seed, until, within,
};
use futures::future::join;
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::interval,
};

#[tokio::test(flavor = "multi_thread")]
async fn one_person_has_so_many_sockets_and_gets_a_place_back_on_closing() {
    let app = TestApp::with(|config| config.sockets_per_person = 3).await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let mut sockets = Vec::new();
    for _ in 0..3 {
        sockets.push(ada.socket().await);
    }
    assert_eq!(ada.dial().await.err(), Some(429));
    bo.socket().await;
    drop(sockets.pop());
    until(Duration::from_secs(10), "the place is free", || app.state().hub.connections() == 2).await;
    ada.socket().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_has_so_many_sockets() {
    let app = TestApp::with(|config| config.sockets = 4).await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let mut sockets = vec![ada.socket().await, ada.socket().await, bo.socket().await, bo.socket().await];
    assert_eq!(ada.dial().await.err(), Some(503));
    assert_eq!(ada.get("/healthz").await.status, 200, "pages go on");

    sockets.truncate(3);
    until(Duration::from_secs(10), "the place is free", || app.state().hub.connections() == 3).await;
    bo.socket().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_socket_follows_so_many_rooms() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let mut db = app.db().await;
    // 201 rooms, made as a crowd.
    for sql in [
        "with recursive n (i) as (select 1 union all select i + 1 from n where i < 201)
         insert into rooms (id, slug, name, kind, head, created_by, created_at)
         select i, 'room-' || i, 'Room', 'open', 1, 1, 0 from n",
        "insert into entries (room_id, seq, at, user_id, kind, visible) select id, 1, 0, 1, 'create', 1 from rooms",
        "insert into memberships (room_id, user_id, role, joined_seq, read_seq) select id, 1, 'owner', 1, 1 from rooms",
    ] {
        sqlx::query(sql).execute(&mut db).await.expect(sql);
    }
    let mut socket = ada.socket().await;
    for room in 1..=200 {
        socket.subscribe(room, None).await;
        assert_eq!(socket.next_of_type("live").await["room"], room);
    }
    socket.subscribe(201, None).await;
    assert_eq!(socket.next().await["type"], "bad_frame", "not one more");
    socket.subscribe(200, Some(0)).await;
    socket.next_of_type("live").await;
    socket.say(json!({ "type": "unsubscribe", "room": 7 })).await;
    socket.subscribe(201, None).await;
    assert_eq!(socket.next_of_type("live").await["room"], 201, "one for another");
}

#[tokio::test(flavor = "multi_thread")]
async fn as_many_are_told_of_as_fit_a_page() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    for number in 0..60 {
        let name = format!("crowd{number}");
        seed::account(&app, &name).await;
        seed::member(&app, &room, &name).await;
    }
    let mut socket = ada.socket().await;
    socket.say(json!({ "type": "people", "room": room.id, "ids": (1..=61).collect::<Vec<_>>() })).await;
    assert_eq!(socket.next_of_type("people").await["people"].as_array().map(Vec::len), Some(50));
}

#[tokio::test(flavor = "multi_thread")]
async fn unread_is_counted_up_to_a_hundred_and_no_further() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    seed::posts(&app, &room, "ada", 99).await;
    assert_eq!(bo.socket().await.heard[0]["rooms"][0]["unread"], 99);
    seed::posts(&app, &room, "ada", 5_000).await;
    assert_eq!(bo.socket().await.heard[0]["rooms"][0]["unread"], 100);
    assert_eq!(ada.socket().await.heard[0]["rooms"][0]["unread"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_answers_than_a_queue_holds_close_nobody_who_reads() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let mut socket = ada.follow(&room).await;
    // Each is answered twice: an ack and the entry itself. A good client, only quick.
    let total = 900;
    for number in 0..total {
        socket.send(room.id, &name_of(number), "quick").await;
    }
    let mut acks = 0;
    while acks < total {
        acks += usize::from(socket.next_of_type("ack").await["type"] == "ack");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_dribbles_a_byte_a_second_is_closed_at_a_deadline() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let mut raw = ada.raw().await;
    let hello = super::support::raw::frame(true, 1, br#"{"type":"hello","protocol":1}"#);
    let mut beats = tokio::time::interval(Duration::from_secs(1));
    let code = within(Duration::from_secs(15), "it is closed", async {
        let mut bytes = hello.iter();
        loop {
            tokio::select! {
                frame = raw.next_at_last() => break frame,
                _ = beats.tick() => drop(raw.bytes(&[*bytes.next().expect("bytes last longer than that")]).await),
            }
        }
    })
    .await;
    assert!(code.is_some_and(|frame| frame.opcode == 8));
    assert_eq!(app.state().hub.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_dribbles_a_frame_after_hello_is_let_go_as_if_silent() {
    let app = TestApp::with(|config| config.heartbeat.timeout = Duration::from_secs(3)).await;
    let ada = app.person("ada").await;
    let mut raw = ada.raw().await;
    raw.hello().await;
    raw.bytes(&head(true, TEXT, 1_000)).await.expect("the beginning of a frame");
    let mut beats = interval(Duration::from_millis(500));
    let dribbling = async {
        loop {
            beats.tick().await;
            drop(raw.bytes(b" ").await);
        }
    };
    tokio::select! {
        () = until(Duration::from_secs(20), "it is let go", || app.state().hub.connections() == 0) => {}
        () = dribbling => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn empty_fragments_without_an_end_are_listened_to_no_longer_than_silence() {
    let app = TestApp::with(|config| config.heartbeat.timeout = Duration::from_secs(3)).await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    let (mut raw, mut other) = (bo.raw().await, ada.follow(&room).await);
    raw.hello().await;
    raw.bytes(&frame(false, TEXT, b"{")).await.expect("a beginning");
    let fragments = frame(false, 0, b"").repeat(1_000);
    let flooding = async { while raw.bytes(&fragments).await.is_ok() {} };
    let talking = async {
        for number in 0..10 {
            other.send(room.id, &name_of(number), "meanwhile").await;
            within(Duration::from_secs(5), "the others talk on", other.next_of_type("post")).await;
        }
    };
    within(Duration::from_secs(30), "it is let go", join(flooding, talking)).await;
    // The other connection may have been silent for as long by now.
    until(Duration::from_secs(5), "it is let go", || app.state().hub.connections() <= 1).await;
}

/// Sends the beginning at once and the rest a byte a second; returns everything received until the connection
/// ends.
async fn dribble(app: &TestApp, beginning: &str, rest: &str) -> String {
    let line = TcpStream::connect(app.addr).await.expect("a connection");
    let (mut heard, mut said) = line.into_split();
    said.write_all(beginning.as_bytes()).await.expect("a beginning");
    let dribbling = async {
        let mut beats = interval(Duration::from_secs(1));
        for byte in rest.bytes() {
            beats.tick().await;
            if said.write_all(&[byte]).await.is_err() {
                break;
            }
        }
        // Then sends nothing, and keeps the connection open.
        std::future::pending::<()>().await;
    };
    let listening = async {
        let mut answer = Vec::new();
        while !matches!(heard.read_buf(&mut answer).await, Ok(0) | Err(_)) {}
        String::from_utf8_lossy(&answer).into_owned()
    };
    tokio::select! {
        answer = listening => answer,
        () = dribbling => String::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_dribbles_a_handshake_is_cut_off() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let handshake = format!(
        "GET /ws HTTP/1.1\r\nhost: {}\r\nconnection: Upgrade\r\nupgrade: websocket\r\norigin: {}\r\n\r\n",
        app.addr, ada.origin
    );
    let (health, ok) = (format!("GET /healthz HTTP/1.1\r\nhost: {}\r\n\r\n", app.addr), "HTTP/1.1 200 OK");
    let both = join(dribble(&app, "", &handshake), dribble(&app, &health, &handshake));
    let (first, second) = within(Duration::from_secs(25), "both lines end", both).await;
    assert!(first.is_empty() || first.starts_with("HTTP/1.1 408"), "{first}");
    assert!(second.starts_with(ok) && !second.contains("101 Switching"), "{second}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_dribbles_a_form_is_told_that_it_took_too_long() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let made = app.state().hasher.made();
    let beginning = format!(
        "POST /signin HTTP/1.1\r\nhost: {}\r\norigin: {}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: 1000\r\n\r\n",
        app.addr, ada.origin
    );
    let form = format!("username=ada&password={}", "x".repeat(978));
    let dribbling = within(Duration::from_secs(45), "an answer or an end", dribble(&app, &beginning, &form));
    // Others sign in meanwhile.
    let (answer, other) = join(dribbling, ada.elsewhere().sign_in()).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert_eq!((other.status, app.state().hasher.made() - made), (303, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_needs_no_body_is_heard_by_those_who_still_send_one() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let stranger = app.visitor("stranger");
    let large = vec![0; 39 * 1024 * 1024];
    for _ in 0..4 {
        assert_eq!(stranger.upload(&large).await.status, 303, "nobody who is not signed in");
        assert_eq!(ada.post("/rooms/new", &[("name", &"x".repeat(20_000_000))]).await.status, 413);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_without_an_end_is_not_read_for_ever() {
    let app = TestApp::start().await;
    let mut line = TcpStream::connect(app.addr).await.expect("a connection");
    let head = format!(
        "POST /signin HTTP/1.1\r\nhost: {0}\r\norigin: http://{0}\r\ntransfer-encoding: chunked\r\n\r\n",
        app.addr
    );
    line.write_all(head.as_bytes()).await.expect("a head");
    let mut chunk = b"100000\r\n".to_vec();
    chunk.resize(chunk.len() + 0x10_0000, b'x');
    chunk.extend(b"\r\n");
    let (mut sent, deadline) = (0, Instant::now() + Duration::from_secs(40));
    while line.write_all(&chunk).await.is_ok() {
        sent += 1;
        assert!(sent < 200 && Instant::now() < deadline, "still reading after {sent} MiB");
    }
}
