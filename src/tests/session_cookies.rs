//! The session's cookie: how it is set, several of them, and what goes with it.

use super::support::{Dialled, Person, Raw, Reply, TestApp};
use reqwest::Method;

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

/// Whether a session lives, by a request with exactly these cookies.
async fn alive_with(person: &Person, cookies: &str) -> bool {
    let request = person.request(Method::GET, "/api/session/alive").header("cookie", cookies);
    person.send(request).await.text != "null"
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_cookies_of_the_name_each_is_looked_at() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let visitor = app.visitor("visitor");
    let good = ada.cookie("roost").expect("a token");
    let stale = "A".repeat(43);
    for cookies in [
        format!("roost={stale}; roost={good}"),
        format!("roost=; roost=x; roost={good}"),
        format!("roost={good}; roost={stale}"),
        format!("{}roost={good}", format!("roost={stale}; ").repeat(20)),
        // Another app's cookie on the same host, not ASCII.
        format!("name=Zo\u{eb}; roost={good}"),
    ] {
        assert!(alive_with(&visitor, &cookies).await, "{cookies}");
        let headers = [("origin", &*ada.origin), ("cookie", &*cookies)];
        assert!(matches!(Raw::dial(app.addr, &headers).await, Dialled::Open(_)), "{cookies}");
    }
    assert!(!alive_with(&visitor, &format!("roost={stale}; roost={stale}")).await);
    // With any valid session among the cookies, a large form is read.
    let body = format!("name={}", "x".repeat(100_000));
    let form = visitor.request(Method::POST, "/rooms/new").header("origin", &ada.origin);
    let form = form.header("cookie", format!("roost={stale}; roost={good}")).body(body);
    assert_eq!(visitor.send(form).await.status, 422);
    // Other cookies are found in the same way.
    let looks = visitor.request(Method::GET, "/signin").header("cookie", "theme=; theme=dark");
    assert!(visitor.send(looks).await.text.contains("data-theme=\"dark\""));
    let (lobby, garden) = (ada.create_room("Lobby").await, ada.create_room("Garden").await);
    let cookies = format!("roost={good}; room=gone; room={}", garden.slug);
    let home = visitor.send(visitor.request(Method::GET, "/").header("cookie", cookies)).await;
    assert_eq!(home.location(), format!("/rooms/{}", garden.slug), "not {}", lobby.slug);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_out_is_out_by_every_cookie_that_came() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let other = ada.elsewhere();
    other.sign_in().await;
    let tokens = [ada.cookie("roost").expect("a token"), other.cookie("roost").expect("another")];
    let visitor = app.visitor("visitor");
    let out = visitor.request(Method::POST, "/signout").header("origin", &ada.origin);
    let out = out.header("cookie", format!("roost={}; roost={}", tokens[0], tokens[1]));
    assert_eq!(visitor.send(out).await.location(), "/signin");
    for token in &tokens {
        assert!(!alive_with(&visitor, &format!("roost={token}")).await);
    }
}

/// The `Set-Cookie` header of a name.
fn set_cookie<'a>(reply: &'a Reply, name: &str) -> Option<&'a str> {
    let mut lines = reply.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok());
    lines.rfind(|line| line.starts_with(&format!("{name}=")))
}

#[tokio::test(flavor = "multi_thread")]
async fn where_somebody_was_last_goes_with_their_session() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let (den, lobby) = (ada.create_private("Den").await, ada.create_room("Lobby").await);
    let page = ada.get(&format!("/rooms/{}", den.slug)).await;
    let kept = set_cookie(&page, "room").expect("it is kept");
    assert!(kept.contains("; HttpOnly") && kept.contains("; Max-Age=7776000;"), "no longer than a session: {kept}");
    assert_eq!(ada.get("/").await.location(), format!("/rooms/{}", den.slug));
    // The client reports it when it changes the page by itself.
    let said = ada.post(&format!("/rooms/{}/here", lobby.slug), &[]).await;
    assert_eq!((said.status, ada.get("/").await.location()), (204, &*format!("/rooms/{}", lobby.slug)));
    assert_eq!(ada.post("/rooms/nowhere/here", &[]).await.status, 404);

    ada.get(&format!("/rooms/{}", den.slug)).await;
    assert!(set_cookie(&ada.sign_out().await, "room").is_some_and(|cookie| cookie.contains("Max-Age=0")));
    assert_eq!(ada.cookie("room"), None);
    // Ended from elsewhere, it is cleared with the next page.
    ada.sign_in().await;
    ada.get(&format!("/rooms/{}", den.slug)).await;
    let phone = ada.elsewhere();
    phone.sign_in().await;
    phone.post("/settings/sessions/end-others", &[]).await;
    assert!(ada.cookie("room").is_some());
    ada.get("/signin").await;
    assert_eq!(ada.cookie("room"), None);
    // Another account in the same browser is not led to it.
    phone.get(&format!("/rooms/{}", den.slug)).await;
    let bo = app.person("bo").await;
    phone.post("/signin", &[("username", "bo"), ("password", &bo.password)]).await;
    assert_eq!(phone.cookie("room"), None);
    // And with the account.
    bo.join(&lobby).await;
    bo.get("/rooms/lobby").await;
    let gone = bo.post("/settings/delete", &[("current_password", &bo.password), ("confirm", "bo")]).await;
    assert_eq!((gone.status, bo.cookie("room")), (303, None));
}
