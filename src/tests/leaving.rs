//! Data export, and deleting one's account.

use super::support::{
    Person, Reply, TestApp,
    files::{blocks, png},
    seed, within,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;
use std::time::Duration;

async fn delete(person: &Person) -> Reply {
    person.post("/settings/delete", &[("current_password", &person.password), ("confirm", &person.name)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn bo_deletes_his_account_and_his_words_stay_under_nobodys_name() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let other = bo.elsewhere();
    other.sign_in().await;
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    bo.say(&room, "remember me").await;
    let mut socket = other.socket().await;
    let gone = delete(&bo).await;
    assert_eq!((gone.status, gone.location()), (303, "/signin?done=deleted"));
    assert!(gone.header("clear-site-data").contains("storage"));
    let last = within(Duration::from_secs(1), "his sockets close", async {
        loop {
            let frame = socket.next().await;
            if frame["type"] == "closed" {
                return frame;
            }
        }
    });
    assert_eq!(last.await, json!({ "type": "closed", "code": 4401 }));
    assert!(!bo.is_signed_in().await && !other.is_signed_in().await);
    assert_eq!(bo.sign_in().await.status, 401, "as any unknown name");
    let log = ada.log(&room).await;
    let kinds: Vec<_> = log.iter().map(|entry| entry["type"].as_str().expect("a type")).collect();
    assert_eq!(kinds, ["create", "join", "post", "leave"], "his going is an entry");
    let page = ada.get("/rooms/lobby").await.text;
    assert!(page.contains("remember me") && page.contains("Deleted user"));
    let people = ada.get("/api/messages/newer?room=1&seq=0").await.json()["people"].to_string();
    assert!(!people.contains("\"bo\""), "{people}");
    for name in ["bo", "BO"] {
        let again = app.visitor(name).sign_up().await;
        assert!(again.status == 422 && again.text.contains("That name is taken"), "{name} stays reserved");
    }
    assert_eq!(ada.get("/admin/people/bo").await.status, 404);
    assert!(!ada.get("/admin/people").await.text.contains("Deleted user"));
    let left = "select (select count(*) from sessions where user_id = 2) + (select count(*) from memberships where user_id = 2)
                     + (select count(*) from users where id = 2 and (password_hash <> '' or name = 'bo'))";
    assert_eq!(app.count(left).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_deleted_without_the_password_and_the_name() {
    let app = TestApp::with(|config| config.sign_in_tries = 3).await;
    app.person("ada").await;
    let bo = app.person("bo").await;
    for (password, confirm, field) in [
        (&*bo.password, "", "confirm"),
        (&*bo.password, "ada", "confirm"),
        ("a wrong password", "bo", "current_password"),
        ("", "bo", "current_password"),
    ] {
        let reply = bo.post("/settings/delete", &[("current_password", password), ("confirm", confirm)]).await;
        assert_eq!(reply.status, 422);
        assert!(reply.text.contains(&format!("id=\"{field}-problem\"")), "{field}");
    }
    let wrong = [("current_password", "a wrong password"), ("confirm", "bo")];
    assert_eq!(bo.post("/settings/delete", &wrong).await.status, 422);
    assert_eq!(bo.post("/settings/delete", &wrong).await.status, 429, "it is no place for guessing either");
    assert!(bo.is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_cannot_go_and_one_of_two_can() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let reply = delete(&ada).await;
    assert_eq!(reply.status, 409);
    assert!(reply.text.contains("the last administrator"));
    assert!(ada.is_signed_in().await, "and nothing has happened to her");
    ada.post("/admin/people/bo/role", &[("role", "admin")]).await;
    let (one, other) = tokio::join!(delete(&ada), delete(&bo));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409], "of two who go at once one stays");
    assert_eq!(app.count("select count(*) from users where is_admin = 1").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_of_his_alone_pass_to_the_longest_moderator_or_member() {
    let app = TestApp::start().await;
    app.person("ada").await;
    let (bo, cy, di) = (app.person("bo").await, app.person("cy").await, app.person("di").await);
    let mut rooms = Vec::new();
    for name in ["Members", "Moderated", "Shared", "Alone"] {
        let room = bo.create_room(name).await;
        if name != "Alone" {
            cy.join(&room).await;
            di.join(&room).await;
        }
        rooms.push(room);
    }
    for (room, name, role) in [(1, "di", "moderator"), (2, "di", "owner")] {
        sqlx::query("update memberships set role = ?3 where room_id = ?1 and user_id = (select id from users where username = ?2) /* test */")
            .bind(rooms[room].id)
            .bind(name)
            .bind(role)
            .execute(&mut app.db().await)
            .await
            .expect("a role");
    }
    assert_eq!(delete(&bo).await.status, 303);
    let sql = "select rooms.name, users.username from memberships join users on users.id = user_id
               join rooms on rooms.id = room_id where role = 'owner' order by rooms.id /* test */";
    let owners: Vec<(String, String)> = sqlx::query_as(sql).fetch_all(&mut app.db().await).await.expect("owners");
    let owner = |room: &str, name: &str| (room.to_owned(), name.to_owned());
    assert_eq!(owners, [owner("Members", "cy"), owner("Moderated", "di"), owner("Shared", "di")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn his_data_is_whole_and_holds_nobody_elses() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let (lobby, left) = (ada.create_room("Lobby").await, ada.create_room("Secret plans").await);
    for room in [&lobby, &left] {
        bo.join(room).await;
        ada.say(room, "ada's own words").await;
        bo.say(room, &format!("in \"{}\"\n\u{1f419}", room.slug)).await;
    }
    bo.leave(&left).await;
    seed::posts(&app, &lobby, "bo", 1_200).await;
    let reply = bo.get("/settings/data").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), "application/json");
    assert!(reply.header("content-disposition").starts_with("attachment"));
    assert_eq!(reply.header("cache-control"), "no-store");
    let data = reply.json();
    assert_eq!(data["profile"]["username"], "bo");
    assert_eq!(data["devices"].as_array().map(Vec::len), Some(1));
    let rooms = data["rooms"].as_array().expect("rooms");
    assert_eq!(rooms.iter().map(|room| &room["name"]).collect::<Vec<_>>(), ["Lobby"], "where he is now");
    let messages = data["messages"].as_array().expect("messages");
    assert_eq!(messages.len(), 1_202, "every page of them, and those of rooms he left");
    assert_eq!(messages[0]["text"], "in \"lobby\"\n\u{1f419}");
    assert!(
        messages
            .windows(2)
            .all(|two| two[0]["room"] != two[1]["room"] || two[0]["seq"].as_i64() < two[1]["seq"].as_i64())
    );
    let text = &reply.text;
    assert!(!text.contains("ada's own words") && !text.contains("Secret plans"));
    let token = bo.cookie("roost").expect("a token");
    assert!(!text.contains(&token) && !text.contains("argon2"), "no secrets");
    assert_eq!(app.visitor("x").get("/settings/data").await.location(), "/signin?next=/settings");
}

#[tokio::test(flavor = "multi_thread")]
async fn his_data_holds_everything_that_he_gave() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let (lobby, garden) = (ada.create_room("Lobby").await, ada.create_room("Garden").await);
    for room in [&lobby, &garden] {
        bo.join(room).await;
    }
    let talk = bo.room_at(bo.post("/dm/ada", &[]).await.location()).await;
    let plain = bo.get("/settings/data").await.json();
    assert_eq!((&plain["profile"]["picture"], &plain["choices"]["quiet_hours"]), (&json!(null), &json!(null)));
    assert_eq!(
        (&plain["choices"]["notifications"], &plain["choices"]["theme"]),
        (&json!("mentions"), &json!("system"))
    );

    let profile = [
        ("username", "bob"),
        ("display_name", "Bo Okafor"),
        ("status", "In the garden"),
        ("emoji", "🌱"),
        ("zone", "Asia/Tokyo"),
    ];
    assert_eq!(bo.post("/profile", &profile).await.status, 303);
    assert_eq!(bo.upload(&png(&blocks())).await.status, 303);
    bo.post("/settings/notifications/level", &[("level", "everything")]).await;
    let quiet = [
        ("quiet", "on"),
        ("starts", "22:30"),
        ("ends", "07:00"),
        ("day", "0"),
        ("day", "6"),
        ("zone", "Europe/Berlin"),
    ];
    assert_eq!(bo.post("/settings/notifications", &quiet).await.status, 303);
    bo.post("/rooms/garden/notifications", &[("level", "nothing"), ("mute", "8")]).await;
    bo.post("/settings/app", &[("theme", "dark")]).await;

    let data = bo.get("/settings/data").await.json();
    let profile = &data["profile"];
    for (key, value) in [
        ("username", json!("bob")),
        ("usernames", json!(["bo", "bob"])),
        ("name", json!("Bo Okafor")),
        ("status", json!("In the garden")),
        ("emoji", json!("🌱")),
        ("zone", json!("Asia/Tokyo")),
    ] {
        assert_eq!(profile[key], value, "{key}");
    }
    let picture = profile["picture"].as_str().and_then(|url| url.strip_prefix("data:image/jpeg;base64,"));
    let picture = BASE64_STANDARD.decode(picture.expect("the picture itself")).expect("base64");
    let shown = image::load_from_memory(&picture).expect("a picture");
    assert_eq!((shown.width(), shown.height()), (512, 512));
    assert_eq!(
        data["choices"],
        json!({
            "notifications": "everything",
            "quiet_hours": { "from": "22:30", "until": "07:00", "days": ["Monday", "Sunday"], "zone": "Europe/Berlin" },
            "quiet_until": null,
            "theme": "dark",
            "rooms_by_activity": false,
            "enter_key": "device",
        })
    );
    let rooms = data["rooms"].as_array().expect("rooms");
    let of = |id: i64| rooms.iter().find(|room| room["room"] == id).expect("a room");
    assert_eq!((&of(garden.id)["notifications"], of(garden.id)["muted_until"].is_string()), (&json!("nothing"), true));
    assert_eq!((&of(lobby.id)["notifications"], &of(lobby.id)["muted_until"]), (&json!(null), &json!(null)));
    assert_eq!(of(talk.id)["name"], "ada", "a conversation is called after the others in it");
}
