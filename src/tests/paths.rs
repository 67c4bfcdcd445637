//! Malformed addresses: Roost answers each itself, whatever the method.

use super::support::{Person, Reply, TestApp, soon};
use reqwest::Method;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Requests a path unchanged, which proper clients would normalise.
async fn get_raw(app: &TestApp, path: &str) -> String {
    let head = format!("GET {path} HTTP/1.1\r\nhost: {}\r\naccept: text/html\r\nconnection: close\r\n\r\n", app.addr);
    say_raw(app, &head).await
}

/// The response to raw bytes that ask for the connection to close.
async fn say_raw(app: &TestApp, request: &str) -> String {
    let mut line = TcpStream::connect(app.addr).await.expect("a connection");
    line.write_all(request.as_bytes()).await.expect("a request");
    let mut answer = Vec::new();
    soon(request, line.read_to_end(&mut answer)).await.expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

/// Messages of libraries, which are not for users.
const FOREIGN: [&str; 6] =
    ["Invalid URL", "Invalid UTF-8", "Failed to", "did not include", "Connection header", "Cannot parse"];

fn is_ours(what: &str, status: u16, reply: &Reply) {
    assert_eq!(reply.status, status, "{what}: {}", reply.text);
    assert!(!reply.text.trim().is_empty(), "{what}: an empty page");
    for words in FOREIGN {
        assert!(!reply.text.contains(words), "{what}: {}", reply.text);
    }
    assert_eq!(reply.header("x-content-type-options"), "nosniff", "{what}");
    assert!(!reply.header("content-security-policy").is_empty(), "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_no_text_is_an_address_where_nothing_is() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    ada.create_room("Lobby").await;
    for path in [
        "/rooms/%ff",
        "/rooms/%FF/about",
        "/people/%ff",
        "/join/%80",
        "/reset/%c3",
        "/pictures/%ff/1",
        "/pictures/1/%ff",
        "/dm/%ff",
        "/assets/%ff",
        "/%ff",
        "/admin/people/%80",
        "/%C0%AF",
    ] {
        for person in [&ada, &app.visitor("x")] {
            let reply = person.get(path).await;
            is_ours(path, 404, &reply);
            assert!(reply.text.contains("Nothing is here"), "{path}: {}", reply.text);
        }
    }
    for path in [
        "/rooms/%ff",
        "/rooms/%ff/join",
        "/rooms/%80/about",
        "/join/%80",
        "/reset/%ff",
        "/dm/%ff",
        "/admin/people/%ff/unsuspend",
    ] {
        is_ours(path, 404, &ada.post(path, &[("body", "hello")]).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_with_empty_parts_is_an_address_where_nothing_is() {
    let app = TestApp::start().await;
    app.person("ada").await.create_room("Lobby").await;
    for path in ["//", "//evil.example", "//evil.example/", "/rooms//lobby", "//rooms/lobby", "/rooms/lobby//", "///"] {
        let answer = get_raw(&app, path).await;
        assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer:.300}");
        assert!(answer.contains("Nothing is here") && answer.contains("</html>"), "{path}: {answer:.300}");
        assert!(answer.contains("content-security-policy") && answer.contains("nosniff"), "{path}: {answer:.300}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_refused_is_refused_in_our_words() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let with = |method: Method, path: &str| ada.request(method, path).header("origin", &ada.origin);
    let plain = |person: &Person, path: &str| person.request(Method::GET, path);
    for (what, status, request) in [
        ("a form's address", 405, plain(&ada, "/signout")),
        ("a method that is not served", 405, with(Method::DELETE, "/rooms")),
        ("a page that takes no form", 405, with(Method::POST, "/healthz")),
        ("no file", 404, plain(&ada, "/assets/nothing.js")),
        ("no socket", 400, plain(&ada, "/ws").header("origin", &ada.origin)),
        ("too large a form", 413, with(Method::POST, "/rooms/new").body("x".repeat(400_000))),
        ("no function", 404, plain(&ada, "/api/no/such/function")),
        ("no arguments", 404, plain(&ada, "/api/messages/older?room=x")),
        ("a picture that is none", 422, with(Method::POST, "/profile/picture").body("x")),
    ] {
        is_ours(what, status, &ada.send(request).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_does_not_say_how_long_it_is_is_not_read() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let made = app.state().hasher.made();
    let form = format!(
        "POST /signin HTTP/1.1\r\nhost: {0}\r\norigin: http://{0}\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n\
         1c\r\nusername=ada&password=xxxxxx\r\n0\r\n\r\n",
        app.addr
    );
    let answer = say_raw(&app, &form).await;
    assert!(answer.starts_with("HTTP/1.1 411 "), "{answer:.300}");
    assert!(answer.contains("nosniff"), "{answer:.300}");
    assert!(ada.is_signed_in().await);
    assert_eq!(app.state().hasher.made(), made);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_mail_program_glued_behind_a_link_is_dropped() {
    let app = TestApp::start().await;
    let (ada, visitor) = (app.person("ada").await, app.visitor("visitor"));
    let room = ada.create_room("Lobby").await;
    ada.say(&room, "hello").await;
    let link = ada.invite(&room, &[]).await;
    let glued =
        [".", ",", ")", ").", "!", ";", ":", "]", "%3E", "%22", "'", "%E2%80%9D", "%E2%80%99", "%E2%80%A6", "*"];
    for (path, to) in [
        ("/rooms/lobby", "/rooms/lobby"),
        ("/rooms/lobby/2", "/rooms/lobby/2"),
        ("/people/ada", "/people/ada"),
        (&*link, &*link),
        ("/reset/AAAA-_", "/reset/AAAA-_"),
    ] {
        for end in glued {
            for person in [&ada, &visitor] {
                let reply = person.get(&format!("{path}{end}")).await;
                assert_eq!((reply.status, reply.location()), (302, to), "{}: {path}{end}", person.name);
            }
        }
    }
    let invite = visitor.get("/signup?invite=AAAA-_).").await;
    assert_eq!((invite.status, invite.location()), (302, "/signup?invite=AAAA-_"));
    // In client-side navigation as well; and a suffix after an address is kept.
    let open = ada.get("/api/pages/open?address=/rooms/lobby).").await;
    assert_eq!(open.json()["moved"], "/rooms/lobby");
    assert_eq!(ada.get("/rooms/lobby.?newest").await.location(), "/rooms/lobby?newest");
    // Nothing is redirected that is no address of ours with a suffix.
    for nothing in ["/rooms/)", "/people/,", "/join/%E2%80%9D", "/nowhere."] {
        assert_eq!(ada.get(nothing).await.status, 404, "{nothing}");
    }
    assert_eq!(ada.get("/share?text=What?).").await.status, 200, "words are left as they are");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_in_addresses_go_without_regard_to_case() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let (room, den) = (ada.create_room("Great Hall").await, ada.create_private("Den").await);
    ada.say(&room, "hello").await;
    for (path, to) in [
        ("/rooms/Great-Hall", "/rooms/great-hall"),
        ("/rooms/GREAT-HALL/2", "/rooms/great-hall/2"),
        ("/rooms/Great-hall/about?done=saved", "/rooms/great-hall/about?done=saved"),
        ("/people/ADA", "/people/ada"),
    ] {
        let reply = ada.get(path).await;
        assert_eq!((reply.status, reply.location()), (302, to), "{path}");
    }
    let visitor = app.visitor("visitor");
    assert_eq!(visitor.get("/rooms/Great-Hall").await.location(), "/rooms/great-hall");
    assert_eq!(visitor.get("/people/ADA").await.location(), "/signin?next=/people/ADA", "who there is stays untold");
    // For a private room the response is the same as for none.
    let [there, missing] = [den.slug.to_uppercase(), "DEN-ZZZZZZZ".to_owned()];
    for slug in [&there, &missing] {
        let reply = bo.get(&format!("/rooms/{slug}")).await;
        assert_eq!((reply.status, reply.location()), (302, &*format!("/rooms/{}", slug.to_lowercase())));
        assert_eq!(bo.get(reply.location()).await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_for_two_hosts_is_for_none() {
    let app = TestApp::start().await;
    let anywhere = TestApp::with(|config| config.origin = "http://chat.lan".parse().ok()).await;
    for app in [&app, &anywhere] {
        let ours = app.addr.to_string();
        for hosts in [[&*ours, &*ours], [&ours, "evil.example"], ["evil.example", &ours]] {
            let request = format!(
                "GET /signin HTTP/1.1\r\nhost: {}\r\nhost: {}\r\nconnection: close\r\n\r\n",
                hosts[0], hosts[1]
            );
            let answer = say_raw(app, &request).await;
            assert!(answer.starts_with("HTTP/1.1 400 "), "{hosts:?}: {answer:.200}");
            assert!(answer.contains("nosniff") && !answer.contains("Sign in"), "{hosts:?}: {answer:.200}");
        }
    }
}
