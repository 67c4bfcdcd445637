//! The delivery contract, clauses 1 to 4 and 9: the log, sending, acks, order, access.

use super::support::{Room, Socket, TestApp, name_of, within};
use serde_json::{Value, json};
use std::time::Duration;

async fn lobby(app: &TestApp) -> (super::support::Person, super::support::Person, Room) {
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    (ada, bo, room)
}

fn seqs(entries: &[Value]) -> Vec<i64> {
    entries.iter().map(|entry| entry["seq"].as_i64().expect("a seq")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_1_every_visible_change_takes_the_next_seq() {
    let app = TestApp::start().await;
    let (ada, bo, room) = lobby(&app).await;
    let mut socket = ada.follow(&room).await;
    for number in 0..3 {
        socket.send(room.id, &name_of(number), "hello").await;
    }
    bo.say(&room, "by form").await;
    bo.leave(&room).await;
    bo.join(&room).await;
    let log = ada.log(&room).await;
    assert_eq!(seqs(&log), (1..=8).collect::<Vec<_>>());
    let kinds: Vec<_> = log.iter().filter_map(|entry| entry["type"].as_str()).collect();
    assert_eq!(kinds, ["create", "join", "post", "post", "post", "post", "leave", "join"]);
    let hello = bo.socket().await.heard[0].clone();
    assert_eq!(hello["rooms"][0]["unread"], 0, "having just come, nothing is unread");
    let hello = ada.socket().await.heard[0].clone();
    assert_eq!(hello["rooms"][0]["unread"], 1, "others' posts count, joins and one's own do not");
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_2_a_retry_gets_the_first_ack_and_creates_nothing() {
    let app = TestApp::start().await;
    let (ada, bo, room) = lobby(&app).await;
    let (mut socket, mut listener) = (bo.socket().await, ada.follow(&room).await);
    socket.send(room.id, &name_of(1), "hello").await;
    let seq = socket.next_of_type("ack").await["seq"].clone();
    for body in ["hello", "another body", " ", &"x".repeat(16_001)] {
        socket.send(room.id, &name_of(1), body).await;
        assert_eq!(socket.next_of_type("ack").await["seq"], seq, "{body:.10}");
    }
    bo.leave(&room).await;
    socket.send(room.id, &name_of(1), "hello").await;
    assert_eq!(socket.next_of_type("ack").await["seq"], seq, "also after having left");
    socket.send(room.id, &name_of(2), "hello").await;
    assert_eq!(socket.next_of_type("refused").await["code"], "not_found", "but nothing new");
    listener.next_of_type("leave").await;
    let told = listener.heard.iter().filter(|frame| frame["type"] == "post").count();
    assert_eq!((told, ada.log(&room).await.len()), (1, 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_2_one_name_on_twenty_connections_at_once_is_one_message() {
    let app = TestApp::start().await;
    let (ada, _, room) = lobby(&app).await;
    let mut sockets = Vec::new();
    for _ in 0..20 {
        sockets.push(ada.socket().await);
    }
    for round in 0..5 {
        let name = name_of(round);
        let acks = futures::future::join_all(sockets.iter_mut().map(async |socket: &mut Socket| {
            socket.send(room.id, &name, "all at once").await;
            socket.next_of_type("ack").await["seq"].clone()
        }))
        .await;
        assert!(acks.iter().all(|seq| *seq == acks[0]), "{acks:?}");
    }
    assert_eq!(ada.log(&room).await.len(), 2 + 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_2_a_name_is_known_after_a_restart_and_belongs_to_its_author_and_room() {
    let mut app = TestApp::start().await;
    let (ada, bo, room) = lobby(&app).await;
    let other = ada.create_room("Other").await;
    let mut socket = ada.socket().await;
    socket.send(room.id, &name_of(1), "hello").await;
    let seq = socket.next_of_type("ack").await["seq"].clone();
    app.stop().await;
    app.start_again().await;
    let mut socket = ada.socket().await;
    socket.send(room.id, &name_of(1), "hello").await;
    assert_eq!(socket.next_of_type("ack").await["seq"], seq);
    socket.send(other.id, &name_of(1), "elsewhere").await;
    assert_eq!(socket.next_of_type("ack").await["seq"], 2, "another room");
    let mut socket = bo.socket().await;
    socket.send(room.id, &name_of(1), "by another").await;
    assert_eq!(socket.next_of_type("ack").await["seq"], 4, "another author");
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_2_a_refused_name_may_be_sent_again() {
    let app = TestApp::start().await;
    let (ada, _, room) = lobby(&app).await;
    let mut socket = ada.socket().await;
    for (body, code) in [(" \n", "empty"), ("\u{200b}", "empty"), (&*"x".repeat(16_001), "too_long")] {
        socket.send(room.id, &name_of(1), body).await;
        let refused = socket.next_of_type("refused").await;
        assert_eq!((&refused["code"], &refused["client_id"]), (&code.into(), &name_of(1).into()));
    }
    socket.send(room.id, &name_of(1), "mended").await;
    assert_eq!(socket.next_of_type("ack").await["seq"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_3_what_is_acked_is_committed_and_acked_before_it_is_shown() {
    let app = TestApp::start().await;
    let (ada, _, room) = lobby(&app).await;
    let mut socket = ada.follow(&room).await;
    let mut db = app.db().await;
    for number in 0..20 {
        socket.send(room.id, &name_of(number), "hello").await;
        let ack = socket.next().await;
        assert_eq!(ack["type"], "ack", "before the entry itself");
        let stored: i64 = sqlx::query_scalar("select seq from messages where client_id = ?1")
            .bind(name_of(number))
            .fetch_one(&mut db)
            .await
            .expect("another connection sees it");
        assert_eq!(ack["seq"], stored);
        assert_eq!(socket.next().await["seq"], stored);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_3_a_failed_write_is_refused_and_never_shown_and_the_next_one_works() {
    let app = TestApp::start().await;
    let (ada, bo, room) = lobby(&app).await;
    let (mut socket, mut listener) = (ada.socket().await, bo.follow(&room).await);
    let broken = "create trigger broken before insert on entries begin select raise(abort, 'disk full'); end";
    sqlx::query(broken).execute(&mut app.db().await).await.expect("a broken disk");
    socket.send(room.id, &name_of(1), "hello").await;
    let refused = socket.next_of_type("refused").await;
    assert_eq!(refused["code"], "unavailable");
    assert!(refused["retry_after"].as_u64().is_some_and(|seconds| seconds > 0));
    let form = ada.say(&room, "by form").await;
    assert_eq!(form.status, 500);
    assert!(
        form.text.contains("by form") && !form.text.contains("disk full"),
        "the words come back, the cause does not"
    );
    assert_eq!(ada.log(&room).await.len(), 2, "reading goes on");
    sqlx::query("drop trigger broken").execute(&mut app.db().await).await.expect("a mended disk");
    socket.send(room.id, &name_of(1), "hello").await;
    assert_eq!(socket.next_of_type("ack").await["seq"], 3, "without a restart");
    assert_eq!(listener.next_of_type("post").await["seq"], 3);
    assert_eq!(listener.heard.iter().filter(|frame| frame["type"] == "post").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_3_what_fails_only_when_it_is_committed_is_refused_and_never_shown() {
    let app = TestApp::start().await;
    let (ada, bo, room) = lobby(&app).await;
    let (mut socket, mut listener) = (ada.follow(&room).await, bo.follow(&room).await);
    // Every statement succeeds, and then the commit fails: a deferred foreign key is missing.
    for sql in [
        "create table late (entry integer references users (id) deferrable initially deferred)",
        "create trigger late after insert on entries when new.kind = 'post' begin insert into late values (99); end",
        "create trigger later after update of read_seq on memberships begin insert into late values (99); end",
    ] {
        sqlx::query(sql).execute(&mut app.db().await).await.expect(sql);
    }
    for number in 0..3 {
        socket.send(room.id, &name_of(number), "hello").await;
        assert_eq!(socket.next_of_type("refused").await["code"], "unavailable");
    }
    assert_eq!(ada.say(&room, "by form").await.status, 500);
    assert_eq!(bo.post("/rooms/lobby/unread", &[("seq", "1")]).await.status, 500, "what is no message neither");
    assert_eq!(ada.log(&room).await.len(), 2, "reading goes on");
    assert_eq!(app.count("select read_seq from memberships where user_id = 2").await, 2);
    for sql in ["drop trigger late", "drop trigger later", "drop table late"] {
        sqlx::query(sql).execute(&mut app.db().await).await.expect(sql);
    }
    socket.send(room.id, &name_of(0), "hello").await;
    assert_eq!(socket.next_of_type("ack").await["seq"], 3, "the seqs were not used up");
    assert_eq!(listener.next_of_type("post").await["seq"], 3);
    for heard in [&socket.heard, &listener.heard] {
        let shown = heard
            .iter()
            .filter(|frame| ["post", "ack", "notice", "heads"].contains(&frame["type"].as_str().unwrap_or("")));
        let shown: Vec<_> = shown.map(|frame| frame["seq"].clone()).collect();
        assert!(shown.iter().all(|seq| *seq == 3), "{heard:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_4_one_connections_sends_take_seq_in_their_order_and_refusals_block_nothing() {
    let app = TestApp::start().await;
    let (ada, bo, room) = lobby(&app).await;
    let (mut one, mut two) = (ada.socket().await, bo.socket().await);
    let mut listener = ada.follow(&room).await;
    for number in 0..200 {
        // Every tenth is empty; two people write at once.
        let body = if number % 10 == 9 { " " } else { "hello" };
        one.send(room.id, &name_of(number), body).await;
        two.send(room.id, &name_of(number), body).await;
    }
    for socket in [&mut one, &mut two] {
        let mut answers = Vec::new();
        while answers.len() < 200 {
            let frame = socket.next().await;
            if frame["type"] == "ack" || frame["type"] == "refused" {
                answers.push(frame);
            }
        }
        let names: Vec<_> = answers.iter().map(|answer| answer["client_id"].clone()).collect();
        assert_eq!(names, (0..200).map(|number| json!(name_of(number))).collect::<Vec<_>>(), "answered in order");
        let acked: Vec<_> = answers.into_iter().filter(|answer| answer["type"] == "ack").collect();
        assert_eq!(acked.len(), 180);
        assert!(seqs(&acked).is_sorted(), "stored in order");
    }
    let mut heard = Vec::new();
    while heard.len() < 360 {
        heard.push(listener.next_of_type("post").await);
    }
    assert_eq!(seqs(&heard), (3..363).collect::<Vec<_>>(), "all see one order");
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_4_what_is_sent_after_an_ack_comes_after_it_and_is_in_every_reading() {
    let app = TestApp::start().await;
    let (ada, bo, room) = lobby(&app).await;
    let mut sockets = [ada.socket().await, bo.socket().await, ada.socket().await];
    let mut last = 0;
    for number in 0..30 {
        let socket = &mut sockets[number % 3];
        socket.send(room.id, &name_of(number), "after you").await;
        let seq = socket.next_of_type("ack").await["seq"].as_i64().expect("a seq");
        assert!(seq > last);
        last = seq;
        if number % 5 == 0 {
            let page = bo.get(&format!("/api/messages/newer?room={}&seq={}", room.id, seq - 1)).await.json();
            assert_eq!(page["entries"][0]["seq"], seq);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_9_after_leaving_nothing_is_delivered() {
    let app = TestApp::start().await;
    let (ada, bo, room) = lobby(&app).await;
    let own = bo.create_room("Own").await;
    let mut listener = bo.follow(&room).await;
    let mut other_tab = bo.socket().await;
    ada.say(&room, "while he is here").await;
    listener.next_of_type("post").await;
    bo.leave(&room).await;
    let left = within(Duration::from_secs(1), "he is told", listener.next_of_type("left")).await;
    assert_eq!(left["room"], room.id);
    other_tab.next_of_type("left").await;
    let from = listener.heard.len();
    for _ in 0..3 {
        ada.say(&room, "behind his back").await;
    }
    listener.subscribe(room.id, Some(3)).await;
    for (number, socket) in [&mut listener, &mut other_tab].into_iter().enumerate() {
        socket.send(own.id, &name_of(number), "a fence").await;
        socket.next_of_type("ack").await;
        let told =
            socket.heard[from.min(socket.heard.len())..].iter().any(|frame| frame.to_string().contains("behind"));
        assert!(!told, "{:?}", socket.heard);
        assert!(
            !socket.heard[1..].iter().any(|f| f["type"] == "notice" && f["head"].as_i64() > Some(5)),
            "{:?}",
            socket.heard
        );
    }
    bo.join(&room).await;
    listener.next_of_type("joined").await;
    listener.subscribe(room.id, Some(0)).await;
    let page = listener.next_of_type("page").await;
    assert_eq!(seqs(page["entries"].as_array().expect("entries")), (1..=8).collect::<Vec<_>>(), "back in, all is read");
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_9_each_send_and_subscribe_is_authorised_by_itself() {
    let app = TestApp::start().await;
    let (_, bo, room) = lobby(&app).await;
    let mut socket = bo.follow(&room).await;
    for round in 0..3 {
        bo.leave(&room).await;
        socket.send(room.id, &name_of(100 + round), "out").await;
        assert_eq!(socket.next_of_type("refused").await["code"], "not_found");
        bo.join(&room).await;
        socket.send(room.id, &name_of(200 + round), "in").await;
        socket.next_of_type("ack").await;
    }
}
