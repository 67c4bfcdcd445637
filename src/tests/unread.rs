//! Read marks over the socket and by plain forms: one unread count per person and room, on all of their
//! devices.

use super::support::{Room, Socket, TestApp, name_of, seed};
use roost::{
    model::{NotifyLevel, RoomId, UserId, limits},
    server::db::{memberships, notify_prefs, read_marks},
};
use serde_json::{Value, json};

/// Waits until a device has received a mark at `read` in generation `turn`; returns the unread count.
async fn told(device: &mut Socket, read: i64, turn: i64) -> i64 {
    loop {
        let heads = device.next_of_type("heads").await;
        let membership = &heads["rooms"][0];
        if (membership["read"].as_i64(), membership["read_generation"].as_i64()) == (Some(read), Some(turn)) {
            return membership["unread"].as_i64().expect("a count");
        }
    }
}

fn mark(kind: &str, room: &Room, seq: i64, turn: i64) -> Value {
    json!({ "type": kind, "room": room.id, "seq": seq, "read_generation": turn })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_moves_on_all_devices_and_back_only_by_hand() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let mut writer = ada.socket().await;
    for number in 0..4 {
        writer.send(room.id, &name_of(number), "news").await;
        writer.next_of_type("ack").await;
    }
    // Entries: 1 made, 2 joined, 3 to 6 news.
    let (mut phone, mut laptop) = (bo.socket().await, bo.socket().await);
    phone.say(mark("read", &room, 6, 0)).await;
    assert_eq!((told(&mut phone, 6, 0).await, told(&mut laptop, 6, 0).await), (0, 0));
    phone.say(mark("read", &room, 3, 0)).await;
    assert_eq!(told(&mut laptop, 6, 0).await, 0, "reading goes forward only");
    laptop.say(mark("unread", &room, 5, 0)).await;
    assert_eq!((told(&mut phone, 4, 1).await, told(&mut laptop, 4, 1).await), (2, 2));
    phone.say(mark("read", &room, 6, 0)).await;
    assert_eq!(told(&mut phone, 4, 1).await, 2, "what was seen before it was marked does not take that back");
    phone.say(mark("read", &room, 99, 1)).await;
    assert_eq!(told(&mut laptop, 6, 1).await, 0, "never beyond the head");
    for odd in [-9, 0, 1] {
        laptop.say(mark("unread", &room, odd, 0)).await;
    }
    assert_eq!(told(&mut phone, 0, 4).await, 4, "from the start on");
}

