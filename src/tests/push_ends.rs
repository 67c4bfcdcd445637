//! The end of push notifications: with the session in which they were turned on, with the account, and with
//! the membership.

use super::support::{Person, PushBrowser, PushService, Room, TestApp};

const NEW: &str = "quite another password";

/// Ada's room with Bo and Cy in it, each with a browser that is notified of everything there, and Bo at a
/// second device.
struct Scene {
    app: TestApp,
    room: Room,
    ada: Person,
    bo: Person,
    elsewhere: Person,
}

async fn place(service: &PushService) -> Scene {
    let app = service.app().await;
    let (ada, bo, cy) = (app.person("ada").await, app.person("bo").await, app.person("cy").await);
    let room = ada.create_room("Lobby").await;
    for (person, browser) in [(&bo, "bo"), (&cy, "cy")] {
        person.join(&room).await;
        assert_eq!(person.post("/rooms/lobby/notifications", &[("level", "everything")]).await.status, 303);
        PushBrowser::new(service, browser).subscribe(person).await;
    }
    let elsewhere = bo.elsewhere();
    assert_eq!(elsewhere.sign_in().await.status, 303);
    Scene { app, room, ada, bo, elsewhere }
}

/// Posts in the room; returns who is notified, once the queue is empty.
async fn told(service: &PushService, Scene { app, ada, room, .. }: &Scene) -> Vec<String> {
    let before = service.heard().len();
    assert_eq!(ada.say(room, "news for everybody").await.status, 303);
    service.hears(before + 1).await;
    app.comes_to("select count(*) from push_queue", 0).await;
    let mut told: Vec<String> = service.heard()[before..].iter().map(|heard| heard.path.clone()).collect();
    told.sort();
    told
}

/// Ends Bo's notifications; both were notified before, and afterwards Cy alone is.
async fn ends(how: impl AsyncFnOnce(&Scene)) {
    let service = PushService::start().await;
    let place = place(&service).await;
    assert_eq!(told(&service, &place).await, ["/bo", "/cy"]);
    how(&place).await;
    assert_eq!(told(&service, &place).await, ["/cy"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_the_device_ends_it() {
    ends(async |Scene { bo, elsewhere, .. }| {
        let page = elsewhere.get("/settings").await.text;
        let (_, name) = page.split_once(r#"name="session" value=""#).expect("the other device");
        let name = name.split('"').next().expect("its name");
        assert_eq!(elsewhere.post("/settings/sessions/end", &[("session", name)]).await.status, 303);
        assert!(!bo.is_signed_in().await && elsewhere.is_signed_in().await);
    })
    .await;
    ends(async |Scene { elsewhere, .. }| {
        assert_eq!(elsewhere.post("/settings/sessions/end-others", &[]).await.status, 303);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_from_another_device_ends_it() {
    ends(async |Scene { elsewhere, .. }| {
        let fields = [("current_password", &*elsewhere.password), ("new_password", NEW)];
        assert_eq!(elsewhere.post("/settings/password", &fields).await.status, 303);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn coming_back_by_a_recovery_code_ends_it() {
    ends(async |Scene { app, elsewhere, .. }| {
        let code = elsewhere.recovery_codes().await.swap_remove(0);
        let fields = [("username", "bo"), ("code", &*code), ("new_password", NEW)];
        assert_eq!(app.visitor("bo").post("/recover", &fields).await.status, 303);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrators_link_that_was_used_ends_it() {
    ends(async |Scene { app, ada, .. }| {
        let shown = ada.post("/admin/people/bo/reset", &[]).await;
        let (_, token) = shown.text.split_once("/reset/").expect("a link");
        let path = format!("/reset/{}", &token[..43]);
        assert_eq!(app.visitor("bo").post(&path, &[("new_password", NEW)]).await.status, 303);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_the_account_ends_it() {
    ends(async |Scene { app, elsewhere, .. }| {
        let fields = [("current_password", &*elsewhere.password), ("confirm", "bo")];
        assert_eq!(elsewhere.post("/settings/delete", &fields).await.status, 303);
        assert_eq!(app.count("select count(*) from push_subscriptions").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn being_removed_or_banned_ends_it_for_that_room() {
    for what in ["remove", "ban"] {
        ends(async |Scene { app, ada, room, .. }| {
            assert_eq!(ada.administer(room, what, &[("who", "2")]).await.status, 303);
            assert_eq!(app.count("select count(*) from push_subscriptions").await, 2, "there are other rooms");
        })
        .await;
    }
}
