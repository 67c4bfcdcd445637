//! Profiles, and how soon changes reach everybody's screen.

use super::support::{Person, Reply, Room, Socket, TestApp, name_of};
use serde_json::{Value, json};

/// Saves a profile with these fields, and otherwise those of a new account.
async fn save(person: &Person, changes: &[(&str, &str)]) -> Reply {
    let mut fields =
        vec![("username", &*person.name), ("display_name", &*person.name), ("status", ""), ("emoji", ""), ("zone", "")];
    for (name, value) in changes {
        fields.retain(|(other, _)| other != name);
        fields.push((name, value));
    }
    person.post("/profile", &fields).await
}

async fn saved(person: &Person, changes: &[(&str, &str)]) {
    let reply = save(person, changes).await;
    assert_eq!((reply.status, reply.location()), (303, "/profile?done=saved"), "{changes:?}: {}", reply.text);
}

/// The `people` frames received until a message in a room of their own is acked.
async fn told(socket: &mut Socket, own: &Room, fence: usize) -> Vec<Value> {
    let from = socket.heard.len();
    let name = name_of(fence);
    socket.send(own.id, &name, "a fence").await;
    while socket.next_of_type("ack").await["client_id"] != *name {}
    socket.heard[from..].iter().filter(|frame| frame["type"] == "people").cloned().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_saved_stands_on_the_card_and_in_the_form() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    saved(
        &ada,
        &[
            ("display_name", "Ada <b>Lovelace</b>"),
            ("status", "  Counting\n to\u{202e} ten "),
            ("emoji", "🎧"),
            ("zone", "asia/tokyo"),
        ],
    )
    .await;
    let card = bo.get("/people/ada").await;
    assert_eq!(card.status, 200);
    for part in ["Ada &lt;b&gt;Lovelace&lt;/b&gt;", "Counting to ten", "🎧", "local time", "action=\"/dm/ada\""] {
        assert!(card.text.contains(part), "{part} is missing in {}", card.text);
    }
    let own = ada.get("/profile?done=saved").await;
    for part in ["value=\"Counting to ten\"", "value=\"🎧\"", "Saved. Everybody sees it now.", "aria-current=\"page\""]
    {
        assert!(own.text.contains(part), "{part} is missing in {}", own.text);
    }
    let tokyo = own.text.split("value=\"Asia/Tokyo\"").nth(1).and_then(|rest| rest.split('>').next());
    assert!(tokyo.is_some_and(|rest| rest.contains("selected")), "{tokyo:?}");
    let mine = ada.get("/people/ada").await;
    assert!(mine.text.contains("href=\"/profile\"") && !mine.text.contains("/dm/ada"));
    // All of it can be cleared.
    saved(&ada, &[]).await;
    let card = bo.get("/people/ada").await.text;
    assert!(!card.contains("🎧") && !card.contains("local time") && !card.contains("Counting"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_is_refused_beside_its_field_and_nothing_changes() {
    let app = TestApp::start().await;
    let (ada, _bo) = (app.person("ada").await, app.person("bo").await);
    let (long, longer) = ("x".repeat(51), "x".repeat(101));
    for (field, value, words) in [
        ("username", "", "Username is needed."),
        ("username", "a", "Use at least 2 characters."),
        ("username", "a da", "Use letters from a to z"),
        ("username", "\u{430}da", "Use letters from a to z"),
        ("username", "admin", "kept for Roost itself"),
        ("username", "Bo", "That name is taken"),
        ("display_name", " \u{200b} ", "Display name is needed."),
        ("display_name", &long, "Use at most 50 characters."),
        ("status", &longer, "Use at most 100 characters."),
        ("emoji", "x", "Use one emoji, or leave it empty."),
        ("emoji", "🎧🎧", "Use one emoji, or leave it empty."),
        ("emoji", "<b>", "Use one emoji, or leave it empty."),
        ("zone", "Middle/Earth", "There is no time zone of that name."),
        ("zone", "../../etc/passwd", "There is no time zone of that name."),
    ] {
        let reply = save(&ada, &[("status", "typed with care"), (field, value)]).await;
        assert_eq!(reply.status, 422, "{field}={value:?}");
        assert!(reply.text.contains(words), "{field}={value:?}: {}", reply.text);
        let beside = format!("id=\"{field}-problem\"");
        assert!(reply.text.contains(&beside), "{field}={value:?} is told beside it");
        assert!(field == "status" || reply.text.contains("typed with care"), "what was typed is still there");
    }
    let row = "select count(*) from users where username = 'ada' and name = 'ada' and status = '' and rev = 0";
    assert_eq!(app.count(row).await, 1);
    assert_eq!(save(&app.visitor("nobody"), &[]).await.location(), "/signin?next=/profile");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_name_stays_with_its_person_and_finds_them() {
    let app = TestApp::start().await;
    let (mut ada, bo) = (app.person("ada").await, app.person("bo").await);
    let hashes = app.state().hasher.made();
    saved(&ada, &[("username", "countess")]).await;
    assert_eq!(app.state().hasher.made(), hashes, "a name costs no hashing");
    assert!(bo.get("/people/countess").await.text.contains("@countess"));
    for name in ["ada", "Ada", "COUNTESS"] {
        let reply = bo.get(&format!("/people/{name}")).await;
        assert_eq!((reply.status, reply.location()), (302, "/people/countess"), "{name}");
    }
    assert_eq!(bo.get("/people/nobody-here").await.status, 404);
    assert_eq!(bo.get("/people/..%2Fcountess").await.status, 404);
    // Nobody else can take the name, with a new account or an old one.
    let again = app.visitor("ADA").sign_up().await;
    assert_eq!(again.status, 422);
    assert!(again.text.contains("That name is taken"), "{}", again.text);
    assert_eq!(save(&bo, &[("username", "ada")]).await.status, 422);
    assert_eq!(save(&bo, &[("username", "Countess")]).await.status, 422);
    // They sign in by the new name, and may take the former one back, in another case too.
    ada.name = "countess".to_owned();
    assert_eq!(ada.elsewhere().sign_in().await.status, 303);
    saved(&ada, &[("username", "Ada")]).await;
    assert_eq!(bo.get("/people/countess").await.location(), "/people/Ada");
    assert!(bo.get("/people/Ada").await.text.contains("@Ada"));
    assert_eq!(app.count("select count(*) from usernames").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_hoards_names() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for number in 1..20 {
        saved(&ada, &[("username", &format!("ada-{number}"))]).await;
    }
    let refused = save(&ada, &[("username", "ada-20")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("You have had 20 names by now."), "{}", refused.text);
    saved(&ada, &[("username", "ada")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_want_one_name_at_once_one_gets_it() {
    let app = TestApp::start().await;
    let mut people = Vec::new();
    for number in 0..8 {
        people.push(app.person(&format!("person{number}")).await);
    }
    let asks = people.iter().map(|person| async { save(person, &[("username", "wanted")]).await.status });
    let new = app.visitor("Wanted");
    let (mut came, signed_up) = futures::future::join(futures::future::join_all(asks), new.sign_up()).await;
    came.push(signed_up.status);
    assert_eq!(came.iter().filter(|status| **status == 303).count(), 1, "{came:?}");
    assert!(came.iter().all(|status| [303, 422].contains(status)), "{came:?}");
    assert_eq!(app.count("select count(*) from usernames where key = 'wanted'").await, 1);
    assert_eq!(app.count("select count(*) from users where username_key = 'wanted'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_told_at_once_to_everybody_beside_them_and_to_nobody_else() {
    let app = TestApp::start().await;
    let (ada, bo, cy) = (app.person("ada").await, app.person("bo").await, app.person("cy").await);
    let room = ada.create_room("Lobby").await;
    let other = ada.create_room("Other").await;
    bo.join(&room).await;
    bo.join(&other).await;
    let (apart, own) = (cy.create_room("Apart").await, bo.create_room("Own").await);
    // One subscriber, one other member; two tabs of their own; and a stranger.
    let mut following = bo.follow(&room).await;
    let mut sockets = [(bo.socket().await, &own), (ada.socket().await, &room), (ada.follow(&other).await, &other)];
    let mut stranger = cy.socket().await;
    saved(&ada, &[("display_name", "Ada"), ("status", "away"), ("emoji", "🏖")]).await;
    let expected = json!({
        "type": "people",
        "people": [{ "id": 1, "username": "ada", "name": "Ada", "rev": 1, "emoji": "🏖️", "status": "away" }]
    });
    assert_eq!(following.next_of_type("people").await, expected);
    for (number, (socket, own)) in sockets.iter_mut().enumerate() {
        assert_eq!(told(socket, own, number + 10).await, std::slice::from_ref(&expected), "once, though in two rooms");
    }
    assert_eq!(told(&mut stranger, &apart, 20).await, [] as [Value; 0]);
    // A save without changes is not sent.
    saved(&ada, &[("display_name", "Ada"), ("status", "away"), ("emoji", "🏖️")]).await;
    assert_eq!(told(&mut sockets[0].0, &own, 30).await, [] as [Value; 0]);
    // Later pages, and server functions, have it too.
    let page = bo.get(&format!("/api/pages/open?address=/rooms/{}", room.slug)).await.json();
    let face = page["room"]["faces"].as_array().expect("faces").iter().find(|face| face["id"] == 1).cloned();
    assert_eq!(face, Some(expected["people"][0].clone()));
    assert_eq!(ada.socket().await.heard[0]["you"], expected["people"][0]);
    // After leaving, they share no room with anybody there.
    bo.leave(&room).await;
    bo.leave(&other).await;
    saved(&ada, &[("status", "back")]).await;
    assert_eq!(told(&mut sockets[0].0, &own, 40).await, [] as [Value; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_at_the_door_see_names_and_no_more() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    saved(&ada, &[("status", "at the dentist"), ("emoji", "🦷"), ("display_name", "Ada")]).await;
    let path = format!("/api/pages/open?address=/rooms/{}", room.slug);
    let door = app.visitor("stranger").get(&path).await;
    assert!(door.text.contains("Ada") && !door.text.contains("dentist"), "{}", door.text);
    assert!(bo.get("/people/ada").await.text.contains("at the dentist"), "somebody with an account sees it");
    for path in ["/people/ada", "/people/nobody"] {
        let reply = app.visitor("stranger").get(path).await;
        assert_eq!((reply.status, reply.location()), (302, &*format!("/signin?next={path}")), "known or not");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_all_the_time_is_slowed() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let mut statuses = Vec::new();
    for number in 0..32 {
        statuses.push(save(&ada, &[("status", &number.to_string())]).await.status);
    }
    assert!(statuses[..30].iter().all(|status| *status == 303), "{statuses:?}");
    assert!(statuses[30..].contains(&429), "{statuses:?}");
}
