//! Headers of every response, and the content of errors.

use super::support::{Person, Reply, TestApp, soon};
use reqwest::Method;
use roost::server::web::router::guarded;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

fn is_guarded(what: &str, reply: &Reply) {
    let policy = reply.header("content-security-policy");
    let parts: Vec<&str> = policy.split(';').map(str::trim).collect();
    for part in
        ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"]
    {
        assert!(parts.contains(&part), "{what}: {part} is missing in {policy:?}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{what}: {policy}");
    assert!(!policy.contains('*') && !policy.contains("http:"), "{what}: {policy}");
    assert_eq!(reply.header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(reply.header("referrer-policy"), "same-origin", "{what}");
    assert_eq!(reply.header("cross-origin-opener-policy"), "same-origin", "{what}");
    assert!(["no-store", "no-store, no-transform"].contains(&reply.header("cache-control")), "{what}");
    for word in ["sqlx", "SELECT", "select ", "src/", "panicked", "backtrace", "sqlite"] {
        assert!(reply.status < 400 || !reply.text.contains(word), "{what} tells {word:?}: {}", reply.text);
    }
}

async fn get_with(person: &Person, path: &str, headers: &[(&str, &str)]) -> Reply {
    let request = person.request(Method::GET, path);
    person.send(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_headers_that_guard_it() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    ada.create_room("Lobby").await;
    let stranger = app.visitor("stranger");
    for path in [
        "/",
        "/signup",
        "/signin",
        "/rooms",
        "/rooms/new",
        "/rooms/lobby",
        "/rooms/lobby/1",
        "/rooms/nowhere",
        "/profile",
        "/people/ada",
        "/people/nobody",
        "/pictures/1/1-96",
        "/no/such/page",
        "/healthz",
        "/ws",
        "/api/session/alive",
        "/api/pages/open?address=/rooms/lobby",
        "/api/pages/open",
        "/api/no/such/function",
        "/api/messages/older?room=9&seq=1",
        "/api/messages/older?room=x",
        "/assets/nothing.js",
        "/signout",
        "/rooms/%FF",
        "/%00",
    ] {
        for person in [&ada, &stranger] {
            let reply = person.get(path).await;
            // Responses of server functions are tested below.
            assert!(reply.status < 500 || path.starts_with("/api/"), "{path}: {} {}", reply.status, reply.text);
            is_guarded(path, &reply);
        }
    }
    let huge = "x".repeat(400_000);
    for (what, reply) in [
        ("a foreign form", ada.send(ada.request(Method::POST, "/rooms/new")).await),
        ("a refused form", ada.post("/rooms/new", &[("name", "")]).await),
        ("a redirect", ada.post("/rooms/new", &[("name", "Other")]).await),
        ("too large a form", ada.post("/rooms/new", &[("name", &huge)]).await),
        ("an unknown method", ada.send(ada.request(Method::DELETE, "/rooms").header("origin", &ada.origin)).await),
        ("a foreign host", get_with(&ada, "/", &[("host", "evil.example")]).await),
        ("a wrong sign-in", stranger.post("/signin", &[("username", "x"), ("password", "y")]).await),
    ] {
        is_guarded(what, &reply);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_allows_its_own_scripts_by_a_nonce_that_is_never_the_same() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let mut nonces = std::collections::HashSet::new();
    for path in ["/rooms", "/rooms", "/rooms/new"] {
        let page = ada.get(path).await;
        let policy = page.header("content-security-policy").to_owned();
        let nonce =
            policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce").to_owned();
        for script in page.text.split("<script").skip(1) {
            assert!(
                script.split('>').next().is_some_and(|tag| tag.contains(&nonce)),
                "without the nonce: {script:.80}"
            );
        }
        assert!(!page.text.contains(" style=") && !page.text.contains(" onclick="), "what the policy would block");
        assert!(nonces.insert(nonce), "the same nonce twice");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_tells_the_truth() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    ada.create_room("Lobby").await;
    for (path, status) in [
        ("/rooms/lobby", 200),
        ("/rooms/lobby/1", 200),
        ("/rooms/nowhere", 404),
        ("/rooms/lobby/0", 404),
        ("/rooms/lobby/x", 404),
        ("/no/such/page", 404),
        ("/signout", 405),
        ("/rooms/lobby/join", 405),
        ("/healthz", 200),
    ] {
        assert_eq!(ada.get(path).await.status, status, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_function_refuses_is_the_callers_fault_and_says_so() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    ada.create_room("Lobby").await;
    let visitor = app.visitor("visitor");
    let mut wrong = Vec::new();
    for (who, path, expected) in [
        (&visitor, "/api/pages/open?address=/rooms", 401),
        (&visitor, "/api/messages/older?room=1&seq=1", 401),
        (&ada, "/api/messages/older?room=99&seq=1", 404),
        (&ada, "/api/pages/open?address=/rooms/nowhere", 404),
    ] {
        let status = who.get(path).await.status;
        if status != expected {
            wrong.push(format!("GET {path}: {status}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_numbers_in_an_address_break_nothing() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    ada.create_room("Lobby").await;
    for seq in ["0", "-1", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "1e3", "", "%00"] {
        for path in [
            format!("/rooms/lobby/{seq}"),
            format!("/rooms/lobby?before={seq}"),
            format!("/api/pages/open?address=/rooms/lobby/{seq}"),
            format!("/api/pages/open?address=/rooms/lobby?before={seq}"),
            format!("/api/messages/older?room=1&seq={seq}"),
            format!("/api/messages/newer?room=1&seq={seq}"),
            format!("/api/messages/newer?room={seq}&seq=1"),
        ] {
            let reply = ada.get(&path).await;
            let panicked = reply.text.contains("It was noted as");
            assert!(!panicked, "{path}: {} {}", reply.status, reply.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_inside_is_a_500_with_an_id_and_guarded_like_everything() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let broken = "create trigger broken before insert on entries begin select raise(abort, 'disk full'); end";
    sqlx::query(broken).execute(&mut app.db().await).await.expect("a broken disk");
    for (what, reply) in [
        ("a post", ada.say(&room, "hello").await),
        ("a new room", ada.post("/rooms/new", &[("name", "Other"), ("topic", "")]).await),
        ("leaving", ada.post("/rooms/lobby/leave", &[]).await),
    ] {
        assert_eq!(reply.status, 500, "{what}: {}", reply.text);
        let id = reply.text.split("It was noted as ").nth(1).and_then(|rest| rest.split('.').next());
        let shown = id.is_some_and(|id| id.len() == 8 && !id.contains(|c: char| c.is_whitespace() || c == '<'));
        assert!(shown, "{what}: {id:?}");
        assert!(!reply.text.contains("disk full") && !reply.text.contains("trigger"), "{what}: {}", reply.text);
        is_guarded(what, &reply);
    }
    assert_eq!(ada.log(&room).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_told_to_wait_gets_the_guarding_headers_too() {
    let app = TestApp::with(|config| {
        config.sign_in_tries = 1;
        config.sign_ups_per_address = 1;
        config.message_burst = 1;
        config.messages_per_second = 1;
    })
    .await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let visitor = app.visitor("visitor");
    let wrong = [("username", "ada"), ("password", "a wrong password")];
    assert_eq!(visitor.post("/signin", &wrong).await.status, 401);
    let (one, other) = futures::future::join(ada.say(&room, "one"), ada.say(&room, "other")).await;
    for (what, reply) in [
        ("signing in", visitor.post("/signin", &wrong).await),
        ("signing up", visitor.sign_up().await),
        ("posting", if one.status == 429 { one } else { other }),
    ] {
        assert_eq!(reply.status, 429, "{what}: {}", reply.text);
        is_guarded(what, &reply);
    }
}

/// A form in gzip that is ten megabytes unpacked: `body=` and ten million times `x`. Each of the many zeros
/// stands for four times 258 of them.
fn swelling_form() -> Vec<u8> {
    let head = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\
                 \xed\xc1\xb1\x0d\0\0\x04\0\xb0\xcb\x3c\x23\x76\x2b\xdf\xbb\x43\xd2\x36\xbb\x36\x06";
    let checksum_and_length = b"\xe0\x14\x3f\x19\x85\x96\x98\0";
    [&head[..], &[0; 9_689], b"\x78\xe7\0", checksum_and_length].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_would_swell_is_not_unpacked() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    for encoding in ["gzip", "x-gzip", "gzip, gzip", "deflate", "br"] {
        let request = ada.request(Method::POST, "/rooms/lobby").header("origin", &ada.origin);
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .header("content-encoding", encoding)
            .body(swelling_form());
        let reply = ada.send(request).await;
        assert!((400..500).contains(&reply.status), "{encoding}: {}", reply.status);
        is_guarded(encoding, &reply);
        assert!(reply.text.len() < 100_000, "nothing of it comes back");
    }
    assert_eq!(ada.log(&room).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_may_be_as_long_as_a_message_and_no_longer() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let whole = "\u{1f419}".repeat(48 * 1024 / 4);
    assert_eq!(ada.say(&room, &whole).await.status, 303, "exactly the limit, percent-encoded");
    assert_eq!(ada.log(&room).await[1]["body"], *whole);
    let more = format!("{whole}\u{1f419}");
    let reply = ada.say(&room, &more).await;
    assert_eq!(reply.status, 422);
    assert!(reply.text.contains("16000 characters"), "the limit is named");
    let megabyte = "x".repeat(1_000_000);
    let refused = ada.say(&room, &megabyte).await;
    assert_eq!(refused.status, 413);
    assert!(refused.text.contains("256 kB"), "the limit is named: {}", refused.text);
    assert_eq!(ada.log(&room).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_a_handler_is_a_500_with_an_id_and_nobody_else_notices() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let mut socket = ada.follow(&room).await;
    // A route that no real server has, behind the layers that every server has.
    async fn boom() {
        panic!("on purpose");
    }
    let routes = axum::Router::new().route("/boom", axum::routing::get(boom));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let person = Person::new("ada", listener.local_addr().expect("its address"));
    let serving = tokio::spawn(axum::serve(listener, guarded(routes, app.state().clone())).into_future());
    for _ in 0..3 {
        let reply = person.get("/boom").await;
        assert_eq!(reply.status, 500);
        assert!(reply.text.contains("It was noted as "), "{}", reply.text);
        is_guarded("a panic", &reply);
    }
    serving.abort();
    socket.send(room.id, "AAAAAAAAAAAAAAAAAAAAAA", "what was that?").await;
    assert_eq!(socket.next().await["type"], "ack");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_is_answered_without_anything_that_headers_could_guard() {
    let app = TestApp::start().await;
    let large = format!("GET / HTTP/1.1\r\nhost: {}\r\nx-large: {}\r\n\r\n", app.addr, "x".repeat(100_000));
    let long = format!("GET /{} HTTP/1.1\r\nhost: {}\r\n\r\n", "x".repeat(100_000), app.addr);
    let many = format!("GET / HTTP/1.1\r\nhost: {}\r\n{}\r\n", app.addr, "x: y\r\n".repeat(200));
    // These never reach a route: hyper itself answers, without our headers. So such an answer must hold
    // nothing that a browser would show, guess the type of, or keep.
    for (what, request, status) in [
        ("no request", "<script>alert(1)</script>\r\n\r\n", "400"),
        ("an unknown version", "GET / HTTP/9.9\r\n\r\n", "400"),
        ("a header without a name", "GET / HTTP/1.1\r\n: <b>x</b>\r\n\r\n", "400"),
        ("an odd address", "GET /\u{1}<b> HTTP/1.1\r\n\r\n", "400"),
        ("too large a header", &*large, "431"),
        ("too long an address", &*long, "431"),
        ("too many headers", &*many, "431"),
    ] {
        let line = TcpStream::connect(app.addr).await.expect("a connection");
        let (mut answers, mut asks) = line.into_split();
        // The response can come before everything is sent.
        let asking = async { drop(asks.write_all(request.as_bytes()).await) };
        let mut answer = Vec::new();
        let listening = async { while !matches!(answers.read_buf(&mut answer).await, Ok(0) | Err(_)) {} };
        soon(what, futures::future::join(asking, listening)).await;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{what}: {answer}");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a whole head");
        assert!(body.is_empty() && head.contains("\r\ncontent-length: 0"), "{what}: {answer}");
        assert!(head.contains("\r\nconnection: close"), "{what}: {answer}");
        for name in ["content-type", "location", "set-cookie", "refresh"] {
            assert!(!head.contains(&format!("\r\n{name}:")), "{what}: {answer}");
        }
    }
    assert_eq!(app.visitor("somebody else").get("/healthz").await.status, 200);
}
