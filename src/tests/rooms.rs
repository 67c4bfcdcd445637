//! Rooms: making, finding, joining, leaving, and the preview for strangers.

use super::support::{TestApp, seed};
use roost::server::clock::now;

#[tokio::test(flavor = "multi_thread")]
async fn ada_makes_a_room_and_bo_finds_and_joins_it() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let reply = ada.post("/rooms/new", &[("name", "Tea & Cake"), ("topic", "What <we> bake")]).await;
    assert_eq!((reply.status, reply.location()), (303, "/rooms/tea-cake"));
    let list = bo.get("/rooms").await;
    assert!(list.text.contains("Tea &amp; Cake") && list.text.contains("What &lt;we&gt; bake"));
    assert!(list.text.contains(r#"action="/rooms/tea-cake/join""#));
    let reply = bo.post("/rooms/tea-cake/join", &[]).await;
    assert_eq!((reply.status, reply.location()), (303, "/rooms/tea-cake"));
    let page = bo.get("/rooms/tea-cake").await;
    assert!(page.text.contains(r#"role="log""#) && page.text.contains(r#"action="/rooms/tea-cake/leave""#));
    assert_eq!(app.count("select count(*) from memberships where role = 'owner'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_rooms_of_one_name_have_addresses_of_their_own_also_at_once() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let rooms = futures::future::join_all((0..20).map(|_| ada.create_room("New"))).await;
    let mut slugs: Vec<String> = rooms.into_iter().map(|room| room.slug).collect();
    slugs.sort_unstable();
    slugs.dedup();
    assert_eq!(slugs.len(), 20);
    assert!(!slugs.contains(&"new".to_owned()), "that is the page for making one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_room_brings_back_what_was_typed() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let long = "x".repeat(201);
    let reply = ada.post("/rooms/new", &[("name", "Kept & <shown>"), ("topic", &long)]).await;
    assert_eq!(reply.status, 422);
    assert!(reply.text.contains("Kept &amp; &lt;shown&gt;") && reply.text.contains("Use at most 200 characters."));
    let reply = ada.post("/rooms/new", &[("name", " \u{200b} "), ("topic", "a topic")]).await;
    assert_eq!(reply.status, 422);
    assert!(reply.text.contains("Room name is needed.") && reply.text.contains("a topic"));
    assert_eq!(app.count("select count(*) from rooms").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn joining_twice_and_leaving_twice_is_once() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    for _ in 0..2 {
        bo.join(&room).await;
    }
    for _ in 0..2 {
        bo.leave(&room).await;
    }
    futures::future::join_all((0..10).map(|_| bo.join(&room))).await;
    let kinds: Vec<_> = ada.log(&room).await.iter().map(|entry| entry["type"].as_str().map(str::to_owned)).collect();
    let kinds: Vec<_> = kinds.iter().flatten().collect();
    assert_eq!(kinds, ["create", "join", "leave", "join"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_sees_name_topic_and_faces_and_gets_in_by_signing_up() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let reply = ada.post("/rooms/new", &[("name", "Lobby"), ("topic", "All of us")]).await;
    assert_eq!(reply.location(), "/rooms/lobby");
    ada.post("/rooms/lobby", &[("body", "a secret word")]).await;
    let bo = app.visitor("bo");
    let page = bo.get("/rooms/lobby/2").await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Lobby") && page.text.contains("All of us"));
    assert!(page.text.contains(r#"property="og:title" content="Lobby""#));
    assert!(!page.text.contains("a secret word"), "members read messages");
    assert!(page.text.contains(r#"name="next" value="/rooms/lobby/2""#));
    let fields = [("username", "bo"), ("password", &*bo.password), ("next", "/rooms/lobby/2")];
    let reply = bo.post("/signup", &fields).await;
    assert_eq!((reply.status, reply.after_first_steps()), (303, "/rooms/lobby/2"), "at the linked message");
    assert!(bo.get("/rooms/lobby/2").await.text.contains("a secret word"), "from the first one on");
    let cy = app.person("cy").await;
    cy.sign_out().await;
    let fields = [("username", "cy"), ("password", &*cy.password), ("next", "/rooms/lobby")];
    assert_eq!(cy.post("/signin", &fields).await.location(), "/rooms/lobby");
    assert!(cy.get("/rooms/lobby").await.text.contains("a secret word"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_start_leads_to_the_last_room_or_the_list() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    assert_eq!(ada.get("/").await.location(), "/rooms");
    for name in ["First", "Second"] {
        ada.create_room(name).await;
    }
    ada.get("/rooms/second").await;
    assert_eq!(ada.get("/").await.location(), "/rooms/second");
    let second = super::support::Room { id: 2, slug: "second".into() };
    ada.leave(&second).await;
    assert_eq!(ada.get("/").await.location(), "/rooms/first", "not where she no longer is");
    assert_eq!(app.visitor("x").get("/").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_of_a_hundred_thousand_messages_opens_with_its_newest_page() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Long").await;
    seed::posts(&app, &room, "ada", 100_000).await;
    let page = ada.get("/rooms/long").await.text;
    assert_eq!(page.matches("<article").count(), 50);
    assert!(page.contains("message 100001") && !page.contains(">message 99951<"));
    let page = ada.get("/rooms/long?before=50001").await.text;
    assert!(page.contains("message 50000") && page.contains("message 49951"));
    let page = ada.get("/rooms/long/77777").await.text;
    assert!(page.contains("message 77777") && page.contains("message 77753"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_is_a_member_because_a_request_says_so() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let claims = [
        ("body", "mine"),
        ("author_id", "1"),
        ("by", "1"),
        ("user_id", "1"),
        ("role", "owner"),
        ("seq", "1"),
        ("at", "1"),
        ("created_at", "1"),
    ];
    assert_eq!(bo.post("/rooms/lobby", &claims).await.status, 303);
    let log = ada.log(&room).await;
    assert_eq!((&log[2]["by"], &log[2]["seq"]), (&2.into(), &3.into()));
    assert!(log[2]["at"].as_i64().expect("a time") > 1_700_000_000_000);
    let mut socket = bo.socket().await;
    let before = now();
    socket.say(serde_json::json!({
        "type": "send", "room": room.id, "client_id": super::support::name_of(1), "body": "mine", "by": 1, "seq": 1, "at": 1,
    })).await;
    assert_eq!(socket.next_of_type("ack").await["seq"], 4);
    let log = ada.log(&room).await;
    assert_eq!(log[3]["by"], 2);
    assert!((before..=now()).contains(&log[3]["at"].as_i64().expect("a time")), "{}", log[3]);
    assert_eq!(app.count("select count(*) from memberships where role = 'owner'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_more_than_they_are_because_a_form_says_so() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    ada.create_room("Lobby").await;
    let began = now();
    let claims =
        [("is_admin", "1"), ("role", "owner"), ("created_by", "1"), ("created_at", "1"), ("id", "99"), ("at", "1")];
    let claiming = |fields: &[(&'static str, &'static str)]| [fields, &claims].concat();

    let (bo, cy) = (app.visitor("bo"), app.person("cy").await);
    let password = "a password that will do";
    assert_eq!(bo.post("/signup", &claiming(&[("username", "bo"), ("password", password)])).await.status, 303);
    let reply = bo.post("/rooms/new", &claiming(&[("name", "Form"), ("topic", "")])).await;
    assert_eq!((reply.status, reply.location()), (303, "/rooms/form"));
    assert_eq!(bo.post("/rooms/lobby/join", &claiming(&[])).await.location(), "/rooms/lobby");
    assert_eq!(cy.post("/rooms/lobby/join", &claiming(&[("slug", "form")])).await.location(), "/rooms/lobby");

    let mut db = app.db().await;
    let people: Vec<(i64, String, bool)> = sqlx::query_as("select id, username, is_admin from users order by id")
        .fetch_all(&mut db)
        .await
        .expect("the people");
    assert_eq!(people, [(1, "ada".into(), true), (2, "cy".into(), false), (3, "bo".into(), false)]);
    let rooms: Vec<(i64, i64)> =
        sqlx::query_as("select id, created_by from rooms order by id").fetch_all(&mut db).await.expect("the rooms");
    assert_eq!(rooms, [(1, 1), (2, 3)], "who made them");
    let members: Vec<(i64, i64, String)> =
        sqlx::query_as("select room_id, user_id, role from memberships order by room_id, user_id")
            .fetch_all(&mut db)
            .await
            .expect("the members");
    let members: Vec<_> = members.iter().map(|(room, user, role)| (*room, *user, &**role)).collect();
    assert_eq!(members, [(1, 1, "owner"), (1, 2, "member"), (1, 3, "member"), (2, 3, "owner")]);
    let entries: Vec<(i64, i64, i64, String)> =
        sqlx::query_as("select room_id, seq, user_id, kind from entries order by room_id, seq")
            .fetch_all(&mut db)
            .await
            .expect("the entries");
    let entries: Vec<_> = entries.iter().map(|(room, seq, by, kind)| (*room, *seq, *by, &**kind)).collect();
    assert_eq!(entries, [(1, 1, 1, "create"), (1, 2, 3, "join"), (1, 3, 2, "join"), (2, 1, 3, "create")]);
    let times: Vec<i64> = sqlx::query_scalar(
        "select created_at from users where id > 1 union all select created_at from rooms where id > 1
         union all select at from entries where not (room_id = 1 and seq = 1)
         union all select created_at from sessions where user_id > 1",
    )
    .fetch_all(&mut db)
    .await
    .expect("the times");
    assert_eq!(times.len(), 2 + 1 + 3 + 2);
    assert!(times.iter().all(|at| (began..=now()).contains(at)), "{times:?} since {began}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_makes_joins_and_leaves_without_end_has_to_wait() {
    let app = TestApp::with(|config| config.room_burst = 5).await;
    let (ada, eve) = (app.person("ada").await, app.person("eve").await);
    let room = ada.create_room("Lobby").await;
    for _ in 0..2 {
        eve.join(&room).await;
        eve.leave(&room).await;
    }
    let before = app.count("select count(*) from entries").await;
    assert_eq!(eve.post("/rooms/new", &[("name", "Eve's"), ("topic", "")]).await.status, 303, "the fifth");
    for (path, fields) in [
        ("/rooms/new", &[("name", "Another"), ("topic", "")][..]),
        ("/rooms/lobby/join", &[]),
        ("/rooms/lobby/leave", &[]),
    ] {
        assert_eq!(eve.post(path, fields).await.status, 429, "{path}");
    }
    assert_eq!(app.count("select count(*) from entries").await, before + 1);
    ada.create_room("Others are not held up").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_is_new_in_the_list_until_it_was_seen_there() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    ada.create_room("Old").await;
    let bo = app.person("bo").await;
    let is_new = async |path| bo.get(path).await.text.contains("room-card-new");
    assert!(!is_new("/rooms").await, "it was there before bo");
    let room = ada.create_room("Fresh").await;
    ada.create_private("Den").await;
    assert!(!ada.get("/rooms").await.text.contains("room-card-new"), "she made it herself");
    assert!(is_new("/rooms").await);
    assert!(!is_new("/rooms").await, "it was seen");
    ada.create_room("Fresher").await;
    bo.join(&room).await;
    let list = bo.get("/rooms").await.text;
    assert_eq!(list.matches("room-card-new").count(), 1, "{list}");
    // Where that cannot be noted, the list is there all the same.
    ada.create_room("Freshest").await;
    let refuse = "create trigger refuse before update of browsed_at on users begin select raise(abort, 'full'); end";
    sqlx::query(refuse).execute(&mut app.db().await).await.expect("a trigger");
    for _ in 0..2 {
        let list = bo.get("/rooms").await;
        assert!(list.status == 200 && list.text.contains("Freshest"), "{}", list.status);
    }
}