#[tokio::test(flavor = "multi_thread")]
async fn marks_are_moved_by_plain_forms_too() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    for text in ["one", "two", "three"] {
        assert_eq!(ada.say(&room, text).await.status, 303);
    }
    let page = bo.get("/rooms/lobby").await.text;
    assert!(page.contains("Mark as read") && page.contains("(3) Lobby"), "{page}");
    let reply = bo.post("/rooms/lobby/read", &[("seq", "5")]).await;
    assert_eq!((reply.status, reply.location()), (303, "/rooms/lobby"));
    let page = bo.get("/rooms/lobby").await.text;
    assert!(!page.contains("Mark as read") && !page.contains("(3) Lobby"), "nothing is new");
    let reply = bo.post("/rooms/lobby/unread", &[("seq", "4")]).await;
    assert_eq!((reply.status, reply.location()), (303, "/rooms"));
    assert!(bo.get("/rooms/lobby").await.text.contains("(2) Lobby"));
    assert_eq!(bo.post("/rooms/lobby/read", &[("seq", "many")]).await.status, 404);
    assert_eq!(
        app.visitor("x").post("/rooms/lobby/read", &[("seq", "5")]).await.location(),
        "/signin?next=/rooms/lobby"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_counts_what_is_unread_as_a_page_does() {
    const NOW: i64 = 1_000_000;
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let bo_id = UserId(2);
    let chosen = [None, Some(NotifyLevel::Nothing), Some(NotifyLevel::Mentions), Some(NotifyLevel::Everything)];
    let mut rooms = Vec::new();
    for number in 0..chosen.len() {
        let room = ada.create_room(&format!("Room {number}")).await;
        bo.join(&room).await;
        rooms.push(room);
    }
    let reply = ada.post("/dm/bo", &[]).await;
    rooms.push(ada.room_at(reply.location()).await);
    for (number, room) in rooms.iter().enumerate() {
        for text in &["@bo", "others", "more", "and more", "still more"][..=number] {
            assert_eq!(ada.say(room, text).await.status, 303);
        }
    }
    seed::posts(&app, &rooms[0], "ada", limits::UNREAD_MOST + 10).await;
    let mut conn = app.conn().await;
    let mut counts = std::collections::BTreeSet::new();
    for default_level in [NotifyLevel::Nothing, NotifyLevel::Mentions, NotifyLevel::Everything] {
        notify_prefs::set_default_level(&mut conn, bo_id, default_level).await.expect("a choice");
        for muted_until in [None, Some(NOW - 1), Some(NOW), Some(NOW + 1)] {
            for turn in 0..chosen.len() {
                for (number, room) in rooms.iter().enumerate() {
                    let level = chosen[(number + turn) % chosen.len()];
                    let muted_until = muted_until.filter(|_| number % 2 == 0);
                    let set = notify_prefs::set(&mut conn, bo_id, RoomId(room.id), level, muted_until).await;
                    assert!(set.expect("a choice"), "a member's");
                }
                let memberships = memberships::of(&mut conn, bo_id).await.expect("memberships");
                let page: i64 =
                    memberships.iter().map(|of| if of.is_muted(NOW) { of.mentions } else { of.unread }).sum();
                let push = read_marks::unread_in_all(&mut conn, bo_id, NOW).await.expect("a count");
                assert_eq!(push, page, "{default_level:?}, {muted_until:?}, {turn}");
                counts.insert(push);
            }
        }
    }
    assert!(counts.len() > 4, "all the same would prove nothing: {counts:?}");
    assert_eq!(read_marks::unread_in_all(&mut conn, UserId(99), NOW).await.expect("a count"), 0);
}

/// Of the messages after `read` those of others: how many, up to the most that is shown, and the first.
fn unread_of(messages: &[(i64, i64, bool)], read: i64) -> (i64, Option<i64>) {
    let mut unread = messages.iter().filter(|(seq, by, live)| *seq > read && *by != 1 && *live).map(|(seq, ..)| *seq);
    let first = unread.clone().next();
    (unread.by_ref().take(limits::UNREAD_MOST as usize).count() as i64, first)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unread_are_the_live_messages_of_others_whoever_wrote_between_them() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let mut conn = app.conn().await;
    for case in 0..40_i64 {
        let room = ada.create_room(&format!("Room {case}")).await;
        bo.join(&room).await;
        // Runs of random lengths by the two, with some deleted among them; no dice, but a fixed sequence.
        let (mut messages, mut state) = (Vec::new(), 0x9e37_79b9_u64.wrapping_mul(case as u64 + 1));
        let mut next = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for _ in 0..next(12) {
            let (author, length) = (1 + next(2) as i64, 1 + next(60));
            seed::posts(&app, &room, ["ada", "bo"][author as usize - 1], length as i64).await;
            for _ in 0..length {
                messages.push((3 + messages.len() as i64, author, next(4) > 0));
            }
        }
        let dead: Vec<i64> = messages.iter().filter(|(.., live)| !live).map(|(seq, ..)| *seq).collect();
        let sql = "update messages set body = null where room_id = ?1 and seq in (select value from json_each(?2)) /* test */";
        sqlx::query(sql).bind(room.id).bind(json!(dead).to_string()).execute(conn.as_mut()).await.expect("deleted");
        for read in (0..=2 + messages.len() as i64).step_by(7) {
            let sql = "update memberships set read_seq = ?2 where room_id = ?1 and user_id = 1 /* test */";
            sqlx::query(sql).bind(room.id).bind(read).execute(conn.as_mut()).await.expect("a mark");
            let membership = memberships::in_room(&mut conn, UserId(1), RoomId(room.id)).await.expect("a look");
            let first = read_marks::first_unread(&mut conn, UserId(1), RoomId(room.id)).await.expect("a look");
            assert_eq!(
                (membership.expect("a member").unread, first),
                unread_of(&messages, read),
                "case {case}, {read}"
            );
        }
    }
}
