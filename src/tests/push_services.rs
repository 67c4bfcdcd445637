//! Push services that are gone, busy, slow or hostile.

use super::{
    push::{pair, says, settled},
    support::{PushBrowser as Browser, PushService, TAKEN, TestApp, push_service::Manner, seed},
};
use roost::model::UserId;
use serde_json::json;
use std::time::Duration;

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
