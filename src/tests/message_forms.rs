//! Editing and deleting by plain forms, on the page of one message.

use super::support::{Person, Reply, Room, TestApp};

/// A room with Ada, who made it, and Bo; message 3 is Bo's.
async fn lobby(app: &TestApp) -> (Person, Person, Room) {
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    assert_eq!(bo.say(&room, "first words").await.status, 303);
    (ada, bo, room)
}

/// The value of the hidden field that says which text the form is of.
fn base(page: &str) -> String {
    let rest = page.split(r#"name="base" value=""#).nth(1).expect("a form to edit");
    rest.split('"').next().expect("a value").to_owned()
}

fn has_form(page: &Reply, action: &str) -> bool {
    page.text.contains(&format!(r#"action="/rooms/lobby/3/{action}""#))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_edited_on_its_own_page() {
    let app = TestApp::start().await;
    let (ada, bo, _) = lobby(&app).await;
    let page = bo.get("/rooms/lobby/3").await;
    assert!(has_form(&page, "edit") && has_form(&page, "delete"), "{}", page.text);
    let done = bo.post("/rooms/lobby/3/edit", &[("base", &base(&page.text)), ("body", "better\r\nwords")]).await;
    assert_eq!((done.status, done.location()), (303, "/rooms/lobby/3"));
    let seen = ada.get("/rooms/lobby").await.text;
    assert!(seen.contains("better\nwords") && seen.contains("(edited)") && !seen.contains("first words"));
    assert!(!bo.get("/rooms/lobby").await.text.contains("/3/edit"), "on its own page alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_forms_the_later_is_refused_with_both_texts_and_can_be_sent_again() {
    let app = TestApp::start().await;
    let (_, bo, _) = lobby(&app).await;
    let old = base(&bo.get("/rooms/lobby/3").await.text);
    assert_eq!(bo.post("/rooms/lobby/3/edit", &[("base", &old), ("body", "by phone")]).await.status, 303);
    let refused = bo.post("/rooms/lobby/3/edit", &[("base", &old), ("body", "by <laptop>")]).await;
    assert_eq!(refused.status, 409);
    for words in
        ["by phone", "by &lt;laptop></textarea>", "It was changed meanwhile. Try again to put your text in its place."]
    {
        assert!(refused.text.contains(words), "{words}: {}", refused.text);
    }
    assert_eq!(
        bo.post("/rooms/lobby/3/edit", &[("base", &base(&refused.text)), ("body", "by <laptop>")]).await.status,
        303
    );
    assert!(bo.get("/rooms/lobby").await.text.contains("by &lt;laptop&gt;"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_text_comes_back_with_the_reason() {
    let app = TestApp::start().await;
    let (ada, bo, room) = lobby(&app).await;
    let long = "x".repeat(16_001);
    let refused = bo.post("/rooms/lobby/3/edit", &[("base", "0"), ("body", &long)]).await;
    assert!(refused.status == 422 && refused.text.contains(&long), "{}", refused.status);
    let refused = bo.post("/rooms/lobby/3/edit", &[("base", "0"), ("body", " \n")]).await;
    assert!(refused.status == 422 && refused.text.contains("Write something first."));
    let composer = refused.text.split("data-composer").nth(1).expect("a composer");
    assert!(!composer.contains("Write something first."), "what is wrong stands beside the message alone");
    // A reload of the refused form.
    assert_eq!(bo.get("/rooms/lobby/3/edit").await.location(), "/rooms/lobby/3");
    ada.administer(&room, "archive", &[("archived", "yes")]).await;
    assert_eq!(bo.post("/rooms/lobby/3/edit", &[("base", "0"), ("body", "late")]).await.status, 409);
    assert!(!has_form(&bo.get("/rooms/lobby/3").await, "edit"), "nothing can be done in an archived room");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_message_is_gone_for_everybody() {
    let app = TestApp::start().await;
    let (ada, bo, room) = lobby(&app).await;
    let cy = app.person("cy").await;
    cy.join(&room).await;
    let (theirs, others) = (ada.get("/rooms/lobby/3").await, cy.get("/rooms/lobby/3").await);
    assert!(!has_form(&theirs, "edit") && has_form(&theirs, "delete"), "the owner may delete it");
    assert!(!has_form(&others, "edit") && !has_form(&others, "delete"), "another member may do neither");
    assert_eq!(cy.post("/rooms/lobby/3/delete", &[]).await.status, 404);
    assert_eq!(ada.post("/rooms/lobby/3/edit", &[("base", "0"), ("body", "put in their mouth")]).await.status, 404);
    let done = bo.post("/rooms/lobby/3/delete", &[]).await;
    assert_eq!((done.status, done.location()), (303, "/rooms/lobby/3"));
    for person in [&ada, &bo, &cy] {
        let page = person.get("/rooms/lobby/3").await;
        assert!(page.text.contains("This message was deleted.") && !page.text.contains("first words"));
        assert!(!has_form(&page, "delete"));
    }
    // Its new text comes too late, and is there to be copied.
    let late = bo.post("/rooms/lobby/3/edit", &[("base", "0"), ("body", "too <late>")]).await;
    assert_eq!(late.status, 409);
    assert!(late.text.contains("It was deleted meanwhile. Copy your text") && late.text.contains("too &lt;late>"));
    // Signed out meanwhile: the words come back, on the page that a visitor sees.
    let late = app.visitor("eve").post("/rooms/lobby/3/edit", &[("base", "0"), ("body", "late words")]).await;
    assert!(late.status == 401 && late.text.contains("late words") && late.text.contains("Sign in again to go on."));
}
