//! The delivery contract, clause 5: catch-up without a hole, a duplicate, or a false entry.

use super::support::{Dialled, Person, Raw, Room, Socket, TestApp, name_of, seed};
use serde_json::{Value, json};

async fn lobby(app: &TestApp) -> (Person, Room) {
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    (ada, room)
}

/// Seqs received, in pages and live, until this one is among them.
async fn follow_to(socket: &mut Socket, seq: i64) -> Vec<i64> {
    let mut seen = Vec::new();
    while seen.last().is_none_or(|last| *last < seq) {
        let frame = socket.next().await;
        assert_ne!(frame["type"], "closed", "{frame}");
        if let Some(entries) = frame["entries"].as_array() {
            seen.extend(entries.iter().filter_map(|entry| entry["seq"].as_i64()));
        } else if frame["type"] == "post" {
            seen.extend(frame["seq"].as_i64());
        }
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_5_after_n_comes_n_plus_one_while_others_go_on_posting() {
    let app = TestApp::start().await;
    let (ada, room) = lobby(&app).await;
    seed::posts(&app, &room, "ada", 700).await;
    let mut writer = ada.socket().await;
    let mut readers = Vec::new();
    for after in [1, 100, 301, 501, 699, 700, 701] {
        readers.push((after, ada.socket().await));
    }
    let posting = async {
        for number in 0..300 {
            writer.send(room.id, &name_of(number), "meanwhile").await;
            if number % 10 == 9 {
                while writer.next_of_type("ack").await["client_id"] != *name_of(number) {}
            }
        }
    };
    let reading = futures::future::join_all(readers.iter_mut().map(async |(after, socket)| {
        for _ in 0..3 {
            // Again and again, at any moment of the posting.
            socket.subscribe(room.id, Some(*after)).await;
        }
        (*after, follow_resubscribed(socket, *after, 1_001).await)
    }));
    let ((), seen) = futures::future::join(posting, reading).await;
    for (after, seen) in seen {
        assert_eq!(seen, (after + 1..=1_001).collect::<Vec<_>>(), "after {after}");
    }
}

/// As [`follow_to`], where each `subscribe` starts again: the seqs after the last one.
async fn follow_resubscribed(socket: &mut Socket, after: i64, seq: i64) -> Vec<i64> {
    let mut seen: Vec<i64> = Vec::new();
    let mut lives = 0;
    while lives < 1 || seen.last() != Some(&seq) {
        let frame = socket.next().await;
        assert_ne!(frame["type"], "closed", "{frame}");
        let came: Vec<i64> = match frame["entries"].as_array() {
            Some(entries) => entries.iter().filter_map(|entry| entry["seq"].as_i64()).collect(),
            None if frame["type"] == "post" => vec![frame["seq"].as_i64().expect("a seq")],
            None => vec![],
        };
        lives += usize::from(frame["type"] == "live");
        if came.first() == Some(&(after + 1)) {
            seen.clear();
        }
        seen.extend(came);
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_5_a_hundred_splices_have_neither_hole_nor_repeat() {
    let app = TestApp::start().await;
    let (ada, room) = lobby(&app).await;
    let mut writer = ada.socket().await;
    let (posted, total) = (tokio::sync::watch::channel(0_i64), 400_i64);
    let posting = async {
        for number in 0..total {
            writer.send(room.id, &name_of(usize::try_from(number).expect("small")), "on and on").await;
            writer.next_of_type("ack").await;
            posted.0.send_replace(number + 2);
        }
    };
    let reading = futures::future::join_all((0..10).map(async |reader| {
        for splice in 0..10 {
            let mut socket = ada.socket().await;
            let mut head = posted.1.clone();
            let at = (reader + splice * 10) * total / 110;
            head.wait_for(|head| *head >= at).await.expect("posting goes on");
            let after = (at - reader * 7).max(0);
            socket.subscribe(room.id, Some(after)).await;
            let upto = (at + 20).min(total + 1).max(after + 1);
            // A page reaches as far as the log did when it was read.
            let seen = follow_to(&mut socket, upto).await;
            assert_eq!(seen, (after + 1..=*seen.last().expect("entries")).collect::<Vec<_>>());
        }
    }));
    futures::future::join(posting, reading).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_5_more_than_a_thousand_behind_there_is_a_gap_and_the_newest_page() {
    let app = TestApp::start().await;
    let (ada, room) = lobby(&app).await;
    seed::posts(&app, &room, "ada", 2_999).await;
    let mut socket = ada.socket().await;
    socket.subscribe(room.id, Some(1_999)).await;
    let gap = socket.next().await;
    assert_eq!((&gap["type"], &gap["from"], &gap["to"]), (&"gap".into(), &2_000.into(), &2_950.into()));
    let page = socket.next().await;
    let entries = page["entries"].as_array().expect("entries");
    assert_eq!((&entries[0]["seq"], entries.len()), (&2_951.into(), 50));
    assert_eq!(socket.next().await["head"], 3_000);
    // Exactly a thousand is not too much.
    socket.subscribe(room.id, Some(2_000)).await;
    let seen = follow_to(&mut socket, 3_000).await;
    assert_eq!(seen, (2_001..=3_000).collect::<Vec<_>>());
    assert!(socket.heard[4..].iter().all(|frame| frame["type"] != "gap"));
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_5_pages_name_everybody_in_them() {
    let app = TestApp::start().await;
    let (ada, room) = lobby(&app).await;
    let bo = app.person("bo").await;
    bo.join(&room).await;
    bo.leave(&room).await;
    let mut socket = ada.socket().await;
    socket.subscribe(room.id, Some(0)).await;
    let page = socket.next_of_type("page").await;
    let names: Vec<_> =
        page["people"].as_array().expect("people").iter().map(|user| user["username"].clone()).collect();
    assert_eq!(names, ["ada", "bo"]);
    bo.join(&room).await;
    assert_eq!(socket.next_of_type("people").await["people"][0]["username"], "bo", "whoever joins is introduced");
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_5_a_place_that_is_not_in_the_log_is_answered_reset() {
    let app = TestApp::start().await;
    let (ada, room) = lobby(&app).await;
    let mut socket = ada.socket().await;
    for after in [2, 1_000_000, i64::MAX, -1, i64::MIN] {
        socket.subscribe(room.id, Some(after)).await;
        let answer = socket.next().await;
        assert_eq!((&answer["type"], &answer["room"]), (&"reset".into(), &room.id.into()), "after {after}");
    }
    socket.subscribe(room.id, Some(1)).await;
    assert_eq!(socket.next().await["type"], "live", "at the head there is nothing to catch up with");
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_5_the_epoch_stays_over_a_restart_and_differs_between_databases() {
    let epoch = async |app: &TestApp, ada: &Person| -> Value {
        let _ = app;
        ada.socket().await.heard[0]["epoch"].clone()
    };
    let mut app = TestApp::start().await;
    let ada = app.person("ada").await;
    let before = epoch(&app, &ada).await;
    assert!(before.as_str().is_some_and(|text| text.len() >= 16));
    app.stop().await;
    app.start_again().await;
    assert_eq!(epoch(&app, &ada).await, before);
    let other = TestApp::start().await;
    let bo = other.person("bo").await;
    assert_ne!(epoch(&other, &bo).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_5_after_a_restart_the_log_goes_on_where_it_was() {
    let mut app = TestApp::start().await;
    let (ada, room) = lobby(&app).await;
    let mut socket = ada.follow(&room).await;
    socket.send(room.id, &name_of(1), "before").await;
    socket.next_of_type("post").await;
    app.stop().await;
    app.start_again().await;
    ada.say(&room, "after").await;
    let mut socket = ada.socket().await;
    socket.subscribe(room.id, Some(1)).await;
    assert_eq!(follow_to(&mut socket, 3).await, [2, 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_that_are_not_followed_send_notices_and_exact_heads_when_read() {
    let app = TestApp::start().await;
    let (ada, room) = lobby(&app).await;
    let bo = app.person("bo").await;
    bo.join(&room).await;
    let (mut one, mut two) = (bo.socket().await, bo.socket().await);
    ada.say(&room, "news").await;
    let notice = one.next_of_type("notice").await;
    assert_eq!((&notice["room"], &notice["head"], &notice["by"]), (&room.id.into(), &3.into(), &1.into()));
    assert!(!one.heard.iter().any(|frame| frame["type"] == "post"), "without the message itself");
    one.say(serde_json::json!({ "type": "read", "room": room.id, "seq": 3 })).await;
    for socket in [&mut one, &mut two] {
        let heads = socket.next_of_type("heads").await;
        assert_eq!(
            (&heads["rooms"][0]["read"], &heads["rooms"][0]["unread"]),
            (&3.into(), &0.into()),
            "every tab is told"
        );
    }
    one.say(serde_json::json!({ "type": "read", "room": room.id, "seq": 1 })).await;
    assert_eq!(one.next_of_type("heads").await["rooms"][0]["read"], 3, "it never moves back");
    one.say(serde_json::json!({ "type": "read", "room": room.id, "seq": 999 })).await;
    assert_eq!(one.next_of_type("heads").await["rooms"][0]["read"], 3, "nor beyond the head");
    one.say(serde_json::json!({ "type": "unsubscribe", "room": room.id })).await;
    one.subscribe(room.id, None).await;
    one.next_of_type("live").await;
    one.say(serde_json::json!({ "type": "unsubscribe", "room": room.id })).await;
    one.say(serde_json::json!({ "type": "people", "room": room.id, "ids": [] })).await;
    one.next_of_type("people").await;
    ada.say(&room, "more").await;
    assert_eq!(one.next_of_type("notice").await["head"], 4, "unsubscribed, notices come again");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_long_messages_are_cut_by_their_bytes_and_miss_nothing() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    seed::posts(&app, &room, "ada", 60).await;
    let big = "update messages set body = ?1 where seq % 3 > 0";
    sqlx::query(big).bind("x".repeat(48_000)).execute(&mut app.db().await).await.expect("big messages");
    let mut socket = ada.socket().await;
    socket.subscribe(room.id, Some(0)).await;
    let (mut last, mut pages) = (0, 0);
    while last < 61 {
        let page = socket.next_of_type("page").await;
        assert!(page.to_string().len() < 200_000, "{} bytes", page.to_string().len());
        pages += 1;
        for entry in page["entries"].as_array().expect("entries") {
            assert_eq!(entry["seq"], last + 1);
            last += 1;
        }
    }
    assert_eq!(socket.next_of_type("live").await["head"], 61);
    assert!(pages > 10, "{pages} pages");
    ada.say(&room, "and live again").await;
    assert_eq!(socket.next_of_type("post").await["seq"], 62);
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_9_whoever_is_removed_while_they_catch_up_gets_no_further_page() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    seed::posts(&app, &room, "ada", 900).await;
    let big = "update messages set body = ?1 /* test */";
    sqlx::query(big).bind("x".repeat(16_000)).execute(&mut app.db().await).await.expect("big messages");
    let head = ada.log(&room).await.len();
    let cookies = bo.cookies();
    let headers = [("origin", &*bo.origin), ("cookie", &*cookies)];
    let Dialled::Open(mut raw) = Raw::dial_with(app.addr, &headers, Some(4_096)).await else { panic!("refused") };
    raw.hello().await;
    // Fourteen megabytes in pages: more than is sent before any of it is read.
    raw.text(&json!({ "type": "subscribe", "room": room.id, "after": 0 }).to_string()).await;
    let first = raw.next().await.expect("a page");
    assert!(first.payload.starts_with(b"{\"type\":\"page\""));
    assert_eq!(ada.administer(&room, "remove", &[("who", "2")]).await.status, 303);
    let mut last = 0;
    loop {
        let frame: Value = serde_json::from_slice(&raw.next().await.expect("a frame").payload).expect("JSON");
        match frame["type"].as_str() {
            Some("page") => {
                last = frame["entries"].as_array().and_then(|page| page.last()?["seq"].as_i64()).expect("a seq")
            }
            // The profile of the removed person.
            Some("people") => {}
            Some("left") => break,
            kind => panic!("{kind:?}"),
        }
    }
    assert!(last < i64::try_from(head).expect("small"), "all of it, up to {last}");
    ada.say(&room, "now that they are gone").await;
    raw.text(&json!({ "type": "subscribe", "room": room.id, "after": last }).to_string()).await;
    let frame = raw.next().await.expect("an answer");
    assert!(frame.payload.starts_with(b"{\"type\":\"left\""), "{}", String::from_utf8_lossy(&frame.payload));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_brings_the_first_line_of_what_was_said() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let mut tab = bo.socket().await;
    ada.say(&room, &format!("Do you\nwant some, @bo? {}", "x".repeat(1_000))).await;
    let notice = tab.next_of_type("notice").await;
    let line = notice["line"].as_str().expect("a line");
    assert!(line.starts_with("Do you want some, @bo? xxx") && line.ends_with('…'), "{line}");
    assert_eq!((line.chars().count(), &notice["mention"]), (241, &true.into()));
}
