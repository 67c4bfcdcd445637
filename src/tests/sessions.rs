//! Sessions: their tokens, their devices, and their end.

use super::support::{TestApp, seed};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use roost::{
    model::{AppError, UserId, Username},
    server::{
        auth::{device, secret},
        chat::sessions,
        clock::now,
        db,
    },
};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::{collections::HashSet, time::Duration};

const DAY: i64 = 86_400_000;

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_as_another_ends_the_session_that_was_there() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let shared = ada.elsewhere();
    assert_eq!(shared.sign_in().await.status, 303);
    let before = shared.cookie("roost").expect("a token");
    let fields = [("username", "bo"), ("password", &*bo.password)];
    assert_eq!(shared.post("/signin", &fields).await.status, 303);
    let eve = app.visitor("eve");
    eve.set_cookie("roost", &before);
    assert!(!eve.is_signed_in().await);
    assert!(ada.is_signed_in().await, "her other devices are not touched");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_differ_and_only_their_hashes_are_kept() {
    let mut app = TestApp::start().await;
    let ada = app.person("ada").await;
    let mut tokens = HashSet::from([ada.cookie("roost").expect("a token")]);
    for _ in 0..5 {
        let device = ada.elsewhere();
        device.sign_in().await;
        assert!(tokens.insert(device.cookie("roost").expect("a token")));
    }
    assert_eq!(app.count("select count(*) from sessions where length(token_hash) = 32").await, 6);
    let mut secrets = vec![ada.password.as_bytes().to_vec()];
    for token in &tokens {
        // The hash is of the token as it stands in the cookie.
        let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        assert_eq!(hash, secret::hash(token));
        let kept: i64 = sqlx::query_scalar("select count(*) from sessions where token_hash = ?1")
            .bind(hash.as_slice())
            .fetch_one(&mut app.db().await)
            .await
            .expect("the sessions");
        assert_eq!(kept, 1, "one row for each");
        let raw = BASE64_URL_SAFE_NO_PAD.decode(token).expect("base64url");
        assert_eq!(raw.len(), 32);
        secrets.extend([token.as_bytes().to_vec(), raw]);
    }
    app.stop().await;
    // The newest rows may still be in the write-ahead log.
    let log = app.config.data.join("roost.db-wal");
    super::support::until(Duration::from_secs(5), "the file is tidied", || !log.exists()).await;
    for file in std::fs::read_dir(&app.config.data).expect("the folder").flatten() {
        let bytes = std::fs::read(file.path()).expect("a file");
        for secret in &secrets {
            let found = bytes.windows(secret.len()).any(|part| part == secret);
            assert!(!found, "{:?} stands in {:?}", String::from_utf8_lossy(secret), file.path());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_token_at_once_and_clears_what_was_kept() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let other = ada.elsewhere();
    other.sign_in().await;
    let token = ada.cookie("roost").expect("a token");
    let reply = ada.sign_out().await;
    assert_eq!((reply.status, reply.location()), (303, "/signin"));
    assert_eq!(reply.header("set-cookie"), "roost=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    assert_eq!(reply.header("clear-site-data"), "\"cache\"");
    let thief = app.visitor("thief");
    thief.set_cookie("roost", &token);
    assert!(!thief.is_signed_in().await);
    assert_eq!(thief.dial().await.err(), Some(401));
    assert_eq!(thief.post("/rooms/new", &[("name", "Mine")]).await.location(), "/signin?next=/rooms/new");
    assert!(other.is_signed_in().await, "her other device is not touched");
    assert_eq!(ada.sign_out().await.status, 303, "twice is no error");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_closes_the_sessions_sockets_with_4401_within_a_second() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let other = ada.elsewhere();
    other.sign_in().await;
    let (mut one, mut two, mut kept) = (ada.socket().await, ada.socket().await, other.socket().await);
    ada.sign_out().await;
    for socket in [&mut one, &mut two] {
        let last = super::support::within(Duration::from_secs(1), "the socket closes", socket.next()).await;
        assert_eq!(last, json!({ "type": "closed", "code": 4401 }));
    }
    let room = other.create_room("Lobby").await;
    assert_eq!(kept.next_of_type("joined").await["membership"]["room"]["id"], room.id, "the other device hears on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_unused_for_90_days_has_ended_and_a_used_one_goes_on() {
    let app = TestApp::start().await;
    let ada = seed::account(&app, "ada").await;
    let days = async |days: i64| {
        let person = app.visitor("ada");
        person.set_cookie("roost", &seed::session(&app, ada, now() - days * DAY).await);
        person
    };
    let (old, used) = (days(91).await, days(89).await);
    assert!(!old.is_signed_in().await);
    assert_eq!(old.dial().await.err(), Some(401));
    assert!(used.is_signed_in().await);
    let stale = app.count("select count(*) from sessions where used_at < (unixepoch() - 85 * 86400) * 1000").await;
    assert_eq!(stale, 1, "using it has been written down");
}

#[test]
fn devices_are_told_in_plain_words() {
    for (said, words) in [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
            "Chrome on Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
            "Safari on a Mac",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Mobile/15E148 Safari/604.1",
            "Chrome on iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            "Samsung Internet on Android",
        ),
        ("Something (Linux)", "A browser on Linux"),
        ("Firefox/1", "Firefox"),
        ("", "Another device"),
        ("<script>alert(1)</script>", "Another device"),
    ] {
        assert_eq!(device::in_words(said), words, "{said}");
    }
}

/// The sessions that a page offers to end.
fn offered(page: &str) -> Vec<String> {
    let fields = page.split(r#"name="session" value=""#).skip(1);
    fields.map(|rest| rest.split('"').next().expect("a name").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn ada_sees_her_devices_and_signs_one_out() {
    let app = TestApp::start().await;
    let (ada, phone) = (app.person("ada").await, app.visitor("ada"));
    let form = phone.request(reqwest::Method::POST, "/signin").header("origin", &phone.origin);
    let form = form.header("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0");
    phone.send(form.form(&[("username", "ada"), ("password", &*ada.password)])).await;
    let laptop = ada.elsewhere();
    laptop.sign_in().await;
    let (mut phones, mut laptops) = (phone.socket().await, laptop.socket().await);
    let page = ada.get("/settings").await.text;
    assert!(page.contains("Firefox on Linux") && page.contains("This device") && page.contains("Last used: Today"));
    let names = offered(&page);
    assert_eq!(names.len(), 2, "this one is not among them");
    for token in [&ada, &phone, &laptop].map(|device| device.cookie("roost").expect("a token")) {
        let hash = secret::hash(&token).map(|byte| format!("{byte:02x}")).concat();
        assert!(!page.contains(&token) && !page.contains(&hash), "a name is neither token nor hash");
    }
    // The phone's page offers to end the laptop's session, and not its own.
    let laptops_name: Vec<_> = offered(&phone.get("/settings").await.text);
    let laptops_name = names.iter().find(|name| laptops_name.contains(name)).expect("the laptop");
    let phones_name = names.iter().find(|name| *name != laptops_name).expect("the phone");
    let ended = ada.post("/settings/sessions/end", &[("session", phones_name)]).await;
    assert_eq!((ended.status, ended.location()), (303, "/settings?done=session"));
    let last = super::support::within(Duration::from_secs(1), "the phone's socket closes", phones.next()).await;
    assert_eq!(last, json!({ "type": "closed", "code": 4401 }));
    assert!(!phone.is_signed_in().await && laptop.is_signed_in().await && ada.is_signed_in().await);
    assert_eq!(ada.post("/settings/sessions/end", &[("session", phones_name)]).await.status, 303, "twice is no error");
    assert_eq!(ada.post("/settings/sessions/end-others", &[]).await.location(), "/settings?done=sessions");
    let last = super::support::within(Duration::from_secs(1), "the laptop's socket closes", laptops.next()).await;
    assert_eq!(last, json!({ "type": "closed", "code": 4401 }));
    assert!(!laptop.is_signed_in().await && ada.is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_ends_anothers_session() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let other = ada.elsewhere();
    other.sign_in().await;
    let eve = app.person("eve").await;
    for name in offered(&ada.get("/settings").await.text) {
        eve.post("/settings/sessions/end", &[("session", &name)]).await;
    }
    eve.post("/settings/sessions/end", &[("session", "")]).await;
    eve.post("/settings/sessions/end-others", &[]).await;
    assert!(ada.is_signed_in().await && other.is_signed_in().await && eve.is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_was_right_a_moment_ago_opens_nothing() {
    // A sign-in races with a change of the password, or the deletion of the account.
    let app = TestApp::start().await;
    let (_ada, bo) = (app.person("ada").await, app.person("bo").await);
    let (state, name) = (app.state(), Username::parse("bo").expect("a name"));
    let known = async || {
        let mut conn = state.db.read().await.expect("the store");
        db::users::by_username(&mut conn, &name).await.expect("the store").expect("bo")
    };
    let (user, old) = known().await;
    assert!(sessions::begin(state, user, old.clone(), "").await.is_ok());
    let change = [("current_password", bo.password.as_str()), ("new_password", "a quite different one")];
    assert_eq!(bo.post("/settings/password", &change).await.status, 303);
    assert_eq!(sessions::begin(state, user, old, "").await, Err(AppError::WrongSignIn));
    let (_, new) = known().await;
    assert!(sessions::begin(state, user, new.clone(), "").await.is_ok());
    let gone = [("current_password", "a quite different one"), ("confirm", "bo")];
    assert_eq!(bo.post("/settings/delete", &gone).await.status, 303);
    for right in [new, String::new()] {
        assert_eq!(sessions::begin(state, user, right, "").await, Err(AppError::WrongSignIn));
    }
    assert_eq!(sessions::begin(state, UserId(9_999), String::new(), "").await, Err(AppError::WrongSignIn));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_has_so_many_sessions_and_the_longest_unused_go() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let user = UserId(1);
    let mut tokens = Vec::new();
    for number in 0..60 {
        tokens.push(seed::session(&app, user, now() - 10 * DAY + number).await);
    }
    let device_of = |token: &str| {
        let device = app.visitor("ada");
        device.set_cookie("roost", token);
        device
    };
    let used = device_of(&tokens[3]);
    assert!(used.is_signed_in().await, "used just now");
    let device = ada.elsewhere();
    assert_eq!(device.sign_in().await.status, 303);
    assert_eq!(app.count("select count(*) from sessions").await, 50);
    for device in [&device, &ada, &used, &device_of(&tokens[13]), &device_of(&tokens[59])] {
        assert!(device.is_signed_in().await, "among those used last");
    }
    for token in [&tokens[0], &tokens[2], &tokens[4], &tokens[12]] {
        assert!(!device_of(token).is_signed_in().await, "longest unused");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sockets_of_a_session_that_had_to_go_are_closed() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let (mut socket, mut others) = (ada.socket().await, bo.socket().await);
    for number in 0..49 {
        seed::session(&app, UserId(1), now() + DAY + number).await;
    }
    let device = ada.elsewhere();
    assert_eq!(device.sign_in().await.status, 303);
    let last = super::support::within(Duration::from_secs(5), "the socket closes", socket.next()).await;
    assert_eq!(last, json!({ "type": "closed", "code": 4401 }));
    assert!(device.is_signed_in().await, "whoever has just come in stays");
    let room = bo.create_room("Lobby").await;
    assert_eq!(others.next_of_type("joined").await["membership"]["room"]["id"], room.id, "nobody else is touched");
}
