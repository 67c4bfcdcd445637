//! Cross-origin requests: only our own pages, on our own hosts, may change anything.

use super::support::{Person, TestApp};
use reqwest::Method;
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;

/// Every address that takes a POST, and one that answers only to GET.
fn posts() -> Vec<String> {
    let served = super::access::served().into_iter().filter(|(method, _)| *method == "POST");
    served.map(|(_, path)| path).chain(["/api/messages/older".to_owned()]).collect()
}

async fn post(person: &Person, path: &str, headers: &[(&str, &str)]) -> u16 {
    let fields = [
        ("username", "eve"),
        ("password", "a long password"),
        ("name", "Evil"),
        ("topic", ""),
        ("body", "evil"),
        ("slug", "lobby"),
    ];
    let request =
        headers.iter().fold(person.request(Method::POST, path), |request, (name, value)| request.header(*name, *value));
    person.send(request.form(&fields)).await.status
}

/// Everything stored, except when sessions were used: by table, each row as text.
async fn world(app: &TestApp) -> BTreeMap<String, Vec<String>> {
    let mut db = app.db().await;
    let sql = "select m.name, group_concat('quote(\"' || c.name || '\")', ' || '','' || ')
               from sqlite_schema m join pragma_table_info(m.name) c
               where m.type = 'table' and m.name not like 'sqlite%' and c.name <> 'used_at' group by m.name";
    let tables: Vec<(String, String)> = sqlx::query_as(sql).fetch_all(&mut db).await.expect("the tables");
    assert!(tables.len() > 15, "{tables:?}");
    let mut world = BTreeMap::new();
    for (table, row) in tables {
        let sql = format!("select {row} as line from \"{table}\" order by line");
        let rows = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut db).await.expect("its rows");
        world.insert(table, rows);
    }
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_from_other_sites_are_refused_everywhere() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    ada.create_room("Lobby").await;
    let before = world(&app).await;
    let port = app.addr.port();
    let (other_port, other_scheme) =
        (format!("http://127.0.0.1:{}", port.wrapping_add(1)), format!("https://127.0.0.1:{port}"));
    let (longer, name) = (format!("{}.evil.example", ada.origin), format!("http://localhost:{port}"));
    let foreign: [&[(&str, &str)]; 11] = [
        &[],
        &[("origin", "http://evil.example")],
        &[("origin", "null")],
        &[("origin", "")],
        &[("origin", &other_port)],
        &[("origin", &other_scheme)],
        &[("origin", &longer)],
        &[("origin", &name)],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "http://evil.example"), ("sec-fetch-site", "same-origin")],
    ];
    for path in &posts() {
        for headers in foreign {
            assert_eq!(post(&ada, path, headers).await, 403, "{path} {headers:?}");
        }
        for method in [Method::PUT, Method::PATCH, Method::DELETE] {
            assert_eq!(ada.send(ada.request(method, path)).await.status, 403, "{path}");
        }
    }
    assert_eq!(world(&app).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_from_our_own_pages_pass_by_either_header() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    assert_eq!(post(&ada, "/rooms/new", &[("origin", &ada.origin)]).await, 303);
    assert_eq!(post(&ada, "/rooms/new", &[("sec-fetch-site", "same-origin")]).await, 303);
    assert_eq!(app.count("select count(*) from rooms").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_changes_by_get() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let (bo, cy) = (app.person("bo").await, app.person("cy").await);
    cy.join(&room).await;
    for text in ["one", "two", "three"] {
        assert_eq!(ada.say(&room, text).await.status, 303);
    }
    let before = world(&app).await;
    let query = "?username=eve&password=a+long+password&name=Evil&topic=&body=evil&slug=lobby&room=1&seq=1";
    for path in &posts() {
        for method in [Method::GET, Method::HEAD] {
            for person in [&ada, &bo] {
                person.send(person.request(method.clone(), &format!("{path}{query}"))).await;
            }
        }
    }
    // Opening a page does not mark anything as read: a frame or form does.
    for path in [
        "/",
        "/rooms",
        "/rooms/lobby",
        "/rooms/lobby/2",
        "/rooms/lobby?before=9",
        "/api/pages/open?address=/rooms/lobby",
        "/api/pages/open?address=/rooms/lobby/5",
        "/api/messages/newer?room=1&seq=0",
    ] {
        assert!(cy.get(path).await.status < 400, "{path}");
        cy.send(cy.request(Method::HEAD, path)).await;
    }
    assert_eq!(world(&app).await, before);
    assert!(ada.is_signed_in().await && cy.is_signed_in().await && ada.log(&room).await.len() == 5);
    assert_eq!(cy.socket().await.heard[0]["rooms"][0]["unread"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_origin_only_names_of_this_machine_are_served() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for host in [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:3000",
        "192.168.1.5",
        "[::2]",
        "",
        "localhost@evil.example",
    ] {
        for path in ["/", "/healthz", "/signin", "/api/session/alive", "/ws", "/favicon.svg"] {
            let reply = ada.send(ada.request(Method::GET, path).header("host", host)).await;
            assert!([421, 400].contains(&reply.status), "{host} {path}: {}", reply.status);
        }
        let origin = format!("http://{host}");
        let posted = ada.request(Method::POST, "/rooms/new").header("host", host).header("origin", origin);
        let status = ada.send(posted.form(&[("name", "Evil")])).await.status;
        assert!([421, 400].contains(&status), "a name that was made to point here: {status}");
    }
    for host in ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.9.9.9:1", "[::1]:3000"] {
        let reply = ada.send(ada.request(Method::GET, "/healthz").header("host", host)).await;
        assert_eq!((reply.status, &*reply.text), (200, "ok\n"), "{host}");
    }
    assert_eq!(app.count("select count(*) from rooms").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_an_origin_that_one_counts_and_no_other() {
    let app =
        TestApp::with(|config| config.origin = Some("https://chat.example.org".parse().expect("an origin"))).await;
    let mut ada = app.visitor("ada");
    ada.origin = "https://chat.example.org".into();
    assert_eq!(ada.sign_up().await.status, 303);
    let here = format!("http://{}", app.addr);
    for origin in
        [&*here, "http://chat.example.org", "https://chat.example.org:8443", "https://chat.example.org.evil.example"]
    {
        assert_eq!(post(&ada, "/rooms/new", &[("origin", origin)]).await, 403, "{origin}");
    }
    assert_eq!(post(&ada, "/rooms/new", &[("origin", "https://chat.example.org")]).await, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn wherever_a_form_says_to_go_next_it_is_a_page_of_ours() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let away = [
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https://evil.example/",
        "/\r\nset-cookie: a=b",
        "/\t/evil.example",
    ];
    for (number, next) in away.into_iter().enumerate() {
        let fields = [("username", "ada"), ("password", &*ada.password), ("next", next)];
        assert_eq!(ada.post("/signin", &fields).await.location(), "/", "{next:?}");
        let fields = [("username", &*format!("new{number}")), ("password", &*ada.password), ("next", next)];
        assert_eq!(app.visitor("new").post("/signup", &fields).await.after_first_steps(), "/", "{next:?}");
    }
    for path in ["/signin", "/signup"] {
        let page = app.visitor("x").get(&format!("{path}?next=//evil.example")).await;
        assert_eq!(page.status, 200);
        assert!(!page.text.contains("evil.example"), "{path}: {}", page.text);
    }
    let room = ada.create_room("Lobby").await;
    for next in ["/rooms/other", "//evil.example", "/signout"] {
        let reply = ada.post(&format!("/rooms/{}/join", room.slug), &[("next", next)]).await;
        assert_eq!(reply.location(), "/rooms/lobby", "{next:?}");
    }
    assert_eq!(ada.post("/rooms/lobby/join", &[("next", "/rooms/lobby/1")]).await.location(), "/rooms/lobby/1");
}
