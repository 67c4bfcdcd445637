//! Members of rooms: adding people by name, finding them, and seeing who is active.

use super::support::{Person, Reply, Room, TestApp, seed, until};
use serde_json::json;
use std::time::Duration;

/// A room shared by all of them: only somebody with a shared room can be added to another.
async fn meet(people: &[&Person]) {
    let hall = people[0].create_room("Hall").await;
    for person in &people[1..] {
        person.join(&hall).await;
    }
}

async fn add(person: &Person, room: &Room, username: &str) -> Reply {
    person.administer(room, "add", &[("people", username)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_added_to_a_private_room_has_it_at_once_and_everybody_sees_by_whom() {
    let app = TestApp::start().await;
    let (ada, bo, cy) = (app.person("ada").await, app.person("bo").await, app.person("cy").await);
    meet(&[&ada, &bo, &cy]).await;
    let den = ada.create_private("Den").await;
    ada.say(&den, "before you came").await;
    let (mut inside, mut tab) = (ada.follow(&den).await, bo.socket().await);
    let reply = add(&ada, &den, " @BO ").await;
    assert_eq!((reply.status, reply.location()), (303, &*format!("/rooms/{}/members?done=added", den.slug)));
    let membership = tab.next_of_type("joined").await["membership"].clone();
    assert_eq!((&membership["room"]["name"], &membership["head"]), (&"Den".into(), &3.into()));
    let told = inside.next_of_type("add").await;
    assert_eq!((&told["by"], &told["whom"], &told["seq"]), (&1.into(), &2.into(), &3.into()));
    assert!(inside.heard.iter().any(|frame| frame["people"][1]["username"] == "bo"), "who that is is told");
    let page = bo.get(&format!("/rooms/{}", den.slug)).await.text;
    assert!(page.contains("before you came"), "from the first message on");
    assert!(page.contains(r#" added <bdi class="system-message-name" translate="no">bo</bdi>"#), "{page}");
    // It is stored as it was sent live.
    assert_eq!(bo.log(&den).await[2], json!({ "seq": 3, "at": told["at"], "type": "add", "by": 1, "whom": 2 }));
    add(&ada, &den, "bo").await;
    assert_eq!(ada.log(&den).await.len(), 3, "twice is once");
    assert_eq!(
        app.count("select count(*) from memberships where role = 'member' and room_id = 2 and read_seq = 3").await,
        1
    );
    assert_eq!(add(&bo, &den, "cy").await.status, 404, "members of a private room add nobody");
    ada.administer(&den, "role", &[("who", "2"), ("role", "moderator")]).await;
    assert_eq!(add(&bo, &den, "cy").await.status, 303);
    assert_eq!(cy.get(&format!("/rooms/{}", den.slug)).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_says_why_somebody_cannot_be_added() {
    let app = TestApp::start().await;
    let (ada, bo, cy) = (app.person("ada").await, app.person("bo").await, app.person("cy").await);
    meet(&[&ada, &bo, &cy]).await;
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    for (username, words) in [
        ("nobody-here", "There is nobody of that name here."),
        ("not a name", "There is nobody of that name here."),
        ("admin", "There is nobody of that name here."),
    ] {
        let reply = add(&bo, &room, username).await;
        assert_eq!(reply.status, 422, "{username}");
        assert_eq!(reply.text.matches(words).count(), 1, "beside the form, not the composer: {}", reply.text);
    }
    let reply = ada.administer(&room, "add", &[]).await;
    assert!(reply.status == 422 && reply.text.contains("Choose somebody first."), "{}", reply.text);
    ada.administer(&room, "ban", &[("who", "3")]).await;
    let reply = add(&bo, &room, "cy").await;
    assert!(reply.status == 422 && reply.text.contains("banned from this room"), "{}", reply.text);
    assert_eq!(cy.get("/rooms/lobby").await.status, 404);
    ada.administer(&room, "unban", &[("who", "3")]).await;
    assert_eq!(add(&bo, &room, "cy").await.status, 303, "in an open room any member does");
    assert_eq!(cy.get("/rooms/lobby").await.status, 200);
    // People are found by former usernames as well; deleted accounts are not.
    cy.post("/profile", &[("username", "cyril"), ("display_name", "Cy")]).await;
    cy.leave(&room).await;
    assert_eq!(add(&bo, &room, "cy").await.status, 303);
    cy.post("/settings/delete", &[("current_password", &cy.password), ("confirm", "cyril")]).await;
    assert_eq!(add(&bo, &room, "cy").await.status, 422);
    assert_eq!(app.count("select count(*) from memberships where room_id = 2").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_added_to_a_conversation() {
    let app = TestApp::start().await;
    let (ada, _bo, _cy) = (app.person("ada").await, app.person("bo").await, app.person("cy").await);
    let talk = ada.room_at(ada.post("/dm/bo", &[]).await.location()).await;
    assert_eq!(add(&ada, &talk, "cy").await.status, 404);
    assert!(!ada.get(&format!("/rooms/{}/members", talk.slug)).await.text.contains("Add people"));
}

#[tokio::test(flavor = "multi_thread")]
async fn among_many_members_some_are_found_by_how_their_names_begin() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    for number in 0..19 {
        seed::account(&app, &format!("guest{number:02}")).await;
        seed::member(&app, &room, &format!("guest{number:02}")).await;
    }
    seed::account(&app, "guestless").await;
    assert!(!ada.get("/rooms/lobby/members").await.text.contains(r#"role="search""#), "twenty are seen at once");
    seed::account(&app, "zed").await;
    seed::member(&app, &room, "zed").await;
    assert!(ada.get("/rooms/lobby/members").await.text.contains(r#"role="search""#));
    let names = |page: &str| -> Vec<String> {
        let links = page.split(r#"class="item-name"><a href="/people/"#).skip(1);
        links.map(|rest| rest.split('"').next().expect("a name").to_owned()).collect()
    };
    assert_eq!(names(&ada.get("/rooms/lobby/members?q=GUEST1").await.text).len(), 9);
    assert_eq!(names(&ada.get("/rooms/lobby/members?q=%40ze").await.text), ["zed"]);
    let page = ada.get("/rooms/lobby/members?q=guestless").await.text;
    assert!(names(&page).is_empty() && page.contains("Nobody here is called that."), "who is no member");
    assert!(page.contains("21 members"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_says_who_is_here() {
    let app = TestApp::start().await;
    let (keeper, ada, bo) = (app.person("keeper").await, app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let page = ada.get("/rooms/lobby/members").await.text;
    assert!(!page.contains("data-here") && page.contains(r#"<a href="/people/bo"><bdi>bo</bdi></a>"#), "{page}");
    let (_away, mut active) = (ada.socket().await, bo.socket().await);
    active.say(json!({ "type": "active", "active": true })).await;
    let state = app.state().clone();
    until(Duration::from_secs(5), "bo is here", || state.hub.is_active(roost::model::UserId(3))).await;
    let page = ada.get("/rooms/lobby/members").await.text;
    assert!(page.contains(r#"data-here="active""#) && page.contains(r#"data-here="away""#), "{page}");
    let page = keeper.get("/rooms/lobby/members").await.text;
    assert!(!page.contains("data-here"), "of no concern to those who only look after the room");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_names_at_once_find_several_people() {
    let app = TestApp::start().await;
    let (ada, bo, cy) = (app.person("ada").await, app.person("bo").await, app.person("cy").await);
    let (dora, dov) = (app.person("dora").await, app.person("dov").await);
    meet(&[&ada, &bo, &cy, &dora, &dov]).await;
    let profile = [("username", "cy"), ("display_name", "Cyra Okafor"), ("status", ""), ("emoji", ""), ("zone", "")];
    assert_eq!(cy.post("/profile", &profile).await.status, 303);
    let room = ada.create_room("Lobby").await;
    let found = async |names: &str| ada.get(&format!("/rooms/{}/add?q={names}", room.slug)).await.text;
    let ticked = |page: &str| {
        let boxes = page.split(r#"<input type="checkbox" name="people" value=""#).skip(1);
        let is_ticked = |row: &&str| row.split('>').next().is_some_and(|tag| tag.contains(" checked"));
        boxes.filter(is_ticked).map(|row| row.split('"').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let add = r#"<button type="submit" autofocus class="button">"#;
    let page = found("@bo,%20CY%20,dora,BO").await;
    assert_eq!(ticked(&page), ["bo", "cy", "dora"], "once each: {page}");
    assert!(!page.contains("Nobody to choose") && page.contains(add), "{page}");
    // A username is somebody's alone. Other names, and beginnings, are there to choose from; one that means nobody is
    // named.
    let page = found("do,bo,cyra%20okafor,zed,%3Cb%3E").await;
    assert_eq!(ticked(&page), ["bo"], "{page}");
    for other in ["dora", "dov", "cy"] {
        assert!(page.contains(&format!(r#"value="{other}""#)), "{other}: {page}");
    }
    assert!(page.contains("Nobody to choose is called zed, &lt;b&gt;.") && !page.contains(add), "{page}");
    // Whom one has taken the tick from does not get it again by the same search, whatever it was sent for.
    assert_eq!(ticked(&found("bo,cy&people=cy&before=bo,cy").await), ["cy"]);
    assert_eq!(ticked(&found("bo,cy,dora&people=cy&before=bo,cy").await), ["cy", "dora"]);
    // One name finds as before, and chooses nobody.
    assert!(ticked(&found("dora").await).is_empty());
    assert!(ticked(&found(",").await).is_empty() && found(",").await.contains(r#"value="dov""#));
    // Whoever is in the room already cannot be chosen.
    bo.join(&room).await;
    assert!(found("bo,cy").await.contains("Nobody to choose is called bo."));
    app.person("bobby").await.join(&Room { slug: "hall".to_owned(), ..room.clone() }).await;
    assert_eq!(ticked(&found("bo,cy").await), ["cy"], "nobody else in their place");
    // For a conversation it is the same.
    assert_eq!(ticked(&ada.get("/dm?q=bo,cy").await.text), ["bo", "cy"]);
}
