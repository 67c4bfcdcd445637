//! Bounds on memory and reads per person: pages, data exports, uploads.

use super::support::{
    Person, Room, TestApp,
    files::{blocks, form, png},
    seed, until, within,
};
use axum::http::HeaderMap;
use futures::{
    StreamExt,
    future::{join, join_all},
};
use roost::{
    model::{AppError, UserId},
    server::{
        chat::{
            account_removal,
            exports::{Export, Exports},
            sessions,
        },
        files::Uploads,
    },
};
use serde_json::Value;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

/// A room with so many messages of 48,000 bytes, after its first entry.
async fn long_talk(app: &TestApp, by: &Person, count: i64) -> Room {
    let room = by.create_room("Lobby").await;
    seed::posts(app, &room, &by.name, count).await;
    let big = "update messages set body = ?1 /* test */";
    sqlx::query(big).bind("x".repeat(48_000)).execute(&mut app.db().await).await.expect("big messages");
    room
}

fn seqs(history: &Value) -> Vec<i64> {
    history["entries"].as_array().expect("entries").iter().filter_map(|entry| entry["seq"].as_i64()).collect()
}

/// The seqs of a page at an address: without a hole, and no more than its bytes.
async fn page(person: &Person, path: &str, part: &str) -> Vec<i64> {
    let reply = person.get(path).await;
    assert_eq!(reply.status, 200, "{path}");
    assert!(reply.text.len() < 400_000, "{path}: {} bytes", reply.text.len());
    let json = reply.json();
    let seqs = seqs(if part.is_empty() { &json } else { &json["room"][part] });
    assert!(seqs.windows(2).all(|two| two[1] == two[0] + 1), "{path}: {seqs:?}");
    seqs
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_long_messages_hold_so_many_bytes_and_end_where_they_should() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = long_talk(&app, &ada, 60).await;
    let (older, newer) = ("/api/messages/older?room=1&seq", "/api/messages/newer?room=1&seq");
    assert_eq!(page(&ada, &format!("{older}=40"), "").await.last(), Some(&39), "right before what is held");
    assert_eq!(page(&ada, &format!("{newer}=20"), "").await.first(), Some(&21), "right after it");
    let newest = page(&ada, "/api/pages/open?address=/rooms/lobby", "history").await;
    assert_eq!(newest.last(), Some(&61), "the newest");
    let presence = page(&ada, "/api/pages/open?address=/rooms/lobby/30", "history").await;
    assert!(presence.contains(&29) && presence.contains(&30) && presence.contains(&31), "{presence:?}");
    // Page by page there is all of it, forwards and backwards.
    assert_eq!(ada.log(&room).await.len(), 61);
    let (mut first, mut read) = (newest[0], newest.len());
    while first > 1 {
        let page = page(&ada, &format!("{older}={first}"), "").await;
        assert_eq!(page.last(), Some(&(first - 1)));
        (first, read) = (page[0], read + page.len());
    }
    assert_eq!(read, 61);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_longer_than_a_page_is_a_page_by_itself() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = long_talk(&app, &ada, 3).await;
    let vast = "update messages set body = ?1 where seq = 3 /* test */";
    sqlx::query(vast).bind("x".repeat(600_000)).execute(&mut app.db().await).await.expect("a vast message");
    let older = ada.get("/api/messages/older?room=1&seq=4").await.json();
    assert_eq!(seqs(&older), [3]);
    let newer = ada.get("/api/messages/newer?room=1&seq=2").await.json();
    assert_eq!(seqs(&newer), [3]);
    assert_eq!(ada.log(&room).await.len(), 4);
}

