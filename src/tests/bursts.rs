//! The delivery contract, clause 6: bursts do not close the connections of those who read.

use super::support::{Dialled, Person, Raw, Room, Socket, TestApp, name_of, raw::CLOSE, seed, within};
use futures::future::{join, join_all};
use roost::{
    model::{Body, ClientId, RoomId, UserId},
    server::domain::{membership::Join, post::Post},
};
use serde_json::{Value, json};
use std::time::Duration;

/// The longest possible message: 48,000 bytes.
fn longest() -> String {
    "\u{6f22}".repeat(16_000)
}

/// The seqs of a room's entries as they come, live or in pages, until this one is among them.
async fn read_to(socket: &mut Socket, seq: i64) -> Vec<i64> {
    let mut seen = Vec::new();
    while seen.last().is_none_or(|last| *last < seq) {
        let frame = socket.next().await;
        assert_ne!(frame["type"], "closed", "{frame} after {seen:?}");
        seen.extend(entries_in(&frame));
        socket.heard.clear();
    }
    seen
}

/// A subscriber on a connection with a small receive buffer, as phones have.
async fn narrow(app: &TestApp, person: &Person, room: &Room) -> Raw {
    let cookies = person.cookies();
    let headers = [("origin", &*person.origin), ("cookie", &*cookies)];
    let Dialled::Open(mut line) = Raw::dial_with(app.addr, &headers, Some(16 * 1024)).await else { panic!("refused") };
    line.hello().await;
    line.text(&json!({ "type": "subscribe", "room": room.id, "after": null }).to_string()).await;
    while !line.next().await.expect("a frame").payload.starts_with(br#"{"type":"live""#) {}
    line
}

/// As [`read_to`], over such a connection.
async fn read_line_to(line: &mut Raw, seq: i64) -> Vec<i64> {
    let mut seen = Vec::new();
    while seen.last().is_none_or(|last| *last < seq) {
        let frame = line.next().await.expect("a frame");
        assert_ne!(frame.opcode, CLOSE, "closed with {:?} after {seen:?}", frame.payload);
        let Ok(frame) = serde_json::from_slice::<Value>(&frame.payload) else { continue };
        seen.extend(entries_in(&frame));
    }
    seen
}

/// The seqs of the entries in a frame.
fn entries_in(frame: &Value) -> Vec<i64> {
    match frame["entries"].as_array() {
        Some(entries) => entries.iter().filter_map(|entry| entry["seq"].as_i64()).collect(),
        None if frame["type"] == "post" || frame["type"] == "join" => frame["seq"].as_i64().into_iter().collect(),
        None => Vec::new(),
    }
}

/// The answers to so many sends: the seqs of the acks, and the waits of the refusals.
async fn answers(socket: &mut Socket, sends: usize) -> (Vec<i64>, Vec<i64>) {
    let (mut acks, mut waits) = (Vec::new(), Vec::new());
    while acks.len() + waits.len() < sends {
        let frame = socket.next().await;
        match frame["type"].as_str() {
            Some("ack") => acks.extend(frame["seq"].as_i64()),
            Some("refused") => {
                assert_eq!(frame["code"], "too_many", "{frame}");
                waits.extend(frame["retry_after"].as_i64());
            }
            Some("closed") => panic!("{frame}"),
            _ => {}
        }
    }
    (acks, waits)
}

/// A post of the longest message.
fn post(room: &Room, by: i64, number: usize) -> Post {
    let client_id = ClientId::parse(&name_of(number)).expect("a name");
    let body = Body::parse(&longest()).map_err(|refused| refused.problem);
    Post { room: RoomId(room.id), by: UserId(by), client_id, body }
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_6_a_burst_of_the_longest_messages_at_once_close_nobody_who_reads() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let mut readers = Vec::new();
    for reader in [&ada, &bo].into_iter().cycle().take(6) {
        readers.push(narrow(&app, reader, &room).await);
    }
    // As from many sockets at once: all of them wait for the writer before it looks.
    let posts: Vec<_> = (0..150).map(|number| post(&room, 1, number)).collect();
    let writing = join_all(posts.into_iter().map(|post| app.state().writer.decide(post)));
    let stored = writing.await.into_iter().filter(|answer| matches!(answer, Ok(Ok(_)))).count();
    assert_eq!(stored, 150);
    // They start reading a moment later.
    for seen in join_all(readers.iter_mut().map(|line| read_line_to(line, 152))).await {
        assert_eq!(seen, (3..=152).collect::<Vec<_>>(), "all of it, once, in order");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_sends_so_many_bytes_at_once_and_is_told_how_long_to_wait() {
    let app = TestApp::with(|config| {
        config.message_burst = 200;
        config.messages_per_second = 10;
    })
    .await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let (mut writer, mut reader) = (ada.socket().await, bo.follow(&room).await);
    let body = longest();
    for number in 0..60 {
        writer.send(room.id, &name_of(number), &body).await;
    }
    let (acks, waits) = answers(&mut writer, 60).await;
    assert!(acks.len() >= 21, "a mebibyte holds 21 of them, and {} were taken", acks.len());
    assert!(!waits.is_empty() && waits.iter().all(|wait| *wait == 1), "{waits:?}");
    let head = *acks.last().expect("some were taken");
    assert_eq!(read_to(&mut reader, head).await, (3..=head).collect::<Vec<_>>());
    let mut other = bo.socket().await;
    other.send(room.id, &name_of(0), &body).await;
    other.next_of_type("ack").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_6_hundreds_who_come_at_once_close_nobody_who_reads() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let mut people: Vec<UserId> = Vec::new();
    for number in 0..600 {
        people.push(seed::account(&app, &format!("guest{number}")).await);
    }
    let mut readers = [ada.follow(&room).await, ada.follow(&room).await];
    let joins = people.into_iter().map(|by| Join { room: RoomId(room.id), by, invite: None, is_counted: false });
    let joining = join_all(joins.map(|command| app.state().writer.decide(command)));
    let reading = join_all(readers.iter_mut().map(|socket| read_to(socket, 601)));
    let (joined, seen) = join(joining, reading).await;
    assert!(joined.iter().all(|answer| *answer == Ok(Ok(()))));
    for seen in seen {
        assert_eq!(seen, (2..=601).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_are_read_as_fast_as_messages_may_come() {
    let app = TestApp::with(|config| config.message_burst = 4_000).await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let mut socket = ada.socket().await;
    for number in 0..3_500 {
        socket.send(room.id, &name_of(number), "quick").await;
    }
    let (acks, waits) = within(Duration::from_secs(25), "all are taken", answers(&mut socket, 3_500)).await;
    assert_eq!((acks.len(), waits.len()), (3_500, 0));
}
