//! Sending by requests, for clients without a socket: the answers are those of a socket.

use super::support::{Person, Reply, Room, TestApp, name_of};
use reqwest::Method;
use serde_json::json;

async fn post(person: &Person, room: &Room, client_id: &str, body: &str) -> Reply {
    submit(person, &format!("/rooms/{}", room.slug), &[("client_id", client_id), ("body", body)]).await
}

async fn submit(person: &Person, path: &str, fields: &[(&str, &str)]) -> Reply {
    let request = person.request(Method::POST, path);
    let request = request.header("origin", &person.origin).form(fields);
    // The last header of a name is the one that counts.
    let mut request = request.build().expect("a request");
    request.headers_mut().insert("accept", "application/json".parse().expect("a type"));
    person.execute(request).await
}

#[tokio::test]
async fn a_message_is_stored_once_and_acked_as_by_a_socket() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Garden").await;
    let mut socket = ada.follow(&room).await;
    for _ in 0..2 {
        let reply = post(&ada, &room, &name_of(1), "Beans are up").await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.json(), json!({ "type": "ack", "room": room.id, "client_id": name_of(1), "seq": 2 }));
    }
    socket.send(room.id, &name_of(1), "Beans are up").await;
    assert_eq!(socket.next_of_type("ack").await["seq"], 2, "by whichever way it comes");
    assert_eq!(app.count("select count(*) from entries where kind = 'post' /* test */").await, 1);
}

#[tokio::test]
async fn what_is_not_stored_is_refused_as_by_a_socket() {
    let app = TestApp::with(|config| (config.message_burst, config.messages_per_second) = (1, 1)).await;
    let ada = app.person("ada").await;
    let bo = app.person("bo").await;
    let room = ada.create_room("Garden").await;
    let code = |reply: Reply| (reply.status, reply.json()["code"].clone());
    assert_eq!(code(post(&ada, &room, &name_of(1), " ").await), (422, json!("empty")));
    assert_eq!(code(post(&ada, &room, &name_of(2), &"x".repeat(16_001)).await), (422, json!("too_long")));
    assert_eq!(post(&ada, &room, &name_of(3), "one").await.status, 200);
    let refused = post(&ada, &room, &name_of(4), "two").await;
    assert_eq!((refused.status, &refused.json()["code"]), (429, &json!("too_many")));
    assert!(refused.json()["retry_after"].as_u64() >= Some(1));
    assert_eq!(post(&bo, &room, &name_of(5), "no member").await.status, 404);
    assert_eq!(post(&app.visitor("eve"), &room, &name_of(6), "nobody").await.status, 401);
}

#[tokio::test]
async fn changes_are_answered_as_by_a_socket() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Garden").await;
    bo.join(&room).await;
    assert_eq!(post(&ada, &room, &name_of(1), "Beans are up").await.status, 200);
    let edit = |base: &'static str, body: &'static str| {
        let ada = &ada;
        async move { submit(ada, "/rooms/garden/3/edit", &[("base", base), ("body", body)]).await }
    };
    let changed = edit("0", "Peas are up").await;
    assert_eq!(changed.status, 200);
    assert_eq!(changed.json(), json!({ "type": "changed", "room": room.id, "seq": 3, "entry": 4 }));
    let refused = edit("0", "Both are up").await;
    assert_eq!((refused.status, &refused.json()["code"]), (409, &json!("conflict")));
    assert_eq!((&refused.json()["type"], &refused.json()["seq"]), (&json!("unchanged"), &json!(3)));
    assert_eq!(submit(&bo, "/rooms/garden/3/delete", &[]).await.status, 404, "another's");
    assert_eq!(submit(&app.visitor("eve"), "/rooms/garden/3/delete", &[]).await.status, 401);
    for _ in 0..2 {
        let deleted = submit(&ada, "/rooms/garden/3/delete", &[]).await;
        assert_eq!((deleted.status, &deleted.json()["entry"]), (200, &json!(5)), "once");
    }
}

#[tokio::test]
async fn without_a_client_id_nothing_is_stored() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Garden").await;
    for odd in ["", "no name", &"a".repeat(100), "../../x12345678901234567"] {
        assert_eq!(post(&ada, &room, odd, "one").await.status, 404, "{odd:?} could not be sent again under it");
    }
    assert_eq!(app.count("select count(*) from messages /* test */").await, 0);
}
