//! Suspended and deleted accounts, by an administrator.

use super::support::{Person, Reply, Socket, TestApp, within};
use roost::{
    model::{RoomId, UserId},
    server::domain::{
        command::NoRoom,
        direct::OpenDirect,
        membership::Join,
        moderate::{self, Act, Moderate},
    },
};
use serde_json::{Value, json};
use std::time::Duration;

const NEW: &str = "quite another password";

async fn administer(person: &Person, username: &str, what: &str) -> Reply {
    person.post(&format!("/admin/people/{username}/{what}"), &[("sure", "yes")]).await
}

/// The close frame of a socket, a second from now at most.
async fn end_of(socket: &mut Socket) -> Value {
    within(Duration::from_secs(1), "the socket closes", async {
        loop {
            let frame = socket.next().await;
            if frame["type"] == "closed" {
                return frame;
            }
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_suspended_is_out_at_once_and_their_words_stay() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let other = bo.elsewhere();
    other.sign_in().await;
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    bo.say(&room, "remember me").await;
    let mut sockets = [bo.follow(&room).await, other.socket().await];
    let reply = administer(&ada, "bo", "suspend").await;
    assert_eq!((reply.status, reply.location()), (303, "/admin/people/bo?done=suspended"));
    for socket in &mut sockets {
        assert_eq!(end_of(socket).await, json!({ "type": "closed", "code": 4401 }));
    }
    assert!(!bo.is_signed_in().await && !other.is_signed_in().await);
    assert_eq!(other.dial().await.err(), Some(401));
    let page = ada.get("/rooms/lobby").await.text;
    assert!(page.contains("remember me") && page.contains("2 members"));
    assert!(ada.get("/admin/people").await.text.contains("Suspended"));

    let refused = bo.sign_in().await;
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains("This account is suspended. Ask an administrator."));
    assert!(refused.headers.get("set-cookie").is_none() && !bo.is_signed_in().await);
    let guess = app.visitor("x").post("/signin", &[("username", "bo"), ("password", "a wrong password")]).await;
    assert!(guess.status == 401 && !guess.text.contains("suspended"), "whoever guesses learns nothing of it");

    assert_eq!(administer(&ada, "bo", "unsuspend").await.location(), "/admin/people/bo?done=lifted");
    assert_eq!(bo.sign_in().await.status, 303);
    assert_eq!(bo.say(&room, "back again").await.status, 303, "still a member");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_way_back_leads_into_a_suspended_account() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let code = bo.recovery_codes().await.swap_remove(0);
    let made = administer(&ada, "bo", "reset").await.text;
    let link = format!("/reset/{}", &made.split_once("/reset/").expect("a link").1[..43]);
    assert_eq!(administer(&ada, "bo", "suspend").await.status, 303);

    let lost = app.visitor("bo");
    let fields = [("username", "bo"), ("code", &*code), ("new_password", NEW)];
    let refused = lost.post("/recover", &fields).await;
    assert!(refused.status == 403 && refused.text.contains("This account is suspended."), "{}", refused.text);
    assert!(lost.get(&link).await.text.contains("This link is over"));
    assert_eq!(lost.post(&link, &[("new_password", NEW)]).await.status, 404);
    assert_eq!(administer(&ada, "bo", "reset").await.status, 404, "nor is another made");
    assert!(!lost.is_signed_in().await);
    assert_eq!(bo.sign_in().await.status, 403, "the password is the old one still");

    administer(&ada, "bo", "unsuspend").await;
    assert_eq!(lost.post("/recover", &fields).await.status, 303, "the code was not used up");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_comes_in_by_what_somebody_suspended_has_made() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = bo.create_private("Den").await;
    let den = bo.invite(&room, &[("days", "7"), ("uses", "0")]).await;
    ada.post("/admin", &[("place_name", "Roost"), ("place_mark", ""), ("sign_up", "invitation")]).await;
    ada.post("/admin/people/bo/role", &[("role", "admin")]).await;
    let made = bo.post("/admin/invitations", &[("days", "7"), ("uses", "0")]).await.text;
    let token = made.split_once("/join/").expect("an invitation").1[..43].to_owned();
    let address = format!("/signup?invite={token}");
    assert!(app.visitor("eve").get(&address).await.text.contains("Create account"));

    assert_eq!(administer(&ada, "bo", "suspend").await.status, 303);
    let eve = app.visitor("eve");
    let fields = [("username", "eve"), ("password", NEW), ("invite", &*token)];
    assert_ne!(eve.post("/signup", &fields).await.status, 303);
    assert!(!eve.is_signed_in().await);
    ada.post(&den, &[]).await;
    assert!(!ada.get(&format!("/rooms/{}", room.slug)).await.text.contains("Message Den"), "nor into his rooms");

    administer(&ada, "bo", "unsuspend").await;
    assert_eq!(eve.post("/signup", &fields).await.status, 303, "it is his again to let in");
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_of_somebody_suspended_are_looked_after_by_others() {
    let app = TestApp::start().await;
    let (ada, bo, cy) = (app.person("ada").await, app.person("bo").await, app.person("cy").await);
    let (lobby, den) = (bo.create_room("Lobby").await, cy.create_private("Den").await);
    ada.join(&lobby).await;
    cy.join(&lobby).await;
    for name in ["bo", "ada"] {
        assert_eq!(cy.administer(&den, "add", &[("people", name)]).await.status, 303);
    }
    assert_eq!(administer(&ada, "bo", "suspend").await.status, 303);
    let owners = "select group_concat(user_id, ' ') from (
                      select room_id, user_id from memberships where role = 'owner' order by room_id, user_id)";
    let owners =
        async || -> String { sqlx::query_scalar(owners).fetch_one(&mut app.db().await).await.expect("owners") };
    assert_eq!(owners().await, "1 2 3", "of the lobby ada too");
    cy.leave(&den).await;
    assert_eq!(owners().await, "1 2 1", "bo was there before her");
    assert_eq!(administer(&ada, "bo", "unsuspend").await.status, 303);
    assert_eq!(bo.sign_in().await.status, 303);
    assert_eq!(bo.administer(&lobby, "about", &[("name", "Hall"), ("topic", "")]).await.status, 303, "his again");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_before_an_account_ended_is_decided_by_what_holds_now() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    let (room, ada_id, bo_id) = (RoomId(room.id), UserId(1), UserId(2));
    let writer = &app.state().writer;
    assert_eq!(administer(&ada, "bo", "suspend").await.status, 303);
    let join = || Join { room, by: bo_id, invite: None, is_counted: false };
    let converse = |by, with| OpenDirect { by, with: vec![with], tail: "abc".into() };
    assert_eq!(writer.decide(join()).await, Ok(Err(NoRoom)));
    assert_eq!(writer.decide(converse(bo_id, ada_id)).await, Ok(Err(NoRoom)));
    assert_eq!(administer(&ada, "bo", "unsuspend").await.status, 303);
    assert_eq!(administer(&ada, "bo", "remove").await.status, 303);
    assert_eq!(writer.decide(join()).await, Ok(Err(NoRoom)));
    assert_eq!(writer.decide(converse(ada_id, bo_id)).await, Ok(Err(NoRoom)));
    let add = Moderate { room, by: ada_id, act: Act::Add(bo_id) };
    assert_eq!(writer.decide(add).await, Ok(Err(moderate::Refused::NoRoom)));
    assert_eq!(app.count("select count(*) from memberships where user_id = 2").await, 0);
    assert!(!bo.is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_signed_out_everywhere_and_can_sign_in_again() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let mut socket = bo.socket().await;
    assert_eq!(administer(&ada, "bo", "sign-out").await.location(), "/admin/people/bo?done=signed-out");
    assert_eq!(end_of(&mut socket).await["code"], 4401);
    assert!(!bo.is_signed_in().await && ada.is_signed_in().await);
    assert_eq!(bo.sign_in().await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_removed_as_its_owner_would_remove_it() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = bo.create_room("Lobby").await;
    ada.join(&room).await;
    bo.say(&room, "remember me").await;
    let mut socket = bo.socket().await;
    assert_eq!(ada.post("/admin/people/bo/remove", &[]).await.status, 404, "not without being sure");
    assert_eq!(administer(&ada, "bo", "remove").await.location(), "/admin/people?done=removed");
    assert_eq!(end_of(&mut socket).await["code"], 4401);
    assert_eq!(bo.sign_in().await.status, 401, "as any unknown name");
    let page = ada.get("/rooms/lobby").await.text;
    assert!(page.contains("remember me") && page.contains("Deleted user"));
    assert_eq!(app.count("select user_id from memberships where role = 'owner'").await, 1, "the room is ada's now");
    assert_eq!(ada.get("/admin/people/bo").await.status, 404);
    assert_eq!(app.visitor("bo").sign_up().await.status, 422, "the name stays taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_is_neither_suspended_nor_removed() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    for what in ["suspend", "remove"] {
        let reply = administer(&ada, "ada", what).await;
        assert!(reply.status == 409 && reply.text.contains("the last administrator"), "{what}: {}", reply.text);
        assert_eq!(administer(&bo, "ada", what).await.status, 404, "{what}");
    }
    ada.post("/admin/people/bo/role", &[("role", "admin")]).await;
    assert_eq!(
        administer(&ada, "ada", "remove").await.status,
        404,
        "her own she removes in her settings, with the password"
    );
    assert!(ada.get("/admin/people/ada").await.text.contains("This is you"));
    let (one, other) = tokio::join!(administer(&ada, "bo", "suspend"), administer(&bo, "ada", "suspend"));
    assert!([one.status, other.status].contains(&303), "{} {}", one.status, other.status);
    let left = "select count(*) from users where is_admin = 1 and suspended_at is null";
    assert_eq!(app.count(left).await, 1, "of two who do it to each other one stays");
    // A suspended administrator does not count.
    let (stays, name) = if ada.is_signed_in().await { (&ada, "ada") } else { (&bo, "bo") };
    let reply = stays.post(&format!("/admin/people/{name}/role"), &[("role", "member")]).await;
    assert_eq!(reply.status, 409);
}
