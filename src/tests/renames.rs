//! Renamed rooms, whose former addresses redirect.

use super::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn old_links_lead_to_the_new_address() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    ada.say(&room, "hello").await;
    let reply = ada.administer(&room, "about", &[("name", "Great Hall"), ("topic", "")]).await;
    assert_eq!(reply.location(), "/rooms/great-hall/about?done=saved");
    assert_eq!(ada.get("/rooms/great-hall").await.status, 200);
    for (old, new) in [("/rooms/lobby", "/rooms/great-hall"), ("/rooms/lobby/2", "/rooms/great-hall/2")] {
        for person in [&ada, &bo] {
            let reply = person.get(old).await;
            assert_eq!((reply.status, reply.location()), (302, new), "{}", person.name);
        }
    }
    assert_eq!(ada.say(&room, "written on an old page").await.status, 303);
    assert!(ada.get("/rooms/great-hall").await.text.contains("written on an old page"));
    let reply = bo.post("/rooms/lobby/join", &[]).await;
    assert_eq!(reply.location(), "/rooms/great-hall");
    assert_eq!(bo.create_room("Lobby").await.slug, "lobby-2", "an old address is nobody else's");
    ada.administer(&room, "about", &[("name", "Lobby"), ("topic", "")]).await;
    assert_eq!(ada.get("/rooms/lobby").await.status, 200, "the room itself may go back to it");
    assert_eq!(ada.get("/rooms/great-hall").await.location(), "/rooms/lobby");
    let kinds: Vec<_> = ada.log(&room).await.iter().map(|entry| entry["type"].clone()).collect();
    assert_eq!(kinds, ["create", "post", "name", "post", "join", "name"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_address_of_a_private_room_tells_nobody_else() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let den = ada.create_private("Den").await;
    let reply = ada.administer(&den, "about", &[("name", "Cave"), ("topic", "")]).await;
    assert!(reply.location().starts_with("/rooms/cave-"), "{}", reply.location());
    let old = format!("/rooms/{}", den.slug);
    assert!(ada.get(&old).await.location().starts_with("/rooms/cave-"));
    for path in [&old, &reply.location().replace("/about?done=saved", "")] {
        let answer = bo.get(path).await;
        assert_eq!((answer.status, answer.location()), (404, ""), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_tabs_see_the_new_name_at_once() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let (mut follows, mut elsewhere) = (bo.follow(&room).await, bo.socket().await);
    ada.administer(&room, "about", &[("name", "Hall"), ("topic", "Tea at five")]).await;
    for tab in [&mut follows, &mut elsewhere] {
        let first = tab.next_of_type("room").await["of"].clone();
        assert_eq!((&first["name"], &first["topic"]), (&"Lobby".into(), &"Tea at five".into()));
        let second = tab.next_of_type("room").await["of"].clone();
        assert_eq!((&second["name"], &second["slug"]), (&"Hall".into(), &"hall".into()));
    }
    let entry = follows.next_of_type("name").await;
    assert_eq!((&entry["by"], &entry["body"]), (&1.into(), &"Hall".into()));
    let page = ada.get("/rooms/hall").await.text;
    assert!(page.contains("named the room") && page.contains("Tea at five"));
    // Saving without changes appends no entry.
    let before = app.count("select count(*) from entries").await;
    ada.administer(&room, "about", &[("name", "Hall"), ("topic", "Tea at five")]).await;
    assert_eq!(app.count("select count(*) from entries").await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_name_brings_back_what_was_typed() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let long = "x".repeat(61);
    let reply = ada.administer(&room, "about", &[("name", &long), ("topic", "Kept & <shown>")]).await;
    assert_eq!(reply.status, 422);
    assert!(reply.text.contains("Use at most 60 characters.") && reply.text.contains("Kept &amp; &lt;shown&gt;"));
    assert_eq!(app.count("select count(*) from entries").await, 1);
}
