//! Recovery codes: ten, shown once, each valid once to recover the account.

use super::support::{Person, Reply, TestApp, within};
use serde_json::json;
use std::{collections::HashSet, time::Duration};

const NEW: &str = "quite another password";

async fn recover(person: &Person, name: &str, code: &str, new: &str) -> Reply {
    person.post("/recover", &[("username", name), ("code", code), ("new_password", new)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_codes_are_shown_once_and_only_their_hashes_kept() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let made = ada.recovery_codes().await;
    assert_eq!(made.iter().collect::<HashSet<_>>().len(), 10, "{made:?}");
    assert!(made.iter().all(|code| code.len() == 19 && code.split('-').count() == 4), "{made:?}");
    for path in ["/settings", "/settings/recovery"] {
        let page = ada.get(path).await.text;
        assert!(page.contains("You have 10 left."), "{path}");
        assert!(!made.iter().any(|code| page.contains(code)), "{path} shows them again");
    }
    assert_eq!(app.count("select count(*) from recovery_codes where length(code_hash) = 32").await, 10);
    let again = ada.recovery_codes().await;
    assert_eq!(app.count("select count(*) from recovery_codes").await, 10, "new ones take their place");
    assert_eq!(recover(&app.visitor("ada"), "ada", &made[0], NEW).await.status, 422, "the old are worth nothing");
    assert_eq!(recover(&app.visitor("ada"), "ada", &again[0], NEW).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_alone_is_not_enough_to_get_codes() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for password in ["", "a wrong password"] {
        let reply = ada.post("/settings/recovery", &[("current_password", password)]).await;
        assert_eq!(reply.status, 422);
        assert!(reply.text.contains(r#"id="current_password-problem""#));
    }
    assert_eq!(app.count("select count(*) from recovery_codes").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_code_ada_chooses_a_new_password_and_is_in() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let made = ada.recovery_codes().await;
    let mut socket = ada.socket().await;
    let lost = ada.elsewhere();
    assert!(lost.get("/signin").await.text.contains("Lost your password?"));
    assert_eq!(lost.get("/recover").await.status, 200);
    // As somebody may have written it down.
    let written = made[3].to_uppercase().replace('-', " ");
    let reply = lost
        .post("/recover", &[("username", " ADA "), ("code", &written), ("new_password", NEW), ("next", "/rooms")])
        .await;
    assert_eq!((reply.status, reply.location()), (303, "/rooms"));
    assert!(lost.is_signed_in().await && !ada.is_signed_in().await, "all other sessions are over");
    let last = within(Duration::from_secs(1), "their sockets close", socket.next()).await;
    assert_eq!(last, json!({ "type": "closed", "code": 4401 }));
    assert!(lost.get("/settings").await.text.contains("You have 9 left."));
    assert_eq!(recover(&app.visitor("x"), "ada", &made[3], "yet another password").await.status, 422, "once");
    assert_eq!(ada.sign_in().await.status, 401, "the old password is gone");
    assert_eq!(app.visitor("ada").post("/signin", &[("username", "ada"), ("password", NEW)]).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_name_another_persons_code_and_a_wrong_one_are_answered_alike() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let (_, bos) = (ada.recovery_codes().await, bo.recovery_codes().await);
    let made = app.state().hasher.made();
    let mut pages = Vec::new();
    let wrong = "abcd-efgh-jkmn-pqrs";
    for (name, code) in
        [("ada", wrong), ("somebody-else", wrong), ("not a name", wrong), ("ada", &*bos[0]), ("ada", "")]
    {
        let reply = recover(&app.visitor("x"), name, code, NEW).await;
        assert_eq!(reply.status, 422, "{name} {code}");
        assert!(reply.headers.get("set-cookie").is_none());
        assert!(reply.text.contains("That username and code do not go together."));
        assert!(!reply.text.contains(wrong), "the code does not come back");
        pages.push(reply.text.replace(name, "NAME").split("<script").next().expect("a page").to_owned());
    }
    assert!(pages.iter().all(|page| page == &pages[0]), "nothing tells them apart");
    assert_eq!(app.state().hasher.made(), made, "the same work: none");
    assert_eq!(app.count("select count(*) from recovery_codes").await, 20, "nothing is used up");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_not_used_up_for_a_password_that_cannot_be_taken() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let made = ada.recovery_codes().await;
    for new in ["short", "password123", ""] {
        let reply = recover(&app.visitor("x"), "ada", &made[0], new).await;
        assert_eq!(reply.status, 422);
        assert!(reply.text.contains(r#"id="new_password-problem""#));
    }
    assert!(ada.is_signed_in().await);
    assert_eq!(recover(&app.visitor("x"), "ada", &made[0], NEW).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_codes_counts_with_guessing_passwords() {
    let app = TestApp::with(|config| config.sign_in_tries = 3).await;
    let ada = app.person("ada").await;
    let made = ada.recovery_codes().await;
    let eve = app.visitor("eve");
    assert_eq!(eve.post("/signin", &[("username", "ada"), ("password", "a wrong password")]).await.status, 401);
    for _ in 0..2 {
        assert_eq!(recover(&eve, "ada", "aaaa-aaaa-aaaa-aaaa", NEW).await.status, 422);
    }
    assert_eq!(recover(&eve, "ada", &made[0], NEW).await.status, 429, "even with a right one");
    assert!(ada.is_signed_in().await, "the owner's live session goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_use_one_code_at_once_one_does() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let made = ada.recovery_codes().await;
    let (one, other) = (app.visitor("one"), app.visitor("other"));
    let (one, other) = tokio::join!(
        recover(&one, "ada", &made[0], "the first password"),
        recover(&other, "ada", &made[0], "the second password")
    );
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_account_is_asked_quietly_until_it_says_yes_or_no() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.visitor("ada"), app.visitor("bo"));
    for person in [&ada, &bo] {
        let reply = person
            .post("/signup", &[("username", &person.name), ("password", &person.password), ("next", "/rooms")])
            .await;
        assert_eq!(reply.after_first_steps(), "/rooms", "joining is not held up");
        assert!(person.get("/rooms").await.text.contains("href=\"/settings/recovery\""), "in the own menu");
    }
    ada.recovery_codes().await;
    assert_eq!(bo.post("/settings/recovery/later", &[]).await.location(), "/settings");
    for person in [&ada, &bo] {
        assert!(!person.get("/rooms").await.text.contains("href=\"/settings/recovery\""));
    }
    assert!(bo.get("/settings").await.text.contains("Make recovery codes"), "he can still change his mind");
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_that_somebody_made_with_the_old_password_end_with_it() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let made = ada.recovery_codes().await;
    let change = [("current_password", &*ada.password), ("new_password", NEW)];
    assert_eq!(ada.post("/settings/password", &change).await.status, 303);
    let thief = app.visitor("thief");
    let reply = recover(&thief, "ada", &made[0], "a password of the thief").await;
    assert_eq!(reply.status, 422, "{}", reply.text);
    assert_eq!(app.count("select count(*) from recovery_codes").await, 0);
}
