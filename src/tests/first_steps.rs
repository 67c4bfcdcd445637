//! The first steps after a sign-up: naming the place, its first room, and recovery codes.

use super::support::TestApp;

const PLACE: [(&str, &str); 3] = [("place_name", "Book club"), ("place_mark", "📚"), ("name", "Reading")];

#[tokio::test(flavor = "multi_thread")]
async fn the_first_account_names_the_place_and_makes_its_first_room() {
    let app = TestApp::start().await;
    let ada = app.visitor("ada");
    assert!(ada.get("/signup").await.text.contains("this account will run the place"));
    assert_eq!(ada.sign_up().await.after_first_steps(), "/");
    assert!(ada.get("/welcome").await.text.contains("Set up your place"));
    let reply = ada.post("/welcome", &PLACE).await;
    assert_eq!((reply.status, reply.location()), (303, "/welcome/codes?next=/rooms/reading/invites"));
    assert!(ada.get("/rooms/reading").await.text.contains("Book club"));
    assert!(!ada.get("/welcome").await.text.contains("Set up your place"), "it is set up");
    assert_eq!(app.person("cy").await.get("/rooms/reading").await.status, 200, "newcomers are in it");
    assert!(!app.visitor("bo").get("/signup").await.text.contains("this account will run the place"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_place_with_an_impossible_room_nothing_is_stored_and_nothing_is_lost() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for (field, value, id) in [("name", "  ", "name-problem"), ("place_name", "", "place_name-problem")] {
        let fields = PLACE.map(|(name, typed)| if name == field { (name, value) } else { (name, typed) });
        let refused = ada.post("/welcome", &fields).await;
        assert_eq!(refused.status, 422, "{field}");
        assert!(refused.text.contains(&format!("id=\"{id}\"")), "{field} is named: {}", refused.text);
        assert!(refused.text.contains("value=\"📚\""), "what else was typed is there");
        assert_eq!(app.count("select count(*) from rooms").await, 0);
        assert_eq!(app.count("select count(*) from settings where key = 'name'").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_somebody_runs_is_not_set_up_by_the_next() {
    let app = TestApp::start().await;
    let (_ada, bo) = (app.person("ada").await, app.person("bo").await);
    let page = bo.get("/welcome").await;
    assert!(page.text.contains("Keep a way back in") && !page.text.contains("Set up your place"));
    assert_eq!(bo.post("/welcome", &PLACE).await.status, 404);
    assert_eq!(app.count("select count(*) from rooms").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_account_gets_its_codes_once_without_the_password() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let made = ada.post("/welcome/codes?next=/rooms/new", &[]).await;
    assert_eq!(made.status, 200);
    assert!(made.text.contains("href=\"/rooms/new\""), "the way on: {}", made.text);
    assert_eq!(app.count("select count(*) from recovery_codes").await, 10);
    let again = ada.post("/welcome/codes", &[]).await;
    assert_eq!((again.status, again.location()), (303, "/settings/recovery"), "others take the password");
    // So do those of an account that is no longer new, and of one that said no.
    let earlier = "update users set created_at = created_at - 3700000 where username = 'bo'";
    sqlx::query(earlier).execute(&mut app.db().await).await.expect(earlier);
    assert_eq!(bo.post("/welcome/codes", &[]).await.location(), "/settings/recovery");
    let cy = app.person("cy").await;
    cy.post("/settings/recovery/later", &[]).await;
    assert_eq!(cy.post("/welcome/codes", &[]).await.location(), "/settings/recovery");
    assert_eq!(app.count("select count(*) from recovery_codes").await, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn newcomers_are_in_the_rooms_that_are_for_everybody_and_in_no_others() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    app.person("bo").await;
    for name in ["Lobby", "Garden"] {
        ada.create_room(name).await;
    }
    assert_eq!(ada.post("/admin/rooms/lobby/default", &[("default", "yes")]).await.status, 303);
    let page = ada.get("/admin/rooms").await.text;
    assert_eq!(page.matches(" checked").count(), 1, "{page}");
    let cy = app.person("cy").await;
    let now = "select count(*) from memberships where user_id > 1";
    assert_eq!(app.count(now).await, 1, "not bo, who was here before");
    let last = "select count(*) from entries where room_id = 1 and kind = 'join' and user_id = 3";
    assert_eq!(app.count(last).await, 1, "as if they had joined");
    // It can be left like any other.
    cy.post("/rooms/lobby/leave", &[]).await;
    assert_eq!(app.count(now).await, 0);
    ada.post("/rooms/lobby/archive", &[("archived", "yes")]).await;
    app.person("dee").await;
    assert_eq!(app.count(now).await, 0, "an archived room is for nobody new");
    ada.post("/rooms/lobby/archive", &[("archived", "no")]).await;
    assert_eq!(ada.post("/admin/rooms/lobby/default", &[]).await.status, 303);
    app.person("eve").await;
    assert_eq!(app.count(now).await, 0);
}
