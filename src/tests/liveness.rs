//! The delivery contract, clauses 6 and 7, and what a live message costs: slow readers, beats, stops.

use super::support::{Dialled, Person, Raw, Room, TestApp, name_of, seed, until, within};
use roost::server::config::Heartbeat;
use serde_json::{Value, json};
use std::time::Duration;

/// Ada's room with Bo in it, who subscribes over a connection with a small receive buffer.
async fn slow() -> (TestApp, Person, Person, Room, Raw) {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let cookies = bo.cookies();
    let headers = [("origin", &*bo.origin), ("cookie", &*cookies)];
    let Dialled::Open(mut slow) = Raw::dial_with(app.addr, &headers, Some(4_096)).await else { panic!("refused") };
    slow.hello().await;
    slow.text(&json!({ "type": "subscribe", "room": room.id, "after": 2 }).to_string()).await;
    while !String::from_utf8_lossy(&slow.next().await.expect("a frame").payload).contains(r#""type":"live""#) {}
    (app, ada, bo, room, slow)
}

/// Posts fourteen megabytes, while another subscriber receives everything live.
async fn posted(ada: &Person, bo: &Person, room: &Room) -> i64 {
    let (mut writer, mut quick) = (ada.socket().await, bo.follow(room).await);
    let big = "x".repeat(15_000);
    for number in 0..900 {
        writer.send(room.id, &name_of(number), &big).await;
        quick.next_of_type("post").await;
        quick.heard.clear();
    }
    902
}

/// Reads on without a hole, up to this seq or the end of the connection: the last seq, and the close code.
async fn read_on(slow: &mut Raw, upto: i64) -> (i64, Option<u16>) {
    let mut last = 2;
    while last < upto {
        let Some(frame) = slow.next().await else { return (last, None) };
        if frame.opcode == 8 {
            return (last, frame.payload.first_chunk().map(|code| u16::from_be_bytes(*code)));
        }
        let Ok(frame) = serde_json::from_slice::<Value>(&frame.payload) else { continue };
        let live = std::slice::from_ref(&frame);
        let entries =
            frame["entries"].as_array().map_or(if frame["type"] == "post" { live } else { &[] }, Vec::as_slice);
        for entry in entries {
            assert_eq!(entry["seq"], last + 1);
            last += 1;
        }
    }
    (last, None)
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_6_a_slow_reader_falls_behind_catches_up_exactly_and_nobody_waits_for_them() {
    let (_app, ada, bo, room, mut slow) = slow().await;
    let head = posted(&ada, &bo, &room).await;
    assert_eq!(read_on(&mut slow, head).await, (head, None), "all of it, at the reader's pace");
    // And live again.
    ada.say(&room, "and on").await;
    while let Some(frame) = slow.next().await {
        assert_ne!(frame.opcode, 8, "closed");
        if String::from_utf8_lossy(&frame.payload).contains("and on") {
            return;
        }
    }
    panic!("the line has ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_6_a_reader_who_stops_is_closed_with_4410_and_resumes_exactly() {
    let (app, ada, bo, room, mut slow) = slow().await;
    let head = posted(&ada, &bo, &room).await;
    until(Duration::from_secs(45), "it is let go", || app.state().hub.connections() == 0).await;
    // A prefix without a hole, and then the close code for too slow.
    let (mut last, code) = read_on(&mut slow, head).await;
    assert_eq!(code, Some(4_410));
    assert!(last < head, "what waited was bounded");
    let mut again = bo.socket().await;
    again.subscribe(room.id, Some(last)).await;
    while last < head {
        let page = again.next_of_type("page").await;
        for entry in page["entries"].as_array().expect("entries") {
            assert_eq!(entry["seq"], last + 1);
            last += 1;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_6_a_peer_that_never_reads_is_let_go() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    seed::posts(&app, &room, "ada", 1).await;
    let mut db = app.db().await;
    let big = "update messages set body = ?1";
    let cookies = ada.cookies();
    let headers = [("origin", &*ada.origin), ("cookie", &*cookies)];
    let Dialled::Open(mut deaf) = Raw::dial_with(app.addr, &headers, Some(4_096)).await else { panic!("refused") };
    deaf.hello().await;
    seed::posts(&app, &room, "ada", 900).await;
    sqlx::query(big).bind("x".repeat(16_000)).execute(&mut db).await.expect("big messages");
    // Fourteen megabytes of pages are requested and never read.
    deaf.text(&json!({ "type": "subscribe", "room": room.id, "after": 0 }).to_string()).await;
    until(Duration::from_secs(45), "it is let go", || app.state().hub.connections() == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_7_a_beat_with_the_heads_and_a_ping_come_every_25_seconds() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let (room, other) = (ada.create_room("Lobby").await, ada.create_room("Other").await);
    ada.say(&room, "hello").await;
    let mut raw = ada.raw().await;
    raw.hello().await;
    raw.text(&json!({ "type": "subscribe", "room": room.id }).to_string()).await;
    ada.say(&other, "not followed").await;
    let mut opcodes = Vec::new();
    let beat = within(Duration::from_secs(30), "a beat", async {
        loop {
            let frame = raw.next_at_last().await.expect("a frame");
            opcodes.push(frame.opcode);
            let text = serde_json::from_slice::<Value>(&frame.payload).unwrap_or_default();
            if text["type"] == "beat" {
                return text;
            }
        }
    })
    .await;
    assert_eq!(beat["heads"], json!([[room.id, 2]]), "the heads of the rooms that are followed");
    assert!(opcodes.contains(&9), "a ping for the line's sake");
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_7_who_says_nothing_but_answers_pings_is_kept_and_who_does_not_is_let_go() {
    let app = TestApp::with(|config| {
        config.heartbeat = Heartbeat { interval: Duration::from_millis(500), timeout: Duration::from_secs(4) };
    })
    .await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let (mut quiet, mut deaf) = (ada.follow(&room).await, ada.raw().await);
    deaf.hello().await;
    assert_eq!(app.state().hub.connections(), 2);
    // Three times the silence timeout. Pings are answered by any client that reads.
    for _ in 0..24 {
        quiet.next_of_type("beat").await;
    }
    assert_eq!(app.state().hub.connections(), 1, "the one that answers none is gone");
    quiet.send(room.id, &name_of(1), "still here").await;
    quiet.next_of_type("ack").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_6_notices_and_presence_that_were_left_out_are_made_up_for_at_the_next_beat() {
    let app = TestApp::with(|config| config.heartbeat.interval = Duration::from_secs(2)).await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let (room, other) = (ada.create_room("Lobby").await, ada.create_room("Other").await);
    bo.join(&room).await;
    bo.join(&other).await;
    seed::posts(&app, &room, "ada", 900).await;
    let big = "update messages set body = ?1 /* test */";
    sqlx::query(big).bind("x".repeat(16_000)).execute(&mut app.db().await).await.expect("big messages");
    let cookies = bo.cookies();
    let headers = [("origin", &*bo.origin), ("cookie", &*cookies)];
    let Dialled::Open(mut slow) = Raw::dial_with(app.addr, &headers, Some(4_096)).await else { panic!("refused") };
    slow.hello().await;
    let (mut writer, total) = (ada.socket().await, 600);
    let (watch, mut quick) = (json!({ "type": "watch", "people": [1] }), bo.socket().await);
    slow.text(&watch.to_string()).await;
    quick.say(watch).await;
    let (mut notices, mut posted, mut last) = (0, 0, 0);
    let (mut membership, mut presence) = (Value::Null, Value::Null);
    // On a machine that is busy elsewhere posts may come so slowly that each is told: then once more.
    while membership.is_null() {
        assert!(posted < 20 * total, "nothing was left out");
        // Fourteen megabytes of pages are on their way, and are not read.
        slow.text(&json!({ "type": "subscribe", "room": room.id, "after": 0 }).to_string()).await;
        while !slow.next().await.expect("a page").payload.starts_with(b"{\"type\":\"page\"") {}
        for number in posted..posted + total {
            writer.send(other.id, &name_of(number), "news").await;
        }
        for _ in 0..total {
            writer.next_of_type("ack").await;
        }
        posted += total;
        writer.say(json!({ "type": "active", "active": true })).await;
        let active = json!([[1, "active"]]);
        while posted == total && quick.next_of_type("presence").await["presence"] != active {}
        let head = i64::try_from(posted).expect("small") + 2;
        // Beats come while pages do: one in between makes up for what was left out so far, and notices go on. In
        // the end both are known, by whichever way.
        while last.max(membership["head"].as_i64().unwrap_or(0)) != head || presence != active {
            let frame = slow.next().await.expect("a frame");
            assert_ne!(frame.opcode, 8, "closed with {:?} after {notices} notices up to {last}", frame.payload);
            let Ok(frame) = serde_json::from_slice::<Value>(&frame.payload) else { continue };
            match frame["type"].as_str() {
                Some("notice") => {
                    assert!(frame["head"].as_i64() > Some(last), "in order");
                    last = frame["head"].as_i64().expect("a head");
                    notices += 1;
                }
                Some("presence") => presence = frame["presence"].clone(),
                Some("heads") => {
                    let mut rooms = frame["rooms"].as_array().expect("rooms").iter();
                    let of = rooms.find(|membership| membership["room"]["id"] == other.id);
                    membership = of.expect("the other room").clone();
                }
                _ => {}
            }
        }
    }
    assert!(notices < posted, "there were too many to tell of each");
    let of = membership["head"].as_i64().expect("it was made up for");
    assert_eq!(membership["unread"].as_i64(), Some((of - 2).min(100)), "as exactly as counts are told");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_says_1012_and_is_gone_within_ten_seconds() {
    let mut app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let mut sockets = Vec::new();
    for _ in 0..10 {
        sockets.push(ada.follow(&room).await);
    }
    let began = std::time::Instant::now();
    let closing = futures::future::join_all(sockets.iter_mut().map(async |socket| socket.next().await["code"].clone()));
    let (codes, ()) = futures::future::join(closing, app.stop()).await;
    assert!(codes.iter().all(|code| *code == 1012), "{codes:?}");
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_dawdles_cannot_hold_up_a_stop() {
    let mut app = TestApp::start().await;
    let ada = app.person("ada").await;
    // A socket that never says hello, and one that does not answer a close.
    let _silent = ada.raw().await;
    let mut deaf = ada.raw().await;
    deaf.hello().await;
    // An upload that never ends.
    use tokio::io::AsyncWriteExt;
    let mut half = tokio::net::TcpStream::connect(app.addr).await.expect("a connection");
    let head = format!(
        "POST /signin HTTP/1.1\r\nhost: {}\r\norigin: {}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: 1000\r\n\r\nusername=",
        app.addr, ada.origin
    );
    half.write_all(head.as_bytes()).await.expect("half a form");
    assert_eq!(ada.get("/healthz").await.status, 200);
    let began = std::time::Instant::now();
    app.stop().await;
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_post_of_a_hundred_bytes_takes_at_most_220_on_the_wire() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    seed::posts(&app, &room, "ada", 9_000).await;
    let mut raw = ada.raw().await;
    raw.hello().await;
    raw.text(&json!({ "type": "subscribe", "room": room.id }).to_string()).await;
    raw.next().await.expect("live");
    ada.say(&room, &"x".repeat(100)).await;
    let frame = raw.next().await.expect("the post");
    let text = String::from_utf8_lossy(&frame.payload);
    assert!(text.contains(&"x".repeat(100)), "{text}");
    assert!(frame.wire <= 220, "{} bytes: {text}", frame.wire);
}

/// Unread count and head as a client computes them from frames, by `wire.rs`: `heads` replaces its own
/// counts.
fn count(frames: &[Value], me: i64) -> (i64, i64) {
    let (mut head, mut unread) = (0, 0);
    for frame in frames {
        let membership = match frame["type"].as_str() {
            Some("hello" | "heads") => &frame["rooms"][0],
            Some("joined") => &frame["membership"],
            Some("notice") if frame["head"].as_i64() > Some(head) => {
                head = frame["head"].as_i64().expect("a head");
                unread += i64::from(frame["by"] != me);
                continue;
            }
            _ => continue,
        };
        head = membership["head"].as_i64().expect("a head");
        unread = membership["unread"].as_i64().expect("a count");
    }
    (head, unread)
}

#[tokio::test(flavor = "multi_thread")]
async fn telling_what_was_read_takes_no_newer_message_back() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let (mut reader, mut writer) = (bo.socket().await, ada.socket().await);
    let mut wrong = Vec::new();
    for round in 0..40 {
        // Bo reads, and Ada posts, at the same time: while another connection has the database locked.
        let seen = 2 + i64::from(round);
        let mut db = app.db().await;
        sqlx::query("begin immediate").execute(&mut db).await.expect("a turn to write");
        writer.send(room.id, &name_of(1_000 + round as usize), " ").await;
        reader.say(json!({ "type": "read", "room": room.id, "seq": seen })).await;
        writer.send(room.id, &name_of(round as usize), "news").await;
        // Answered once the frames before it wait for the store.
        writer.say(json!({ "type": "people", "room": room.id, "ids": [] })).await;
        writer.next_of_type("people").await;
        sqlx::query("rollback").execute(&mut db).await.expect("given back");
        writer.next_of_type("ack").await;
        // Everything up to here has been sent when this is answered.
        while !(reader.heard.iter().any(|f| f["type"] == "notice" && f["head"] == seen + 1)
            && reader.heard.iter().any(|f| f["type"] == "heads" && f["rooms"][0]["read"] == seen))
        {
            reader.next().await;
        }
        let (head, unread) = count(&reader.heard, 2);
        if (head, unread) != (seen + 1, 1) {
            wrong.push(format!("round {round}: head {head}, unread {unread}, not {} and 1", seen + 1));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_the_writer_costs_what_it_was_doing_and_nothing_else() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let mut socket = ada.follow(&room).await;
    for round in 0..3 {
        let work = app.state().writer.perform::<(), _>(|_| Box::pin(async { panic!("on purpose") }));
        assert!(within(Duration::from_secs(5), "an answer", work).await.is_err(), "whoever asked is told");
        socket.send(room.id, &name_of(round), "still there").await;
        assert_eq!(socket.next().await["type"], "ack");
        assert_eq!(socket.next().await["seq"], 2 + round as i64, "nothing is open that should be closed");
    }
}
