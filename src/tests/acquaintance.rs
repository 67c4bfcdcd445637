//! Adding people to rooms: only by somebody who shares a room with them, and not too often.

use super::support::{Person, Reply, Room, TestApp};

async fn add(person: &Person, room: &Room, username: &str) -> Reply {
    person.administer(room, "add", &[("people", username)]).await
}

fn is_told_to_send_a_link(reply: &Reply) -> bool {
    reply.status == 422 && reply.text.contains("You share no room with them yet. Send them an invite link.")
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_shares_a_room_is_added_and_others_get_a_link() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let (den, lobby) = (ada.create_private("Den").await, ada.create_room("Lobby").await);
    for room in [&den, &lobby] {
        assert!(is_told_to_send_a_link(&add(&ada, room, "bo").await));
    }
    // Anybody can start a direct conversation with anybody: that is no acquaintance.
    assert_eq!(ada.post("/dm/bo", &[]).await.status, 303);
    assert!(is_told_to_send_a_link(&add(&ada, &den, "bo").await));
    assert_eq!(app.count("select count(*) from memberships where user_id = 2 and room_id in (1, 2)").await, 0);
    bo.join(&lobby).await;
    assert_eq!(add(&ada, &den, "bo").await.status, 303);
    assert_eq!(add(&ada, &den, "bo").await.status, 303, "who is in it already stays");
    bo.leave(&den).await;
    bo.leave(&lobby).await;
    assert!(is_told_to_send_a_link(&add(&ada, &den, "bo").await), "they share none any more");
    let page = ada.get(&format!("/rooms/{}/add", den.slug)).await.text;
    assert!(page.contains("People with whom you share a room"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_adds_another_to_a_few_rooms_an_hour() {
    let app = TestApp::start().await;
    let (ada, bo, cy) = (app.person("ada").await, app.person("bo").await, app.person("cy").await);
    let lobby = ada.create_room("Lobby").await;
    bo.join(&lobby).await;
    cy.join(&lobby).await;
    let mut rooms = Vec::new();
    for number in 0..7 {
        rooms.push(ada.create_private(&format!("Den {number}")).await);
    }
    for (number, room) in rooms.iter().enumerate() {
        let reply = add(&ada, room, "bo").await;
        assert_eq!(reply.status, if number < 5 { 303 } else { 429 }, "room {number}");
    }
    assert!(add(&ada, &rooms[6], "bo").await.text.contains("That was too often."));
    assert_eq!(add(&ada, &rooms[0], "bo").await.status, 303, "who is in it already stays");
    assert_eq!(add(&ada, &rooms[6], "cy").await.status, 303, "others can be added");
    let own = cy.create_private("Own").await;
    assert_eq!(add(&cy, &own, "bo").await.status, 303, "and others can add him");
    // A refusal for another reason does not count towards the limit.
    for _ in 0..7 {
        assert_eq!(add(&cy, &own, "nobody-here").await.status, 422);
    }
    assert_eq!(add(&cy, &own, "ada").await.status, 303);
}