/// Requests an address on a connection of its own, and reads only the response's head.
async fn unread(app: &TestApp, person: &Person, path: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4_096).expect("a small window");
    let mut line = socket.connect(app.addr).await.expect("a connection");
    let head = format!("GET {path} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\n\r\n", app.addr, person.cookies());
    line.write_all(head.as_bytes()).await.expect("a request");
    let mut answer = [0; 15];
    within(Duration::from_secs(10), "an answer", line.read_exact(&mut answer)).await.expect("an answer");
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    line
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_takes_their_data_along_once_at_a_time() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    long_talk(&app, &ada, 400).await;
    let line = unread(&app, &ada, "/settings/data").await;
    let again = ada.get("/settings/data").await;
    assert_eq!(again.status, 429, "while the first is under way");
    assert!(again.text.contains("Try again"), "{}", again.text);
    assert_eq!(bo.get("/settings/data").await.status, 200, "others need not wait");
    drop(line);
    let mut looks = tokio::time::interval(Duration::from_millis(50));
    within(Duration::from_secs(20), "its place is free again", async {
        while ada.get("/settings/data").await.status != 200 {
            looks.tick().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_data_is_made_piece_by_piece_as_it_is_read() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    long_talk(&app, &ada, 40).await;
    let headers = HeaderMap::from_iter([("cookie".parse().expect("a name"), ada.cookies().parse().expect("a value"))]);
    let me = sessions::of(app.state(), &headers).await.expect("a store").expect("a session");
    let pieces: Vec<_> = account_removal::data(&app.state().services, &me).await.expect("data").collect().await;
    let pieces: Vec<_> = pieces.into_iter().map(|piece| piece.expect("a piece")).collect();
    let largest = pieces.iter().map(|piece| piece.len()).max();
    assert!(largest < Some(150_000), "{largest:?}");
    let whole: Value = serde_json::from_slice(&pieces.concat()).expect("one document");
    assert_eq!(whole["messages"].as_array().map(Vec::len), Some(40));
}

/// Starts uploading a picture and stops in the middle.
async fn stall(app: &TestApp, person: &Person) -> TcpStream {
    let body = form(&[("name=\"picture\"; filename=\"me.png\"", &png(&blocks()))]);
    let head = format!(
        "POST /profile/picture HTTP/1.1\r\nhost: {0}\r\norigin: http://{0}\r\ncookie: {1}\r\n\
         content-type: multipart/form-data; boundary=b0undary\r\ncontent-length: {2}\r\n\r\n",
        app.addr,
        person.cookies(),
        body.len()
    );
    let mut line = TcpStream::connect(app.addr).await.expect("a connection");
    line.write_all(head.as_bytes()).await.expect("a head");
    line.write_all(&body[..body.len() / 2]).await.expect("half a body");
    line
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_that_stall_keep_nobody_elses_picture_away() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let mut stalled = Vec::new();
    for number in 0..20 {
        let person = app.person(&format!("guest{number}")).await;
        stalled.push((stall(&app, &person).await, person));
    }
    // Each upload is under way: the person cannot start a second one.
    let mut looks = tokio::time::interval(Duration::from_millis(50));
    for (_, person) in &stalled {
        within(Duration::from_secs(10), "it is under way", async {
            while person.post("/profile/picture/remove", &[]).await.status != 429 {
                looks.tick().await;
            }
        })
        .await;
    }
    assert_eq!(ada.upload(&png(&blocks())).await.location(), "/profile?done=picture");
    let bytes = png(&blocks());
    let others: Vec<_> = {
        let names: Vec<_> = (0..4).map(|number| format!("other{number}")).collect();
        join_all(names.iter().map(|name| app.person(name))).await
    };
    for reply in join_all(others.iter().map(|person| person.upload(&bytes))).await {
        assert_eq!(reply.location(), "/profile?done=picture", "{}", reply.text);
    }
    drop(stalled);
    until(Duration::from_secs(5), "the server is well", || app.state().hub.connections() == 0).await;
}

#[tokio::test]
async fn an_upload_that_is_slow_makes_way_where_there_is_no_room() {
    let uploads = Uploads::new(100, Duration::ZERO);
    let (slow, quick) = (uploads.turn(UserId(1)).expect("a turn"), uploads.turn(UserId(2)).expect("a turn"));
    assert!(uploads.turn(UserId(1)).is_err(), "one at a time for each person");
    slow.hold(90).await.expect("there is room");
    let (bringing, refused) = join(quick.hold(20), async {
        let refused = slow.makes_way().await;
        drop(slow);
        refused
    })
    .await;
    assert!(bringing.is_ok() && refused == AppError::TooMany(5), "{bringing:?} {refused:?}");
    // An upload that is here as a whole does not make room: the next waits until it has been processed.
    quick.hold(80).await.expect("there is room");
    quick.whole();
    let next = uploads.turn(UserId(3)).expect("a turn");
    let (bringing, ()) = join(next.hold(1), async {
        let way = timeout(Duration::from_millis(1_500), quick.makes_way()).await;
        assert!(way.is_err(), "it was told to make way");
        drop(quick);
    })
    .await;
    assert!(bringing.is_ok());
}

#[test]
fn data_that_nobody_reads_makes_way_for_others_and_a_few_go_at_once() {
    let exports = Exports::default();
    let places: Vec<_> = (1..=8).map(|user| exports.begin(UserId(user)).expect("a place")).collect();
    assert_eq!(exports.begin(UserId(9)).err(), Some(AppError::TooMany(10)));
    assert!(places.iter().all(Export::goes_on), "what is read goes on");
    drop(places);
    assert!(exports.begin(UserId(9)).is_ok());
    let exports = Exports::new(Duration::ZERO);
    let unread = exports.begin(UserId(1)).expect("a place");
    let again = exports.begin(UserId(1)).expect("the first was not read");
    assert!(!unread.goes_on() && again.goes_on());
    drop(unread);
    assert!(again.goes_on(), "its end takes nobody's place");
}
