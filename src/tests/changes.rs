//! Messages that change: edited and deleted over the socket, shown so in every page, catch-up and count.

use super::support::{Person, Room, Socket, TestApp, name_of, soon};
use roost::{
    model::{RoomId, UserId},
    server::db::memberships,
};
use serde_json::{Value, json};

/// A room with Ada and Bo, in which Ada's messages 3 to 5 are.
async fn lobby(app: &TestApp) -> (Person, Person, Room, Socket) {
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let mut writer = ada.follow(&room).await;
    for number in 3..=5 {
        writer.send(room.id, &name_of(number), &format!("message {number}")).await;
        writer.next_of_type("ack").await;
    }
    (ada, bo, room, writer)
}

fn edit(room: &Room, seq: i64, base: i64, body: &str) -> Value {
    json!({ "type": "edit", "room": room.id, "seq": seq, "base": base, "body": body })
}

fn delete(room: &Room, seq: i64) -> Value {
    json!({ "type": "delete", "room": room.id, "seq": seq })
}

async fn change(socket: &mut Socket, frame: Value) -> Value {
    socket.say(frame).await;
    loop {
        let frame = socket.next().await;
        if frame["type"] == "changed" || frame["type"] == "unchanged" {
            return frame;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_is_an_entry_and_shows_in_the_message_wherever_it_is_read() {
    let app = TestApp::start().await;
    let (ada, bo, room, mut writer) = lobby(&app).await;
    let mut reader = bo.follow(&room).await;
    let changed = change(&mut writer, edit(&room, 4, 0, "better")).await;
    assert_eq!(changed, json!({ "type": "changed", "room": room.id, "seq": 4, "entry": 6 }));
    let live = reader.next_of_type("edit").await;
    assert_eq!((&live["seq"], &live["target"], &live["body"]), (&json!(6), &json!(4), &json!("better")));

    let page = bo.get(&format!("/api/messages/older?room={}&seq=7", room.id)).await.json();
    assert_eq!((&page["from"], &page["to"], &page["head"]), (&json!(1), &json!(6), &json!(6)));
    let rows: Vec<_> = page["entries"].as_array().expect("rows").iter().map(|row| row["seq"].clone()).collect();
    assert_eq!(rows, [1, 2, 3, 4, 5], "an edit is no row of its own");
    assert_eq!((&page["entries"][3]["body"], &page["entries"][3]["changed"]), (&json!("better"), &json!(6)));
    let text = ada.get("/rooms/lobby").await.text;
    assert!(text.contains("better") && text.contains("(edited)") && !text.contains("message 4"));

    // Catch-up has every entry, each with the words of now.
    change(&mut writer, edit(&room, 4, 6, "best")).await;
    reader.subscribe(room.id, Some(3)).await;
    let entries = reader.next_of_type("page").await["entries"].clone();
    let told: Vec<_> =
        entries.as_array().expect("entries").iter().map(|entry| (&entry["type"], &entry["body"])).collect();
    let as_now = [("post", "best"), ("post", "message 5"), ("edit", "best"), ("edit", "best")];
    assert_eq!(told, as_now.map(|(kind, body)| (json!(kind), json!(body))).each_ref().map(|(kind, body)| (kind, body)));
    let by_http = bo.get(&format!("/api/messages/log?room={}&seq=3", room.id)).await.json();
    assert_eq!(by_http["entries"], entries);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_message_leaves_a_tombstone_and_no_words() {
    let app = TestApp::start().await;
    let (_ada, bo, room, mut writer) = lobby(&app).await;
    change(&mut writer, edit(&room, 4, 0, "a secret, @bo")).await;
    let mut reader = bo.follow(&room).await;
    let changed = change(&mut writer, delete(&room, 4)).await;
    assert_eq!(changed["entry"], 7);
    let live = reader.next_of_type("delete").await;
    assert_eq!((&live["seq"], &live["target"]), (&json!(7), &json!(4)));
    for again in 0..2 {
        assert_eq!(change(&mut writer, delete(&room, 4)).await["entry"], 7, "deleted once, {again}");
    }
    let refused = change(&mut writer, edit(&room, 4, 7, "back again")).await;
    assert_eq!((&refused["type"], &refused["code"]), (&json!("unchanged"), &json!("conflict")));

    reader.subscribe(room.id, Some(3)).await;
    let page = reader.next_of_type("page").await;
    let older = bo.get(&format!("/api/messages/older?room={}&seq=9", room.id)).await;
    let html = bo.get("/rooms/lobby").await.text;
    for text in [page.to_string(), older.text.clone(), html.clone()] {
        assert!(!text.contains("secret") && !text.contains("message 4"), "{text}");
    }
    assert!(html.contains("This message was deleted."));
    let (post, edited) = (&page["entries"][0], &page["entries"][2]);
    assert_eq!((&post["type"], &post["changed"], &post["body"]), (&json!("post"), &json!(7), &Value::Null));
    assert_eq!((&edited["type"], &edited["body"], &edited["mentions"]), (&json!("edit"), &Value::Null, &Value::Null));
    assert_eq!(app.count("select count(*) from messages where body like '%secret%'").await, 0);
    assert_eq!(app.count("select count(*) from mentions").await, 0);
    // The client's name for it stays known: a retry stores nothing.
    writer.send(room.id, &name_of(4), "message 4").await;
    assert_eq!(writer.next_of_type("ack").await["seq"], 4);
    assert_eq!(app.count("select head from rooms").await, 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_edits_from_one_state_the_later_is_refused_and_a_repeated_one_is_not() {
    let app = TestApp::start().await;
    let (ada, _, room, mut laptop) = lobby(&app).await;
    let mut phone = ada.follow(&room).await;
    assert_eq!(change(&mut laptop, edit(&room, 3, 0, "by laptop")).await["entry"], 6);
    let refused = change(&mut phone, edit(&room, 3, 0, "by phone")).await;
    assert_eq!((&refused["type"], &refused["code"]), (&json!("unchanged"), &json!("conflict")));
    // The answer was lost, so the same is sent again.
    assert_eq!(change(&mut laptop, edit(&room, 3, 0, "by laptop")).await["entry"], 6);
    assert_eq!(change(&mut phone, edit(&room, 3, 6, "by phone")).await["entry"], 7);
    for (body, code) in [(" ", "empty"), (&*"x".repeat(16_001), "too_long")] {
        assert_eq!(change(&mut phone, edit(&room, 3, 7, body)).await["code"], code);
    }
    assert_eq!(change(&mut phone, edit(&room, 99, 0, "of nothing")).await["code"], "not_found");
    assert_eq!(change(&mut phone, edit(&room, 2, 0, "of a join")).await["code"], "not_found");
    ada.administer(&room, "archive", &[("archived", "yes")]).await;
    assert_eq!(change(&mut phone, edit(&room, 3, 7, "too late")).await["code"], "archived");
    assert_eq!(change(&mut phone, delete(&room, 3)).await["code"], "archived");
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_are_edited_and_moderators_delete_those_of_others() {
    let app = TestApp::start().await;
    let (_ada, bo, room, mut owner) = lobby(&app).await;
    let cy = app.person("cy").await;
    cy.join(&room).await;
    let (mut member, mut other) = (bo.follow(&room).await, cy.follow(&room).await);
    member.send(room.id, &name_of(9), "Bo's").await;
    let seq = member.next_of_type("ack").await["seq"].as_i64().expect("a seq");
    for socket in [&mut owner, &mut other] {
        assert_eq!(change(socket, edit(&room, seq, 0, "put in their mouth")).await["code"], "not_found");
    }
    assert_eq!(change(&mut other, delete(&room, seq)).await["code"], "not_found");
    assert_eq!(change(&mut owner, delete(&room, seq)).await["type"], "changed");
    cy.leave(&room).await;
    assert_eq!(change(&mut other, delete(&room, 3)).await["code"], "not_found", "no longer there");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_is_not_unread_and_an_edit_changes_whom_it_mentions() {
    let app = TestApp::start().await;
    let (_ada, _bo, room, mut writer) = lobby(&app).await;
    let counts = async || {
        let mut conn = app.conn().await;
        let membership = memberships::in_room(&mut conn, UserId(2), RoomId(room.id)).await.expect("a look");
        membership.map(|membership| (membership.unread, membership.mentions)).expect("a member")
    };
    assert_eq!(counts().await, (3, 0));
    change(&mut writer, edit(&room, 3, 0, "look @bo")).await;
    assert_eq!(counts().await, (3, 1));
    change(&mut writer, edit(&room, 3, 6, "look")).await;
    change(&mut writer, edit(&room, 4, 0, "@bo, look")).await;
    assert_eq!(counts().await, (3, 1));
    change(&mut writer, delete(&room, 4)).await;
    assert_eq!(counts().await, (2, 0));
    change(&mut writer, delete(&room, 3)).await;
    assert_eq!(counts().await, (1, 0), "two of three are deleted");
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_that_a_deletion_changed_are_told_with_the_next_beat() {
    let app = TestApp::with(|config| config.heartbeat.interval = std::time::Duration::from_millis(300)).await;
    let (_ada, bo, room, mut writer) = lobby(&app).await;
    // This one does not follow the room, so it hears of no entry.
    let mut elsewhere = bo.socket().await;
    change(&mut writer, delete(&room, 5)).await;
    let told = soon("a count", async {
        loop {
            let heads = elsewhere.next_of_type("heads").await;
            if heads["rooms"][0]["unread"] == 2 {
                return heads["rooms"][0]["head"].clone();
            }
        }
    });
    assert_eq!(told.await, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_holds_so_many_messages_however_often_they_changed() {
    let app = TestApp::start().await;
    let (_ada, bo, room, mut writer) = lobby(&app).await;
    let mut base = 0;
    for number in 0..120 {
        base = change(&mut writer, edit(&room, 3, base, &format!("version {number}"))).await["entry"]
            .as_i64()
            .expect("a seq");
    }
    let page = bo.get(&format!("/api/messages/older?room={}&seq={}", room.id, base + 1)).await.json();
    assert_eq!((&page["from"], &page["to"]), (&json!(1), &json!(base)));
    assert_eq!(page["entries"].as_array().map(Vec::len), Some(5));
    let newer = bo.get(&format!("/api/messages/newer?room={}&seq=3", room.id)).await.json();
    assert_eq!((&newer["from"], &newer["to"]), (&json!(4), &json!(base)), "up to the head, without more rows");
}
