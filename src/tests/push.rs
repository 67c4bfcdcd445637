//! Push notifications: delivery, recipients, and hostile services.

use super::support::{
    Person, PushBrowser as Browser, PushService, Room, TAKEN, TestApp, name_of, push_service::Manner, seed,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};
use roost::model::UserId;
use serde_json::{Value, json};
use std::time::Duration;

/// Ada and bo in a room, and bo's browser.
async fn pair(service: &PushService) -> (TestApp, Person, Person, Room, Browser) {
    let app = service.app().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let browser = Browser::new(service, "bo").subscribe(&bo).await;
    (app, ada, bo, room, browser)
}

async fn says(person: &Person, room: &Room, text: &str) {
    assert_eq!(person.say(room, text).await.status, 303);
}

/// Waits until the push queue is empty.
async fn settled(app: &TestApp) {
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
async fn a_room_tells_as_much_as_its_member_chose() {
    let service = PushService::start().await;
    let (app, ada, bo, room, browser) = pair(&service).await;
    let page = format!("/rooms/{}/notifications", room.slug);
    for (level, mute) in [("nothing", ""), ("everything", "168")] {
        let reply = bo.post(&page, &[("level", level), ("mute", mute)]).await;
        assert_eq!((reply.status, reply.location()), (303, &*format!("{page}?done=saved")));
        says(&ada, &room, "not told, @bo").await;
    }
    let muted = bo.get(&page).await.text;
    let until = muted.split("value=\"keep\">").nth(1).expect("until when").split('<').next().expect("words");
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    assert!(days.iter().any(|day| until.starts_with(&format!("Until {day}, "))), "{until}");
    assert_eq!(bo.post(&page, &[("level", "everything"), ("mute", "")]).await.status, 303);
    says(&bo, &room, "my own").await;
    says(&ada, &room, "everything now").await;
    let heard = service.hears(1).await;
    assert_eq!(browser.opens(&heard[0])["body"], "ada: everything now");
    assert_eq!(heard[0].headers["urgency"], "normal");
    settled(&app).await;
    assert_eq!(service.heard().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_member_chose_for_a_room_comes_to_all_of_their_tabs() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let (mut tab, mut other) = (bo.socket().await, ada.socket().await);
    let page = format!("/rooms/{}/notifications", room.slug);
    assert_eq!(bo.post(&page, &[("level", "everything"), ("mute", "8")]).await.status, 303);
    let told = tab.next_of_type("heads").await["rooms"][0].clone();
    assert_eq!(told["level"], "everything");
    assert!(told["muted_until"].as_i64().is_some_and(|until| until > 0), "{told}");
    assert_eq!(bo.socket().await.heard[0]["rooms"][0]["level"], "everything", "and with the next hello");
    assert_eq!(bo.post(&page, &[("level", ""), ("mute", "")]).await.status, 303);
    let told = tab.next_of_type("heads").await["rooms"][0].clone();
    assert!(told["level"].is_null() && told["muted_until"].is_null(), "the usual is not said: {told}");
    let eve = app.person("eve").await;
    assert_eq!(eve.post(&page, &[("level", "nothing"), ("mute", "")]).await.status, 404);
    other.send(room.id, &name_of(1), "fence").await;
    other.next_of_type("ack").await;
    assert!(other.heard.iter().all(|frame| frame["type"] != "heads"), "nobody else hears of it: {:?}", other.heard);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_for_all_rooms_holds_where_a_room_has_none_and_comes_to_all_tabs() {
    let service = PushService::start().await;
    let (app, ada, bo, room, browser) = pair(&service).await;
    let (page, all) = (format!("/rooms/{}/notifications", room.slug), "/settings/notifications");
    let mut tab = bo.socket().await;
    let choose = async |level| {
        let reply = bo.post(&format!("{all}/level"), &[("level", level)]).await;
        assert_eq!((reply.status, reply.location()), (303, &*format!("{all}?done=level")));
    };
    choose("everything").await;
    assert_eq!(tab.next_of_type("levels").await["levels"], json!([[room.id, "everything"]]));
    assert!(bo.get(&page).await.text.contains("Every message, by your notifications."));
    says(&ada, &room, "good morning").await;
    assert_eq!(browser.opens(&service.hears(1).await[0])["body"], "ada: good morning");
    // A room's own level comes first.
    assert_eq!(bo.post(&page, &[("level", "mentions"), ("mute", "")]).await.status, 303);
    says(&ada, &room, "not for bo").await;
    choose("nothing").await;
    assert_eq!(tab.next_of_type("levels").await["levels"], json!([]));
    assert_eq!(bo.post(&page, &[("level", ""), ("mute", "")]).await.status, 303);
    says(&ada, &room, "@bo, are you there?").await;
    assert_eq!(bo.socket().await.heard[0]["rooms"][0]["level"], "nothing");
    let kitchen = ada.create_room("Kitchen").await;
    bo.join(&kitchen).await;
    assert_eq!(tab.next_of_type("joined").await["membership"]["level"], "nothing", "told with the joining");
    assert_eq!(ada.post("/dm/bo", &[]).await.status, 303);
    assert_eq!(tab.next_of_type("joined").await["membership"]["level"], "nothing", "and with a conversation");
    says(&ada, &kitchen, "@bo, soup?").await;
    assert_eq!(bo.socket().await.heard[0]["rooms"][1]["level"], "nothing", "also in a room that is new to them");
    settled(&app).await;
    assert_eq!(service.heard().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_the_choice_for_all_rooms_all_the_time_is_slowed() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let mut statuses = Vec::new();
    for number in 0..32 {
        let level = if number % 2 == 0 { "nothing" } else { "everything" };
        statuses.push(ada.post("/settings/notifications/level", &[("level", level)]).await.status);
    }
    assert!(statuses[..30].iter().all(|status| *status == 303), "{statuses:?}");
    assert!(statuses[30..].contains(&429), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_quiet_hours_nothing_is_told() {
    let service = PushService::start().await;
    let (app, ada, bo, room, browser) = pair(&service).await;
    let days = ["0", "1", "2", "3", "4", "5", "6"].map(|day| ("day", day));
    let form = |starts: &'static str, ends: &'static str, zone: &'static str| {
        let mut form = vec![("quiet", "on"), ("starts", starts), ("ends", ends), ("zone", zone)];
        form.extend(days);
        form
    };
    let page = "/settings/notifications";
    for (starts, ends, zone, words) in [
        ("25:00", "07:00", "UTC", "Give a time of day"),
        ("22:00", "", "UTC", "Give a time of day"),
        ("22:00", "07:00", "Nowhere/Land", "There is no time zone of that name"),
    ] {
        let reply = bo.post(page, &form(starts, ends, zone)).await;
        assert_eq!(reply.status, 422, "{starts} {ends} {zone}");
        assert!(reply.text.contains(words) && reply.text.contains(zone), "{words}");
    }
    assert_eq!(bo.post(page, &form("00:00", "00:00", "Europe/Berlin")).await.location(), format!("{page}?done=quiet"));
    says(&ada, &room, "shh, @bo").await;
    let shown = bo.get(page).await.text;
    assert!(shown.contains("Europe/Berlin") && shown.contains("Browsers that are told"), "{shown}");
    assert_eq!(bo.post(page, &[("starts", "00:00")]).await.status, 303);
    says(&ada, &room, "up, @bo").await;
    assert_eq!(browser.opens(&service.hears(1).await[0])["body"], "ada: up, @bo");
    settled(&app).await;
    assert_eq!(service.heard().len(), 1);
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
async fn a_browser_that_is_gone_is_forgotten() {
    let service = PushService::start().await;
    for gone in
        ["HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n", "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"]
    {
        service.behaves(Manner::Says(gone));
        let (app, ada, _bo, room, _) = pair(&service).await;
        says(&ada, &room, "@bo").await;
        app.comes_to("select count(*) from push_subscriptions", 0).await;
        assert_eq!(app.count("select count(*) from push_queue").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_service_is_asked_later_and_then_told_of_the_newest_only() {
    let service = PushService::start().await;
    service.behaves(Manner::Says("HTTP/1.1 429 Too Many Requests\r\nretry-after: 2\r\ncontent-length: 0\r\n\r\n"));
    let (app, ada, _bo, room, browser) = pair(&service).await;
    says(&ada, &room, "@bo one").await;
    service.hears(1).await;
    service.behaves(TAKEN);
    says(&ada, &room, "@bo two").await;
    says(&ada, &room, "@bo three").await;
    let heard = service.hears(2).await;
    assert_eq!(browser.opens(&heard[1])["body"], "ada: @bo three");
    settled(&app).await;
    assert_eq!(service.heard().len(), 2, "nothing in between");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_hangs_delays_no_message_and_nobody_else() {
    let service = PushService::start().await;
    service.behaves(Manner::Hangs);
    let (app, ada, bo, room, browser) = pair(&service).await;
    let cy = app.person("cy").await;
    cy.join(&room).await;
    let other = Browser::new(&service, "cy").subscribe(&cy).await;
    let mut socket = bo.follow(&room).await;
    says(&ada, &room, "@bo").await;
    service.hears(1).await;
    // While the service holds the request, messages are stored and published, and Cy is notified.
    service.behaves(TAKEN);
    says(&ada, &room, "@cy").await;
    while socket.next_of_type("post").await["body"] != "@cy" {}
    let heard = service.hears(2).await;
    assert_eq!((&*heard[1].path, &other.opens(&heard[1])["body"]), ("/cy", &json!("ada: @cy")));
    let heard = service.hears(3).await;
    assert_eq!((&*heard[2].path, &browser.opens(&heard[2])["body"]), ("/bo", &json!("ada: @bo")), "tried again");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_persons_many_dead_browsers_hold_up_nobody_else() {
    let service = PushService::start().await;
    let app = TestApp::with(|config| {
        service.reach(config);
        config.push.patience = Duration::from_secs(600);
    })
    .await;
    let (ada, bo, cy) = (app.person("ada").await, app.person("bo").await, app.person("cy").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    cy.join(&room).await;
    let other = Browser::new(&service, "cy").subscribe(&cy).await;
    for browser in 0..40 {
        seed::subscription(&app, UserId(2), &Browser::new(&service, &format!("stuck{browser}"))).await;
    }
    says(&ada, &room, "@bo").await;
    service.hears(1).await;
    says(&ada, &room, "@cy").await;
    let heard = service.hears(2).await;
    assert_eq!(other.opens(&heard[1])["body"], "ada: @cy");
    assert!(heard[0].path.starts_with("/stuck"), "{}", heard[0].path);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_for_an_answer_is_not_read() {
    let service = PushService::start().await;
    service.behaves(Manner::Floods);
    let (app, ada, _bo, room, _) = pair(&service).await;
    says(&ada, &room, "@bo").await;
    service.hears(1).await;
    settled(&app).await;
    assert!(service.flooded() < 32 * 1024 * 1024, "{} bytes", service.flooded());
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_are_not_followed() {
    let service = PushService::start().await;
    let to = format!(
        "HTTP/1.1 307 Temporary Redirect\r\nlocation: https://push.test:{}/x\r\ncontent-length: 0\r\n\r\n",
        service.addr.port()
    );
    service.behaves(Manner::Says(to.leak()));
    let (app, ada, _bo, room, _) = pair(&service).await;
    says(&ada, &room, "@bo").await;
    service.hears(1).await;
    settled(&app).await;
    assert_eq!(service.heard().len(), 1);
    app.comes_to("select failures from push_subscriptions", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_comes_to_lead_inside_is_not_gone_to() {
    let service = PushService::start().await;
    let (app, ada, bo, room, _) = pair(&service).await;
    let places = [&["10.0.0.1"][..], &["127.0.0.1", "169.254.169.254"], &["::ffff:127.0.0.1"]];
    for (refused, inside) in (1..).zip(places) {
        service.moves(inside);
        says(&ada, &room, "@bo").await;
        app.comes_to("select failures from push_subscriptions", refused).await;
        settled(&app).await;
    }
    assert!(service.heard().is_empty());
    let reply = Browser::new(&service, "again").try_subscribe(&bo).await;
    assert_eq!((reply.status, reply.json()), (422, json!({ "why": "endpoint" })));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_push_service_is_refused() {
    let service = PushService::start().await;
    let app = service.app().await;
    let keys = Browser::new(&service, "x");
    let port = service.addr.port();
    for (number, endpoint) in [
        format!("http://push.test:{port}/x"),
        "https://127.0.0.1/x".to_owned(),
        "https://[::1]/x".to_owned(),
        "https://2130706433/x".to_owned(),
        format!("https://user:secret@push.test:{port}/x"),
        "https://push.test:444/x".to_owned(),
        "https://push.test/x".to_owned(),
        String::new(),
        "javascript:alert(1)".to_owned(),
        format!("https://push.test:{port}/{}", "x".repeat(3_000)),
    ]
    .into_iter()
    .enumerate()
    {
        let person = app.person(&format!("person-{number}")).await;
        let fields = [("endpoint", &*endpoint), ("p256dh", &keys.p256dh()), ("auth", &keys.auth())];
        let reply = person.post("/push/subscribe", &fields).await;
        assert_eq!((reply.status, reply.json()), (422, json!({ "why": "endpoint" })), "{endpoint}");
    }
    let person = app.person("somebody").await;
    for (p256dh, auth) in
        [("", &*keys.auth()), ("AAAA", &keys.auth()), (&*keys.p256dh(), "AAAA"), (&"A".repeat(87), &keys.auth())]
    {
        let fields = [("endpoint", &*keys.endpoint), ("p256dh", p256dh), ("auth", auth)];
        assert_eq!(person.post("/push/subscribe", &fields).await.status, 422, "{p256dh} {auth}");
    }
    assert_eq!(app.count("select count(*) from push_subscriptions").await, 0);
    let other = app.person("other").await;
    keys.try_subscribe(&person).await;
    let stolen = Browser::new(&service, "x").try_subscribe(&other).await;
    assert_eq!(stolen.status, 404, "somebody else's browser");
    assert_eq!(keys.try_subscribe(&other).await.status, 204, "the same browser, after somebody else signed in");
    assert_eq!(app.count("select count(*) from push_subscriptions").await, 1);
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
    assert_eq!(browser.opens(&service.heard()[0]), json!({ "kind": "test", "id": "abc" }));
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

#[tokio::test(flavor = "multi_thread")]
async fn when_it_is_quiet_every_tab_is_told_with_hello_and_when_that_changes() {
    let app = TestApp::start().await;
    let bo = app.person("bo").await;
    let mut tab = bo.socket().await;
    assert!(tab.heard[0]["quiet"].is_null(), "{}", tab.heard[0]);
    let days = (0..7).map(|day| ("day", day.to_string())).collect::<Vec<_>>();
    let mut quiet: Vec<(&str, &str)> = days.iter().map(|(name, day)| (*name, day.as_str())).collect();
    quiet.extend([("quiet", "on"), ("starts", "00:00"), ("ends", "00:00"), ("zone", "UTC")]);
    assert_eq!(bo.post("/settings/notifications", &quiet).await.status, 303);
    let now = roost::server::clock::now();
    let is_quiet = |spans: &Value| {
        let spans = spans.as_array().expect("stretches of time");
        spans.iter().any(|span| span[0].as_i64() <= Some(now) && Some(now) < span[1].as_i64())
    };
    assert!(is_quiet(&tab.next_of_type("quiet").await["quiet"]));
    assert!(is_quiet(&bo.socket().await.heard[0]["quiet"]));
    assert_eq!(bo.post("/settings/notifications", &[]).await.status, 303);
    assert_eq!(tab.next_of_type("quiet").await["quiet"], json!([]));
}
