//! Administrators: people and their roles, open rooms, and what they do not see.

use super::support::{TestApp, seed};

#[tokio::test(flavor = "multi_thread")]
async fn the_tab_is_there_for_administrators_alone() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    assert!(ada.get("/settings").await.text.contains(r#"href="/admin""#));
    assert!(!bo.get("/settings").await.text.contains(r#"href="/admin""#));
    let greeted = [ada.socket().await, bo.socket().await].map(|socket| socket.heard[0]["admin"] == true);
    assert_eq!(greeted, [true, false], "and a page that comes to be through the socket knows it");
    let [refused, missing] = [bo.get("/admin/people").await, bo.get("/nowhere/at-all").await];
    let main = |text: &str| text.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).map(str::to_owned);
    assert_eq!(
        (refused.status, main(&refused.text)),
        (missing.status, main(&missing.text)),
        "as if there were nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn ada_makes_bo_an_administrator_and_he_takes_it_from_her() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    assert_eq!(bo.get("/admin").await.status, 404);
    let made = ada.post("/admin/people/BO/role", &[("role", "admin")]).await;
    assert_eq!(made.status, 303);
    assert_eq!(bo.get("/admin").await.status, 200, "at once");
    assert_eq!(bo.post("/admin/people/ada/role", &[("role", "member")]).await.status, 303);
    assert_eq!(ada.get("/admin").await.status, 404, "at once");
    assert_eq!(ada.post("/admin/people/ada/role", &[("role", "admin")]).await.status, 404, "and not back by herself");
    assert_eq!(bo.post("/admin/people/nobody-here/role", &[("role", "admin")]).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_stays_one_also_when_two_step_down_at_once() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let reply = ada.post("/admin/people/ada/role", &[("role", "member")]).await;
    assert_eq!(reply.status, 409);
    assert!(reply.text.contains("the last administrator"));
    ada.post("/admin/people/bo/role", &[("role", "admin")]).await;
    let step = [("role", "member")];
    let (one, other) = tokio::join!(ada.post("/admin/people/ada/role", &step), bo.post("/admin/people/bo/role", &step));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    assert_eq!(app.count("select count(*) from users where is_admin = 1").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_by_how_their_names_begin_fifty_a_page() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for number in 0..120 {
        seed::account(&app, &format!("guest{number:03}")).await;
    }
    let zoe = app.visitor("zed");
    zoe.post("/signup", &[("username", "zed"), ("display_name", "Zoë Quill"), ("password", &zoe.password)]).await;
    let names = |text: &str| -> Vec<String> {
        let links = text.split(r#"href="/admin/people/"#).skip(1);
        links.map(|rest| rest.split('"').next().expect("a name").to_owned()).collect()
    };
    let mut seen = Vec::new();
    let mut path = "/admin/people".to_owned();
    for _ in 0..3 {
        let page = ada.get(&path).await.text;
        let here = names(&page);
        assert!(here.len() <= 50);
        seen.extend(here.clone());
        path = format!("/admin/people?q=&after={}", here.last().expect("somebody"));
    }
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!((seen.len(), &seen), (122, &sorted), "everybody, once, in order");
    assert!(!ada.get(&path).await.text.contains("More people"));
    assert_eq!(names(&ada.get("/admin/people?q=guest11").await.text).len(), 10);
    assert_eq!(names(&ada.get("/admin/people?q=GUEST119").await.text), ["guest119"]);
    assert_eq!(names(&ada.get("/admin/people?q=zo%C3%AB").await.text), ["zed"], "by display name");
    assert_eq!(names(&ada.get("/admin/people?q=%40zed").await.text), ["zed"]);
    for words in ["%25", "_", "'", "\"", "guest%25", "*"] {
        let page = ada.get(&format!("/admin/people?q={words}")).await;
        assert_eq!((page.status, names(&page.text).len()), (200, 0), "{words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn open_rooms_are_listed_with_who_made_them() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = bo.create_room("Reading room").await;
    bo.say(&room, "only members read this").await;
    let page = ada.get("/admin/rooms").await.text;
    assert!(page.contains("Reading room") && page.contains("1 member") && page.contains("<bdi>bo</bdi>"), "{page}");
    assert!(!page.contains("only members read this"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_finds_what_there_is_to_look_after_also_when_it_is_archived() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let (room, den) = (bo.create_room("Attic").await, bo.create_private("Den").await);
    bo.create_room("Lobby").await;
    assert_eq!(bo.administer(&room, "archive", &[("archived", "yes")]).await.status, 303);
    let page = ada.get("/admin/rooms").await.text;
    let place = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words} is not on {page}"));
    assert!(place("/rooms/lobby/about") < place("/rooms/attic/about"), "those in use first");
    assert!(place("/rooms/attic/about") < place("Archived"));
    assert!(!page.contains(&den.slug));
    assert!(ada.get("/rooms/attic/about").await.text.contains("Open room again"));
    assert_eq!(ada.administer(&room, "archive", &[("archived", "no")]).await.status, 303);
    assert!(!ada.get("/admin/rooms").await.text.contains("Archived"));
}
