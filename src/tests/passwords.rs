//! Passwords: changing one's own, and reset links made by an administrator.

use super::support::{Person, Reply, TestApp, within};
use serde_json::json;
use std::time::Duration;

const NEW: &str = "quite another password";

async fn change(person: &Person, current: &str, new: &str) -> Reply {
    person.post("/settings/password", &[("current_password", current), ("new_password", new)]).await
}

/// The link on the page, without scheme and host.
fn link(reply: &Reply, path: &str) -> String {
    let start = reply.text.find(path).unwrap_or_else(|| panic!("{path} is not in {}", reply.text));
    reply.text[start..].chars().take_while(|c| !"<\"\\ &".contains(*c)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn ada_changes_her_password_and_only_this_device_goes_on() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let other = ada.elsewhere();
    other.sign_in().await;
    let bo = app.person("bo").await;
    let (mut here, mut there, mut bos) = (ada.socket().await, other.socket().await, bo.socket().await);
    let reply = change(&ada, &ada.password, NEW).await;
    assert_eq!((reply.status, reply.location()), (303, "/settings?done=password"));
    let last = within(Duration::from_secs(1), "the other device's socket closes", there.next()).await;
    assert_eq!(last, json!({ "type": "closed", "code": 4401 }));
    assert!(ada.is_signed_in().await && bo.is_signed_in().await && !other.is_signed_in().await);
    assert_eq!(other.dial().await.err(), Some(401));
    let room = ada.create_room("Lobby").await;
    assert_eq!(here.next_of_type("joined").await["membership"]["room"]["id"], room.id, "this socket hears on");
    bo.join(&room).await;
    bos.next_of_type("joined").await;
    assert_eq!(other.sign_in().await.status, 401, "the old password opens nothing");
    let signed_in = other.post("/signin", &[("username", "ada"), ("password", NEW)]).await;
    assert_eq!(signed_in.status, 303);
    assert!(ada.get("/settings?done=password").await.text.contains("Your password is changed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_current_password_changes_nothing_and_the_field_is_named() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let other = ada.elsewhere();
    other.sign_in().await;
    let reply = change(&ada, "a wrong password", NEW).await;
    assert_eq!(reply.status, 422);
    assert!(reply.text.contains(r#"id="current_password-problem""#) && reply.text.contains("not your password"));
    assert!(!reply.text.contains(NEW) && !reply.text.contains("a wrong password"), "nothing secret comes back");
    assert!(other.is_signed_in().await);
    assert_eq!(ada.elsewhere().sign_in().await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_keeps_the_rules_of_signing_up() {
    let app = TestApp::start().await;
    let ada = app.person("marguerite").await;
    let made = app.state().hasher.made();
    let long = "x".repeat(1_025);
    for (new, reason) in [
        ("", "New password is needed."),
        ("1234567", "Use at least 8 characters."),
        ("PassWord123", "one of the first to be guessed"),
        ("Marguerite", "cannot be the same as the name"),
        (&*long, "Use at most 1024 bytes."),
    ] {
        let reply = change(&ada, &ada.password, new).await;
        assert_eq!(reply.status, 422, "{new:?}");
        assert!(reply.text.contains(reason) && reply.text.contains(r#"id="new_password-problem""#), "{new:?}");
    }
    assert_eq!(app.state().hasher.made(), made, "nothing was hashed for them");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_at_an_open_screen_has_as_many_guesses_as_at_the_door() {
    let app = TestApp::with(|config| config.sign_in_tries = 3).await;
    let ada = app.person("ada").await;
    for _ in 0..3 {
        assert_eq!(change(&ada, "a guess at it", NEW).await.status, 422);
    }
    let made = app.state().hasher.made();
    assert_eq!(change(&ada, &ada.password, NEW).await.status, 429, "even with the right one");
    let recovery = ada.post("/settings/recovery", &[("current_password", &ada.password)]).await;
    assert_eq!(recovery.status, 429, "it is the same password everywhere");
    assert_eq!(app.state().hasher.made(), made, "and nothing is hashed for it");
    assert!(ada.is_signed_in().await, "the session itself goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrators_link_lets_bo_choose_a_new_password_once() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let mut socket = bo.socket().await;
    let shown = ada.post("/admin/people/bo/reset", &[]).await;
    assert_eq!((shown.status, shown.header("cache-control")), (200, "no-store, no-transform"));
    let path = link(&shown, "/reset/");
    assert!(shown.text.contains(&format!("http://{}{path}", app.addr)), "a whole address");
    assert!(!ada.get("/admin/people/bo/reset").await.text.contains(&path), "it is shown once");
    let lost = app.visitor("bo");
    assert!(lost.get(&path).await.text.contains("bo"), "it says whose it is");
    assert!(bo.is_signed_in().await, "looking at it changes nothing");
    assert_eq!(lost.post(&path, &[("new_password", "short")]).await.status, 422);
    let set = lost.post(&path, &[("new_password", NEW)]).await;
    assert_eq!((set.status, set.location()), (303, "/signin?done=reset"));
    let last = within(Duration::from_secs(1), "his sockets close", socket.next()).await;
    assert_eq!(last, json!({ "type": "closed", "code": 4401 }));
    assert!(!bo.is_signed_in().await && ada.is_signed_in().await);
    assert_eq!(lost.post("/signin", &[("username", "bo"), ("password", NEW)]).await.status, 303);
    assert_eq!(lost.post(&path, &[("new_password", "yet another password")]).await.status, 404, "once");
    assert!(lost.get(&path).await.text.contains("This link is over"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_over_after_a_day_with_a_newer_one_and_with_a_new_password() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let make = async || link(&ada.post("/admin/people/bo/reset", &[]).await, "/reset/");
    let first = make().await;
    let second = make().await;
    let visitor = app.visitor("bo");
    assert_eq!(visitor.post(&first, &[("new_password", NEW)]).await.status, 404, "a newer one is there");
    let kept: Vec<u8> =
        sqlx::query_scalar("select token_hash from reset_links").fetch_one(&mut app.db().await).await.expect("one");
    assert_eq!(kept, roost::server::auth::secret::hash(second.trim_start_matches("/reset/")), "only its hash is kept");
    sqlx::query("update reset_links set expires_at = (unixepoch() - 1) * 1000 /* test */")
        .execute(&mut app.db().await)
        .await
        .expect("a day later");
    assert_eq!(visitor.post(&second, &[("new_password", NEW)]).await.status, 404, "a day is over");
    let third = make().await;
    assert_eq!(change(&bo, &bo.password, NEW).await.status, 303);
    assert_eq!(visitor.post(&third, &[("new_password", "yet another password")]).await.status, 404, "he found it");
    assert!(bo.is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_use_one_link_at_once_one_does() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    app.person("bo").await;
    let path = link(&ada.post("/admin/people/bo/reset", &[]).await, "/reset/");
    let (one, other) = (app.visitor("one"), app.visitor("other"));
    let fields = [[("new_password", "the first password")], [("new_password", "the second password")]];
    let (one, other) = tokio::join!(one.post(&path, &fields[0]), other.post(&path, &fields[1]));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 404]);
}
