//! Read marks over the socket and by plain forms: one number for a person and a room, on all of
//! their devices.

use super::support::{Room, Socket, TestApp, name_of};
use serde_json::{Value, json};

/// Waits until a device has been told of a mark at `read` in `turn`; how much is unread then.
async fn told(device: &mut Socket, read: i64, turn: i64) -> i64 {
    loop {
        let heads = device.next_of_type("heads").await;
        let standing = &heads["rooms"][0];
        if (standing["read"].as_i64(), standing["turn"].as_i64()) == (Some(read), Some(turn)) {
            return standing["unread"].as_i64().expect("a count");
        }
    }
}

fn mark(kind: &str, room: &Room, seq: i64, turn: i64) -> Value {
    json!({ "type": kind, "room": room.id, "seq": seq, "turn": turn })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_moves_on_all_devices_and_back_only_by_hand() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let mut writer = ada.socket().await;
    for number in 0..4 {
        writer.send(room.id, &name_of(number), "news").await;
        writer.next_of_type("ack").await;
    }
    // Entries: 1 made, 2 joined, 3 to 6 news.
    let (mut phone, mut laptop) = (bo.socket().await, bo.socket().await);
    phone.say(mark("read", &room, 6, 0)).await;
    assert_eq!((told(&mut phone, 6, 0).await, told(&mut laptop, 6, 0).await), (0, 0));
    phone.say(mark("read", &room, 3, 0)).await;
    assert_eq!(told(&mut laptop, 6, 0).await, 0, "reading goes forward only");
    laptop.say(mark("unread", &room, 5, 0)).await;
    assert_eq!((told(&mut phone, 4, 1).await, told(&mut laptop, 4, 1).await), (2, 2));
    phone.say(mark("read", &room, 6, 0)).await;
    assert_eq!(told(&mut phone, 4, 1).await, 2, "what was seen before it was marked does not take that back");
    phone.say(mark("read", &room, 99, 1)).await;
    assert_eq!(told(&mut laptop, 6, 1).await, 0, "never beyond the head");
    for odd in [-9, 0, 1] {
        laptop.say(mark("unread", &room, odd, 0)).await;
    }
    assert_eq!(told(&mut phone, 0, 4).await, 4, "from the start on");
}

#[tokio::test(flavor = "multi_thread")]
async fn marks_are_moved_by_plain_forms_too() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    for text in ["one", "two", "three"] {
        assert_eq!(ada.say(&room, text).await.status, 303);
    }
    let page = bo.get("/rooms/lobby").await.text;
    assert!(page.contains("Mark as read") && page.contains("(3) Lobby"), "{page}");
    let reply = bo.post("/rooms/lobby/read", &[("seq", "5")]).await;
    assert_eq!((reply.status, reply.location()), (303, "/rooms/lobby"));
    let page = bo.get("/rooms/lobby").await.text;
    assert!(!page.contains("Mark as read") && !page.contains("(3) Lobby"), "nothing is new");
    let reply = bo.post("/rooms/lobby/unread", &[("seq", "4")]).await;
    assert_eq!((reply.status, reply.location()), (303, "/rooms"));
    assert!(bo.get("/rooms/lobby").await.text.contains("(2) Lobby"));
    assert_eq!(bo.post("/rooms/lobby/read", &[("seq", "many")]).await.status, 404);
    assert_eq!(
        app.visitor("x").post("/rooms/lobby/read", &[("seq", "5")]).await.location(),
        "/signin?next=/rooms/lobby"
    );
}
