//! Push notifications: what arrives, what is withdrawn, and what outlives a restart.

use super::support::{
    Person, PushBrowser as Browser, PushService, Room, TAKEN, TestApp, name_of, push_service::Manner,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};
use serde_json::{Value, json};

/// Ada and bo in a room, and bo's browser.
pub(super) async fn pair(service: &PushService) -> (TestApp, Person, Person, Room, Browser) {
    let app = service.app().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let browser = Browser::new(service, "bo").subscribe(&bo).await;
    (app, ada, bo, room, browser)
}

pub(super) async fn says(person: &Person, room: &Room, text: &str) {
    assert_eq!(person.say(room, text).await.status, 303);
}

/// Waits until the push queue is empty.
pub(super) async fn settled(app: &TestApp) {
    app.comes_to("select count(*) from push_queue", 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_arrives_closed_for_the_browser_and_signed_by_the_server() {
    let service = PushService::start().await;
    let (app, ada, bo, room, browser) = pair(&service).await;
    says(&ada, &room, "nobody in particular").await;
    says(&ada, &room, "look here, @bo").await;
    let heard = service.hears(1).await.remove(0);
    assert_eq!(heard.path, "/bo");
    let seq = ada.log(&room).await.last().expect("an entry")["seq"].clone();
    let notice = browser.opens(&heard);
    assert_eq!(
        notice,
        json!({ "kind": "message", "room": room.id, "title": "Lobby", "body": "ada: look here, @bo",
                "url": format!("/rooms/lobby/{seq}"), "read": [], "unread": 2 })
    );
    assert!(!String::from_utf8_lossy(&heard.body).contains("look"), "it is closed");
    assert_eq!(heard.headers["content-encoding"], "aes128gcm");
    assert_eq!(heard.headers["topic"], format!("room-{}", room.id));
    assert_eq!(heard.headers["urgency"], "high");
    assert!((86_000..=86_400).contains(&heard.headers["ttl"].parse::<i64>().expect("seconds")));
    // RFC 8292: the sender is identified by the key that the browser was given.
    let key = bo.get("/push/key").await.json()["key"].as_str().expect("a key").to_owned();
    let (token, said) = heard.headers["authorization"]
        .strip_prefix("vapid t=")
        .and_then(|rest| rest.split_once(", k="))
        .expect("a token and a key");
    assert_eq!(said, key);
    let parts: Vec<&str> = token.split('.').collect();
    let bytes = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).expect("base64url");
    let verifier = VerifyingKey::from_sec1_bytes(&bytes(&key)).expect("a public key");
    let signature = Signature::from_slice(&bytes(parts[2])).expect("a signature");
    verifier.verify(format!("{}.{}", parts[0], parts[1]).as_bytes(), &signature).expect("signed with that key");
    let claims: Value = serde_json::from_slice(&bytes(parts[1])).expect("claims");
    assert_eq!(claims["aud"], format!("https://push.test:{}", service.addr.port()));
    settled(&app).await;
    assert_eq!(service.heard().len(), 1, "the first message mentions nobody");
    assert_eq!(app.count("select count(*) from push_subscriptions where succeeded_at > 0").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_elsewhere_is_withdrawn_with_the_next_notice() {
    let service = PushService::start().await;
    let (app, ada, bo, room, browser) = pair(&service).await;
    let other = ada.create_room("Other").await;
    bo.join(&other).await;
    says(&ada, &room, "@bo one").await;
    service.hears(1).await;
    settled(&app).await;
    assert_eq!(bo.post("/rooms/lobby/read", &[("seq", "99")]).await.status, 303);
    says(&ada, &other, "@bo two").await;
    let heard = service.hears(2).await;
    assert_eq!(browser.opens(&heard[1])["read"], json!([room.id]));
    settled(&app).await;
    assert_eq!(app.count("select count(*) from push_shown").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_while_it_is_held_back_is_not_told() {
    let service = PushService::start().await;
    let (app, ada, bo, room, browser) = pair(&service).await;
    let mut socket = bo.follow(&room).await;
    socket.say(json!({ "type": "active", "active": true })).await;
    // The ack shows that the frame before it was handled.
    socket.send(room.id, &name_of(1), "I am here").await;
    socket.next_of_type("ack").await;
    says(&ada, &room, "@bo seen at once").await;
    socket.say(json!({ "type": "read", "room": room.id, "seq": 99 })).await;
    socket.next_of_type("heads").await;
    settled(&app).await;
    // Somebody active who does not read it is notified after all.
    says(&ada, &room, "@bo not seen").await;
    assert_eq!(browser.opens(&service.hears(1).await[0])["body"], "ada: @bo not seen");
    assert_eq!(service.heard().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_outlives_a_restart_and_the_keys_do_too() {
    let service = PushService::start().await;
    service.behaves(Manner::Says("HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n"));
    let (mut app, ada, bo, room, browser) = pair(&service).await;
    let key = bo.get("/push/key").await.text;
    says(&ada, &room, "@bo before").await;
    service.hears(1).await;
    app.stop().await;
    let before = service.heard().len();
    service.behaves(TAKEN);
    app.start_again().await;
    let heard = service.hears(before + 1).await;
    assert_eq!(browser.opens(&heard[before])["body"], "ada: @bo before");
    assert_eq!(bo.get("/push/key").await.text, key);
    settled(&app).await;
    app.stop().await;
    app.start_again().await;
    says(&ada, &room, "@bo after").await;
    let heard = service.hears(before + 2).await;
    assert_eq!(browser.opens(&heard[before + 1])["body"], "ada: @bo after", "what was told is not told again");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_leaving_and_removing_end_it() {
    let service = PushService::start().await;
    let (app, ada, bo, room, _) = pair(&service).await;
    let elsewhere = bo.elsewhere();
    elsewhere.sign_in().await;
    let second = Browser::new(&service, "second").subscribe(&elsewhere).await;
    bo.sign_out().await;
    says(&ada, &room, "@bo").await;
    let heard = service.hears(1).await;
    assert_eq!(second.opens(&heard[0])["body"], "ada: @bo");
    settled(&app).await;
    let id = app.count("select id from push_subscriptions").await.to_string();
    let done = "/settings/notifications?done=removed";
    assert_eq!(ada.post("/push/unsubscribe", &[("device", &id)]).await.location(), done);
    assert_eq!(app.count("select count(*) from push_subscriptions").await, 1, "not ada's");
    assert_eq!(elsewhere.post("/push/unsubscribe", &[("device", &id)]).await.location(), done);
    assert_eq!(app.count("select count(*) from push_subscriptions").await, 0);
    second.subscribe(&elsewhere).await;
    elsewhere.leave(&room).await;
    says(&ada, &room, "@bo").await;
    elsewhere.join(&room).await;
    settled(&app).await;
    assert_eq!(service.heard().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_tells_how_far_it_came() {
    let service = PushService::start().await;
    let (app, _ada, bo, _room, browser) = pair(&service).await;
    let how = async |manner: Manner| {
        service.behaves(manner);
        bo.post("/push/test", &[("id", "abc")]).await.json()["how"].as_str().expect("how").to_owned()
    };
    assert_eq!(how(TAKEN).await, "taken");
    assert_eq!(
        browser.opens(&service.heard()[0]),
        json!({ "kind": "test", "id": "abc", "title": "Notifications work", "body": "This is the test you sent." })
    );
    assert_eq!(how(Manner::Says("HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n")).await, "later");
    assert_eq!(how(Manner::Says("HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n")).await, "refused");
    assert_eq!(how(Manner::Hangs).await, "unreachable");
    assert_eq!(how(Manner::Says("HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n")).await, "gone");
    assert_eq!(how(TAKEN).await, "unknown");
    assert_eq!(app.count("select count(*) from push_subscriptions").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_in_the_place_of_a_subscription_is_none() {
    let service = PushService::start().await;
    let app = service.app().await;
    let bo = app.person("bo").await;
    let browser = Browser::new(&service, "bo");
    let keys = [browser.p256dh(), browser.auth()];
    let send = async |body: Value| {
        let request = bo.request(reqwest::Method::POST, "/push/subscribe").header("origin", &bo.origin);
        bo.send(request.json(&body)).await.status
    };
    for list in [
        json!([browser.endpoint, keys, ""]),
        json!({ "endpoint": browser.endpoint, "keys": keys }),
        json!([{ "endpoint": browser.endpoint, "keys": { "p256dh": keys[0], "auth": keys[1] } }]),
    ] {
        assert_eq!(send(list.clone()).await, 422, "{list}");
    }
    assert_eq!(app.count("select count(*) from push_subscriptions").await, 0);
    let whole =
        json!({ "endpoint": browser.endpoint, "expirationTime": null, "keys": { "p256dh": keys[0], "auth": keys[1] } });
    assert_eq!(send(whole).await, 204);
}
