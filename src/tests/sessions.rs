//! Sessions: what the cookie is, what it opens, and when it is worth nothing.

use super::support::{TestApp, seed};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use roost::server::{auth::secret, state::now};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::{collections::HashSet, time::Duration};

const DAY: i64 = 86_400_000;

#[tokio::test(flavor = "multi_thread")]
async fn over_plain_http_the_cookie_is_http_only_lax_and_for_all_paths() {
    let app = TestApp::start().await;
    let reply = app.visitor("ada").sign_up().await;
    let cookie = reply.header("set-cookie");
    let (pair, flags) = cookie.split_once(';').expect("flags");
    assert_eq!(pair.strip_prefix("roost=").map(str::len), Some(43), "256 bits as base64url: {cookie}");
    assert_eq!(flags, " Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax");
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let app =
        TestApp::with(|config| config.origin = Some("https://chat.example.org".parse().expect("an origin"))).await;
    let mut ada = app.visitor("ada");
    ada.origin = "https://chat.example.org".into();
    let reply = ada.sign_up().await;
    let cookie = reply.header("set-cookie");
    assert!(cookie.starts_with("__Host-roost="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    assert!(!cookie.contains("Domain"));
    assert!(ada.is_signed_in().await);
    let token = ada.cookie("__Host-roost").expect("a token");
    let eve = app.visitor("eve");
    eve.set_cookie("roost", &token);
    assert!(!eve.is_signed_in().await, "the name without the binding is worth nothing");
    assert!(ada.sign_out().await.header("set-cookie").ends_with("Max-Age=0; HttpOnly; SameSite=Lax; Secure"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_that_was_there_before_is_replaced() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let planted = "A".repeat(43);
    let victim = ada.elsewhere();
    victim.set_cookie("roost", &planted);
    assert_eq!(victim.sign_in().await.status, 303);
    assert_ne!(victim.cookie("roost"), Some(planted.clone()));
    let eve = app.visitor("eve");
    eve.set_cookie("roost", &planted);
    assert!(!eve.is_signed_in().await, "what was planted opens nothing");
}

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
        // What is hashed is the token as it stands in the cookie.
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
    // The newest rows may still be on their way from the log into the file.
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
    assert_eq!(kept.next_of_type("joined").await["standing"]["room"]["id"], room.id, "the other device hears on");
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

#[tokio::test(flavor = "multi_thread")]
async fn cookies_that_are_no_tokens_are_nobodys() {
    let app = TestApp::start().await;
    app.person("ada").await;
    for value in ["", "x", "../../etc/passwd", &"A".repeat(43), &"A".repeat(4_000), "a=b=c", "\"quoted\""] {
        let eve = app.visitor("eve");
        eve.set_cookie("roost", value);
        eve.set_cookie("zone", "../../../etc/passwd");
        eve.set_cookie("room", "../signout");
        assert!(!eve.is_signed_in().await);
        assert_eq!(eve.get("/").await.status, 200, "{value:?}");
    }
}
