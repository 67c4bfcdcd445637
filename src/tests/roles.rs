//! Roles and permissions in rooms, and moderation.

use super::support::{Person, Room, TestApp, name_of, seed, soon, within};
use roost::{
    model::{Role, RoomKind},
    server::domain::permissions::{Action, Actor, can, outranks},
};
use serde_json::json;
use std::time::Duration;

/// The product's table of permissions, in an open room and in a private one: for somebody outside, member,
/// moderator, owner, and an administrator who is no member.
type Line = (&'static [Action], [bool; 5], [bool; 5]);

const TABLE: &[Line] = &[
    (
        &[Action::Read, Action::Post, Action::React, Action::Leave, Action::EditOwn, Action::DeleteOwn],
        [false, true, true, true, false],
        [false, true, true, true, false],
    ),
    (&[Action::EditAny], [false; 5], [false; 5]),
    (
        &[Action::DeleteAny, Action::Pin, Action::SlowMode, Action::Remove, Action::Ban],
        [false, false, true, true, true],
        [false, false, true, true, false],
    ),
    (&[Action::Invite], [false, true, true, true, true], [false, false, true, true, false]),
    (
        &[Action::Name, Action::Topic, Action::Kind, Action::Archive, Action::Delete, Action::Roles],
        [false, false, false, true, true],
        [false, false, false, true, false],
    ),
];

#[test]
fn everybody_may_what_the_table_says() {
    let roles = [None, Some(Role::Member), Some(Role::Moderator), Some(Role::Owner)];
    let kinds =
        roles.map(|role| Actor { role, is_admin: false }).into_iter().chain([Actor { role: None, is_admin: true }]);
    for (place, who) in kinds.enumerate() {
        for (actions, open, private) in TABLE {
            for action in *actions {
                assert_eq!(can(RoomKind::Open, who, *action), open[place], "open: {who:?} {action:?}");
                assert_eq!(can(RoomKind::Private, who, *action), private[place], "private: {who:?} {action:?}");
                let alike = matches!(action, Action::Read | Action::Post | Action::React)
                    || matches!(action, Action::EditOwn | Action::DeleteOwn);
                let in_direct = alike && who.role.is_some();
                assert_eq!(can(RoomKind::Direct, who, *action), in_direct, "direct: {who:?} {action:?}");
            }
        }
    }
}

#[test]
fn only_those_below_can_be_taken_out() {
    let roles = [Role::Member, Role::Moderator, Role::Owner];
    for role in roles {
        let who = Actor { role: Some(role), is_admin: false };
        for other in roles {
            assert_eq!(outranks(RoomKind::Open, who, Some(other)), role > other);
        }
        assert!(outranks(RoomKind::Private, who, None));
        assert!(outranks(RoomKind::Open, Actor { is_admin: true, ..who }, Some(Role::Owner)));
        assert!(!outranks(RoomKind::Private, Actor { is_admin: true, ..who }, Some(Role::Owner)));
    }
}

/// Ada's room with Bo and Cy in it; the administrator is not.
async fn lobby() -> (TestApp, Room, [Person; 3]) {
    let app = TestApp::start().await;
    app.person("keeper").await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let (bo, cy) = (app.person("bo").await, app.person("cy").await);
    bo.join(&room).await;
    cy.join(&room).await;
    (app, room, [ada, bo, cy])
}

const BO: (&str, &str) = ("who", "3");
const CY: (&str, &str) = ("who", "4");

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_removed_hears_nothing_more_and_their_cursor_is_dead() {
    let (_app, room, [ada, bo, cy]) = lobby().await;
    let mut gone = bo.follow(&room).await;
    let mut stays = cy.follow(&room).await;
    let head = ada.log(&room).await.len();
    assert_eq!(ada.administer(&room, "remove", &[BO]).await.status, 303);
    within(Duration::from_secs(1), "the stream stops", gone.next_of_type("left")).await;
    assert_eq!(ada.say(&room, "now that they are gone").await.status, 303);
    let told = stays.next_of_type("remove").await;
    assert_eq!((&told["by"], &told["whom"]), (&2.into(), &3.into()));
    stays.next_of_type("post").await;
    gone.subscribe(room.id, i64::try_from(head).ok()).await;
    gone.next_of_type("left").await;
    gone.send(room.id, &name_of(1), "still here").await;
    assert_eq!(gone.next_of_type("refused").await["code"], "not_found");
    assert!(!format!("{:?}", gone.heard).contains("now that they"), "{:?}", gone.heard);
    assert_eq!(bo.get(&format!("/api/messages/newer?room={}&seq=0", room.id)).await.status, 404);
    bo.join(&room).await;
    assert!(bo.get("/rooms/lobby").await.text.contains("now that they are gone"), "an open room can be joined again");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_banned_hears_nothing_more_on_any_of_their_devices() {
    let (_app, room, [ada, bo, cy]) = lobby().await;
    let own = bo.create_room("Own").await;
    let (mut gone, mut unfollowed, mut stays) = (bo.follow(&room).await, bo.socket().await, cy.follow(&room).await);
    assert_eq!(ada.administer(&room, "ban", &[BO]).await.status, 303);
    for socket in [&mut gone, &mut unfollowed] {
        within(Duration::from_secs(1), "the stream stops", socket.next_of_type("left")).await;
        socket.heard.clear();
    }
    stays.say(json!({ "type": "typing", "room": room.id })).await;
    assert_eq!(ada.say(&room, "now that they are gone").await.status, 303);
    stays.next_of_type("post").await;
    for (number, socket) in [&mut gone, &mut unfollowed].into_iter().enumerate() {
        socket.subscribe(room.id, Some(0)).await;
        socket.next_of_type("left").await;
        socket.send(own.id, &name_of(number), "a fence").await;
        socket.next_of_type("ack").await;
        let told = socket.heard.iter().filter(|frame| frame["room"] == room.id && frame["type"] != "left");
        assert_eq!(told.count(), 0, "{:?}", socket.heard);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_banned_cannot_come_back_by_any_way() {
    let (app, room, [ada, bo, cy]) = lobby().await;
    let link = ada.invite(&room, &[]).await;
    assert_eq!(ada.administer(&room, "ban", &[BO]).await.status, 303);
    assert_eq!(bo.get("/rooms/lobby").await.status, 404);
    assert!(!bo.get("/rooms").await.text.contains("Lobby"));
    bo.post("/rooms/lobby/join", &[]).await;
    assert_eq!(bo.get(&link).await.status, 404);
    bo.post(&link, &[]).await;
    bo.sign_out().await;
    let fields = [("username", "bo"), ("password", &*bo.password), ("next", "/rooms/lobby")];
    assert_eq!(bo.post("/signin", &fields).await.status, 303);
    let fields = [("username", "bo"), ("password", &*bo.password), ("next", &*link)];
    assert_eq!(bo.post("/signin", &fields).await.status, 303);
    assert_eq!(app.count("select count(*) from memberships where user_id = 3").await, 0);
    // A former member can be banned too.
    cy.leave(&room).await;
    ada.administer(&room, "ban", &[CY]).await;
    assert_eq!(cy.get("/rooms/lobby").await.status, 404);
    assert!(ada.get("/rooms/lobby/members").await.text.contains("Lift the ban"));
    assert_eq!(ada.administer(&room, "unban", &[BO]).await.location(), "/rooms/lobby/members?done=unbanned");
    bo.join(&room).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_keep_order_and_owners_are_above_them() {
    let (app, room, [ada, bo, cy]) = lobby().await;
    let mut tab = bo.socket().await;
    assert_eq!(bo.administer(&room, "remove", &[CY]).await.status, 404, "not yet");
    assert_eq!(ada.administer(&room, "role", &[BO, ("role", "moderator")]).await.status, 303);
    assert_eq!(tab.next_of_type("heads").await["rooms"][0]["role"], "moderator", "told at once");
    assert_eq!(bo.administer(&room, "remove", &[("who", "2")]).await.status, 404, "an owner");
    assert_eq!(bo.administer(&room, "role", &[BO, ("role", "owner")]).await.status, 404);
    assert_eq!(bo.administer(&room, "about", &[("name", "Mine"), ("topic", "")]).await.status, 404);
    assert_eq!(bo.administer(&room, "archive", &[("archived", "yes")]).await.status, 404);
    ada.administer(&room, "role", &[CY, ("role", "moderator")]).await;
    assert_eq!(bo.administer(&room, "ban", &[CY]).await.status, 404, "another moderator");
    ada.administer(&room, "role", &[CY, ("role", "member")]).await;
    assert_eq!(bo.administer(&room, "ban", &[CY]).await.status, 303);
    assert_eq!(cy.get("/rooms/lobby").await.status, 404);
    let page = bo.get("/rooms/lobby/members").await.text + &bo.get("/rooms/lobby/about").await.text;
    assert!(page.contains("Moderator") && !page.contains("Delete room") && !page.contains("Role of"));
    assert_eq!(app.count("select count(*) from memberships where role = 'moderator'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_is_never_left_to_nobody() {
    let (app, room, [ada, bo, cy]) = lobby().await;
    let reply = ada.administer(&room, "role", &[("who", "2"), ("role", "member")]).await;
    assert_eq!(reply.status, 409);
    assert!(reply.text.contains("You are the only owner."), "{}", reply.text);
    ada.administer(&room, "role", &[CY, ("role", "moderator")]).await;
    ada.leave(&room).await;
    let owners = "select sum(user_id) from memberships where role = 'owner'";
    assert_eq!(app.count(owners).await, 4, "the moderator before the longer member");
    cy.leave(&room).await;
    assert_eq!(app.count(owners).await, 3);
    assert_eq!(
        bo.administer(&room, "about", &[("name", "Mine"), ("topic", "")]).await.location(),
        "/rooms/mine/about?done=saved"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_first_into_a_deserted_room_owns_it() {
    let (app, room, [ada, bo, cy]) = lobby().await;
    for person in [&ada, &bo, &cy] {
        person.leave(&room).await;
    }
    assert_eq!(app.count("select count(*) from memberships").await, 0);
    let mut tab = cy.socket().await;
    cy.join(&room).await;
    assert_eq!(tab.next_of_type("joined").await["membership"]["role"], "owner", "told at once");
    bo.join(&room).await;
    assert_eq!(
        app.count("select sum(user_id) from memberships where role = 'owner'").await,
        4,
        "and the next does not"
    );
    assert_eq!(cy.administer(&room, "about", &[("name", "Mine"), ("topic", "")]).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_whom_the_administrator_removes_is_followed_by_the_next() {
    let (app, room, [ada, bo, cy]) = lobby().await;
    let keeper = app.visitor("keeper");
    keeper.sign_in().await;
    assert_eq!(keeper.administer(&room, "remove", &[("who", "2")]).await.status, 303);
    assert_eq!(app.count("select sum(user_id) from memberships where role = 'owner'").await, 3, "the longest member");
    assert_eq!(ada.administer(&room, "about", &[("name", "Lobby"), ("topic", "x")]).await.status, 404);
    assert_eq!(bo.administer(&room, "role", &[CY, ("role", "owner")]).await.status, 303);
    assert_eq!(keeper.administer(&room, "ban", &[BO]).await.status, 303);
    assert_eq!(app.count("select sum(user_id) from memberships where role = 'owner'").await, 4);
    assert!(cy.get("/rooms/lobby/about").await.text.contains("Delete room"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_room_ends_when_its_last_member_leaves_and_says_so_before() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let den = ada.create_private("Den").await;
    let link = ada.invite(&den, &[]).await;
    let pages = [format!("/rooms/{}/about", den.slug), format!("/rooms/{}", den.slug)];
    let alone = ada.get(&pages[0]).await.text;
    assert!(alone.contains("You are the last one here"), "{alone}");
    assert!(!ada.get(&pages[1]).await.text.contains("/leave"), "only where it is said");
    bo.post(&link, &[]).await;
    assert!(!ada.get(&pages[0]).await.text.contains("You are the last one here"));
    assert!(ada.get(&pages[1]).await.text.contains("You can only come back when you are invited again."));
    ada.leave(&den).await;
    assert_eq!(app.count("select sum(user_id) from memberships where role = 'owner'").await, 2);
    assert_eq!(ada.get(&link).await.status, 410, "her link went with her");
    let mut tab = bo.socket().await;
    bo.leave(&den).await;
    assert_eq!(within(Duration::from_secs(1), "it is gone", tab.next_of_type("left")).await["room"], den.id);
    assert_eq!(app.count("select count(*) from rooms").await, 0);
    assert_eq!(app.count("select count(*) from entries").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_room_is_read_and_not_written_in() {
    let (_app, room, [ada, bo, _]) = lobby().await;
    let mut tab = bo.follow(&room).await;
    let done = ada.administer(&room, "archive", &[("archived", "yes")]).await;
    assert_eq!((done.status, done.location()), (303, "/rooms/lobby/about?done=archived"));
    // There is a way back, for whoever may go it, while there is one.
    let undo = r#"<input type="hidden" name="archived" value="no"><span"#;
    assert!(ada.get(done.location()).await.text.contains(undo));
    assert!(!bo.get(done.location()).await.text.contains(undo));
    assert_eq!(tab.next_of_type("room").await["of"]["archived"], true);
    tab.send(room.id, &name_of(1), "too late").await;
    assert_eq!(tab.next_of_type("refused").await["code"], "archived");
    let reply = bo.say(&room, "too late").await;
    assert_eq!(reply.status, 409);
    let page = bo.get("/rooms/lobby").await.text;
    assert!(page.contains("This room is archived. It can be read") && !page.contains("<textarea"));
    assert!(!bo.get("/api/pages/open?address=/rooms").await.text.contains("lobby"), "not offered to be joined");
    assert_eq!(ada.administer(&room, "archive", &[("archived", "no")]).await.status, 303);
    assert!(!ada.get(done.location()).await.text.contains(undo));
    assert_eq!(bo.say(&room, "open again").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_room_is_gone_for_everybody_at_once() {
    let (app, room, [ada, bo, cy]) = lobby().await;
    ada.invite(&room, &[]).await;
    ada.administer(&room, "ban", &[CY]).await;
    ada.administer(&room, "about", &[("name", "Hall"), ("topic", "")]).await;
    let mut tabs = [ada.follow(&room).await, bo.socket().await];
    assert_eq!(ada.administer(&room, "delete", &[]).await.status, 404, "not without being sure");
    let reply = ada.administer(&room, "delete", &[("sure", "yes")]).await;
    assert_eq!((reply.status, reply.location()), (303, "/rooms"));
    for tab in &mut tabs {
        assert_eq!(within(Duration::from_secs(1), "it is gone", tab.next_of_type("left")).await["room"], room.id);
    }
    for (path, status) in [("/rooms/hall", 410), ("/rooms/lobby", 410), ("/rooms/hall/about", 404)] {
        assert_eq!(ada.get(path).await.status, status, "{path}");
    }
    for rows in [
        "select count(*) from rooms",
        "select count(*) from entries",
        "select count(*) from memberships",
        "select count(*) from bans",
        "select count(*) from invites",
        "select count(*) from old_slugs",
    ] {
        assert_eq!(app.count(rows).await, 0, "{rows}");
    }
    let again = cy.create_room("Lobby").await;
    assert_eq!(&*again.slug, "lobby", "the name is free");
    assert_ne!(again.id, room.id, "the number is not: somebody may still hold messages for it");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_administrator_looks_after_open_rooms_and_sees_no_others() {
    let app = TestApp::start().await;
    let (keeper, ada) = (app.person("keeper").await, app.person("ada").await);
    let (open, den) = (ada.create_room("Lobby").await, ada.create_private("Den").await);
    let mut tab = ada.follow(&open).await;
    assert_eq!(keeper.administer(&open, "about", &[("name", "Lobby"), ("topic", "Be kind")]).await.status, 303);
    assert_eq!(tab.next_of_type("room").await["of"]["topic"], "Be kind");
    tab.next_of_type("topic").await;
    assert!(tab.heard.iter().any(|frame| frame["people"][0]["username"] == "keeper"), "by whom is told");
    assert_eq!(keeper.administer(&open, "remove", &[("who", "2")]).await.status, 303);
    for what in ["remove", "ban", "archive", "delete"] {
        assert_eq!(keeper.administer(&den, what, &[("who", "2"), ("sure", "yes")]).await.status, 404, "{what}");
    }
    let reply = keeper.get("/rooms/lobby").await;
    assert!(reply.status == 200 && !reply.text.contains("role=\"log\""), "reading is for members");
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_listed_page_by_page() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    for number in 0..120 {
        let name = format!("member{number:03}");
        seed::account(&app, &name).await;
        seed::member(&app, &room, &name).await;
    }
    let (mut path, mut seen) = ("/rooms/lobby/members".to_owned(), Vec::new());
    let pages = soon("all pages", async {
        for page in 1.. {
            let text = ada.get(&path).await.text;
            let items = text.matches("class=\"item-name\"").count();
            seen.push(items);
            match text.split_once("/rooms/lobby/members?after=") {
                Some((_, rest)) => {
                    path = format!("/rooms/lobby/members?after={}", rest.split('"').next().expect("an address"))
                }
                None => return page,
            }
        }
        0
    });
    assert_eq!(pages.await, 3);
    assert_eq!(seen, [50, 50, 21]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_in_a_deleted_room_is_told_that_it_was_and_nobody_else() {
    let (app, _, [ada, bo, cy]) = lobby().await;
    let (den, hall) = (ada.create_private("Den").await, ada.create_room("Hall").await);
    for person in [&bo, &cy] {
        person.post(&ada.invite(&den, &[]).await, &[]).await;
        person.join(&hall).await;
    }
    cy.leave(&den).await;
    let mut tab = bo.follow(&den).await;
    for room in [&den, &hall] {
        assert_eq!(ada.administer(room, "delete", &[("sure", "yes")]).await.status, 303);
    }
    let told = tab.next_of_type("left").await;
    assert_eq!((&told["room"], &told["deleted"]), (&den.id.into(), &true.into()));
    // A tab that slept meanwhile subscribes to the room that it shows.
    let mut late = bo.socket().await;
    late.subscribe(den.id, Some(1)).await;
    assert_eq!(late.next_of_type("left").await["deleted"], true);
    let (path, says) = (format!("/rooms/{}", den.slug), "This room was deleted");
    for person in [&ada, &bo] {
        for path in [path.clone(), format!("{path}/2"), "/rooms/hall".to_owned()] {
            let page = person.get(&path).await;
            assert!(page.status == 410 && page.text.contains(says), "{}: {path}: {}", person.name, page.text);
            assert!(page.text.contains("href=\"/rooms\"") && !page.text.contains("Join room"), "and where to go");
        }
        let words = person.say(&den, "words that came too late").await;
        assert!(words.status == 404 && words.text.contains("words that came too late") && words.text.contains(says));
    }
    // Former members, people who never were in it, and visitors see the same as for a room that never was.
    let others = [cy, app.person("eve").await, app.visitor("nobody")];
    for person in &others {
        for path in [&*path, "/rooms/den-zzzzzzz"] {
            let page = person.get(path).await;
            assert!(page.status == 404 && !page.text.contains(says), "{}: {path}", person.name);
        }
        if person.name != "nobody" {
            let mut socket = person.socket().await;
            for room in [den.id, 99] {
                socket.subscribe(room, Some(0)).await;
                let left = socket.next_of_type("left").await;
                assert!(left["deleted"].is_null(), "{}: {left}", person.name);
            }
        }
    }
    assert!(others[0].get("/rooms/hall").await.text.contains(says), "cy was in that one");
    // The next room of that name gets the address.
    let again = others[1].create_room("Hall").await;
    assert!(bo.get("/rooms/hall").await.text.contains("Join room"));
    assert_eq!(again.slug, "hall");
    // A deleted account's records of deleted rooms go with it.
    bo.post("/settings/delete", &[("current_password", &bo.password), ("confirm", "bo")]).await;
    assert_eq!(app.count("select count(*) from deleted_members where user_id = 3").await, 0);
}
