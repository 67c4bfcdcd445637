//! Effects of entries on members, read from the entry and the store alone.

use super::support::{Person, Room, TestApp, soon};
use roost::{
    model::{Entry, Role, RoomId, UserId},
    server::{
        db,
        domain::committed::{Committed, MemberEffect},
    },
};

/// The newest entry of a room, as somebody else who has only the store would publish it.
async fn newest(app: &TestApp, viewer: &Person, room: &Room) -> Committed {
    let page = viewer.get(&format!("/api/messages/log?room={}&seq=0", room.id)).await.json();
    let mut entries: Vec<Entry> = serde_json::from_value(page["entries"].clone()).expect("entries");
    let entry = entries.pop().expect("an entry");
    published(app, room, entry).await
}

async fn published(app: &TestApp, room: &Room, entry: Entry) -> Committed {
    let mut conn = app.state().db.read().await.expect("a connection");
    let mut committed =
        db::committed::load(&mut conn, vec![(RoomId(room.id), entry)]).await.expect("the store answers");
    committed.pop().expect("it is published")
}

fn names(committed: &Committed) -> Vec<&str> {
    committed.people.iter().map(|user| user.username.as_str()).collect()
}

/// Who came, as what, into a room of which name, read up to which entry.
fn came(committed: &Committed) -> Vec<(i64, Role, &str, i64)> {
    let MemberEffect::Came(memberships) = &committed.effect else { panic!("{committed:?}") };
    memberships.iter().map(|(person, of)| (person.0, of.role, of.room.name.as_str(), of.read)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_entry_changes_for_members_is_told_by_it_and_the_store() {
    let app = TestApp::start().await;
    let (ada, bo, cy) = (app.person("ada").await, app.person("bo").await, app.person("cy").await);
    // Only who shares a room can be added.
    cy.join(&ada.create_room("Garden").await).await;
    let room = ada.create_room("Lobby").await;
    let made = newest(&app, &ada, &room).await;
    assert_eq!((came(&made), names(&made)), (vec![(1, Role::Owner, "Lobby", 1)], vec![]));

    bo.join(&room).await;
    let joined = newest(&app, &ada, &room).await;
    assert_eq!((came(&joined), names(&joined)), (vec![(2, Role::Member, "Lobby", 2)], vec!["bo"]));

    let reply = ada.administer(&room, "add", &[("people", "cy")]).await;
    assert!(reply.status < 400, "{}", reply.text);
    let added = newest(&app, &ada, &room).await;
    assert_eq!((came(&added), names(&added)), (vec![(3, Role::Member, "Lobby", 3)], vec!["ada", "cy"]));

    assert!(bo.say(&room, "Morning, @cy").await.status < 400);
    let post = newest(&app, &ada, &room).await;
    assert_eq!((post.effect, post.people), (MemberEffect::None, vec![]));

    let mut socket = bo.follow(&room).await;
    socket.say(serde_json::json!({"type": "edit", "room": room.id, "seq": 4, "base": 0, "body": "Evening"})).await;
    soon("the edit is stored", socket.next_of_type("changed")).await;
    assert_eq!(newest(&app, &ada, &room).await.effect, MemberEffect::Counts);

    assert!(ada.administer(&room, "archive", &[("archived", "yes")]).await.status < 400);
    let archived = newest(&app, &ada, &room).await;
    assert!(matches!(&archived.effect, MemberEffect::Room(of) if of.archived), "{archived:?}");

    bo.leave(&room).await;
    let left = newest(&app, &ada, &room).await;
    assert_eq!((names(&left), &left.effect), (vec!["bo"], &MemberEffect::Went(UserId(2))));
    // The membership that an older entry began has ended: nobody is told of it anew.
    assert_eq!(came(&published(&app, &room, joined.entry).await), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_in_a_conversation_comes_with_its_first_entry() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let reply = ada.post("/dm", &[("people", "bo")]).await;
    let room = ada.room_at(reply.location()).await;
    let began = newest(&app, &bo, &room).await;
    assert_eq!(came(&began), [(1, Role::Member, "bo", 1), (2, Role::Member, "ada", 1)]);
}
