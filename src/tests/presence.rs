//! Presence and typing: sent to people who may know, batched, and gone with the connection.

use super::support::{Socket, TestApp, name_of};
use proptest::prelude::*;
use roost::{
    model::{ClientId, OpenRoom, Presence, RoomId, UserId},
    state::{Client, Effect, Input},
    wire::{ClientFrame, ServerFrame, close},
};
use serde_json::{Value, json};

/// Waits until a device has received this presence of a person.
async fn told(device: &mut Socket, person: i64, presence: &str) {
    loop {
        let told = device.next_of_type("presence").await;
        if told["presence"].as_array().expect("a list").contains(&json!([person, presence])) {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_shares_a_room_sees_who_is_here() {
    let app = TestApp::start().await;
    let (ada, bo, eve) = (app.person("ada").await, app.person("bo").await, app.person("eve").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    eve.create_room("Elsewhere").await;
    let mut watching = ada.socket().await;
    watching.say(json!({ "type": "watch", "people": [2, 3, 99] })).await;
    let first = watching.next_of_type("presence").await;
    assert_eq!(first["presence"], json!([[2, "offline"]]), "of others not even that they are");

    let mut phone = bo.socket().await;
    told(&mut watching, 2, "away").await;
    phone.say(json!({ "type": "active", "active": true })).await;
    told(&mut watching, 2, "active").await;
    let laptop = bo.socket().await;
    phone.say(json!({ "type": "active", "active": false })).await;
    told(&mut watching, 2, "away").await;
    drop((phone, laptop));
    told(&mut watching, 2, "offline").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn loading_a_page_anew_is_not_being_away() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let (mut watching, mut fence) = (ada.follow(&room).await, ada.socket().await);
    watching.say(json!({ "type": "watch", "people": [2] })).await;
    let mut page = bo.socket().await;
    page.say(json!({ "type": "active", "active": true })).await;
    told(&mut watching, 2, "active").await;
    let before = watching.heard.len();
    drop(page);
    let mut again = bo.socket().await;
    again.say(json!({ "type": "active", "active": true })).await;
    // Typing is sent at the same ticks: after two of them anything would have been sent.
    for _ in 0..2 {
        fence.say(json!({ "type": "typing", "room": room.id })).await;
        watching.next_of_type("typing").await;
    }
    let told = |frame: &&Value| frame["type"] == "presence" && frame.to_string().contains("offline");
    assert_eq!(watching.heard[before..].iter().filter(told).count(), 0, "{:?}", &watching.heard[before..]);
    watching.say(json!({ "type": "watch", "people": [2] })).await;
    assert_eq!(watching.next_of_type("presence").await["presence"], json!([[2, "active"]]));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_begins_to_watch_while_something_changes_is_told_how_it_ended() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let mut watching = ada.socket().await;
    watching.say(json!({ "type": "watch", "people": [2] })).await;
    let mut page = bo.socket().await;
    page.say(json!({ "type": "active", "active": true })).await;
    told(&mut watching, 2, "active").await;
    for _ in 0..5 {
        // Reloading, away for a moment: nobody else receives anything of it.
        drop(page);
        page = bo.socket().await;
        let mut late = ada.socket().await;
        late.say(json!({ "type": "watch", "people": [2] })).await;
        let first = late.next_of_type("presence").await;
        page.say(json!({ "type": "active", "active": true })).await;
        if first["presence"] != json!([[2, "active"]]) {
            told(&mut late, 2, "active").await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_taken_out_hears_no_more_of_those_inside() {
    let app = TestApp::start().await;
    let (ada, bo, eve) = (app.person("ada").await, app.person("bo").await, app.person("eve").await);
    let (room, other) = (ada.create_room("Lobby").await, ada.create_room("Other").await);
    bo.join(&room).await;
    eve.join(&room).await;
    bo.join(&other).await;
    let mut watching = bo.socket().await;
    watching.say(json!({ "type": "watch", "people": [1, 3] })).await;
    assert_eq!(watching.next_of_type("presence").await["presence"], json!([[1, "offline"], [3, "offline"]]));
    assert_eq!(ada.administer(&room, "remove", &[("who", "2")]).await.status, 303);
    watching.next_of_type("left").await;
    assert_eq!(watching.next_of_type("presence").await["presence"], json!([[1, "offline"]]), "they share another");
    let mut inside = (ada.socket().await, eve.socket().await);
    inside.1.say(json!({ "type": "active", "active": true })).await;
    inside.0.say(json!({ "type": "active", "active": true })).await;
    told(&mut watching, 1, "active").await;
    assert!(watching.heard.iter().skip(2).all(|frame| !frame.to_string().contains("[3,\"a")), "{:?}", watching.heard);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_is_told_once_a_moment_to_those_who_follow() {
    let app = TestApp::start().await;
    let (ada, bo, eve) = (app.person("ada").await, app.person("bo").await, app.person("eve").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let (mut reading, mut writing, mut outside) = (ada.follow(&room).await, bo.follow(&room).await, eve.socket().await);
    for _ in 0..200 {
        writing.say(json!({ "type": "typing", "room": room.id })).await;
        outside.say(json!({ "type": "typing", "room": room.id })).await;
    }
    let typing = reading.next_of_type("typing").await;
    assert_eq!((&typing["room"], &typing["ids"]), (&json!(room.id), &json!([2])), "and nobody from outside");
    writing.send(room.id, &name_of(1), "done").await;
    writing.next_of_type("ack").await;
    while reading.next().await["type"] != "post" {}
    let frames = reading.heard.iter().filter(|frame| frame["type"] == "typing").count();
    assert!(frames <= 3, "{frames} frames for two hundred");
    assert!(outside.heard.iter().all(|frame| frame["type"] != "typing"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_no_longer_is_said_to_have_ended() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let (mut reading, mut writing) = (ada.follow(&room).await, bo.follow(&room).await);
    writing.say(json!({ "type": "typing", "room": room.id })).await;
    assert_eq!(reading.next_of_type("typing").await["ids"], json!([2]));
    // Changes within one tick are sent as the last state, in one frame.
    let before = reading.heard.len();
    for ended in (0..200).map(|time| time % 2 == 0).chain([true]) {
        writing.say(json!({ "type": "typing", "room": room.id, "ended": ended })).await;
    }
    loop {
        let told = reading.next_of_type("typing").await;
        if told["ended"] == json!([2]) && told["ids"] == json!([]) {
            break;
        }
        assert_eq!((&told["ids"], &told["ended"]), (&json!([2]), &Value::Null), "the one or the other");
    }
    assert!(reading.heard.len() - before <= 3, "{:?}", &reading.heard[before..]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_posted_at_once_is_not_being_written_afterwards() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let (mut reading, mut writing) = (ada.follow(&room).await, bo.follow(&room).await);
    for number in 1..=3 {
        writing.say(json!({ "type": "typing", "room": room.id })).await;
        writing.send(room.id, &name_of(number), "ok").await;
        while reading.next().await["type"] != "post" {}
        // Somebody who goes on typing is sent at the next tick, and nobody else.
        reading.say(json!({ "type": "typing", "room": room.id })).await;
        assert_eq!(reading.next_of_type("typing").await["ids"], json!([1]));
    }
}

const ROOM: RoomId = RoomId(1);
const ENDED: ClientFrame = ClientFrame::Typing { room: ROOM, ended: true };
const OTHER: UserId = UserId(2);

fn person(id: i64) -> Value {
    json!({ "id": id, "username": format!("p{id}"), "name": format!("P{id}") })
}

fn membership() -> Value {
    let room = json!({ "id": 1, "slug": "lobby", "name": "Lobby", "topic": "" });
    json!({ "room": room, "head": 1, "read": 1, "read_generation": 0, "unread": 0 })
}

/// The connection is open: the frames that the tab sends on it.
fn greeted(tab: &mut Client, now: i64) -> Vec<ClientFrame> {
    tab.step(Input::SocketOpened, now);
    let hello = json!({ "type": "hello", "protocol": 1, "epoch": "e", "you": person(1), "rooms": [membership()] });
    let hello = ServerFrame::read(&hello.to_string()).expect("a frame");
    transmitted(tab.step(Input::Frame(Box::new(hello)), now))
}

/// A tab of person 1 in room 1, with person 2 in sight, connected.
fn tab() -> Client {
    let mut tab = Client::default();
    let history = json!({ "from": 1, "to": 1, "entries": [{ "seq": 1, "at": 0, "by": 1, "type": "create" }], "people": [person(1)], "head": 1 });
    let open = json!({ "membership": membership(), "members": 2, "faces": [person(1), person(2)], "history": history,
        "target": null, "now": 0 });
    let open: OpenRoom = serde_json::from_value(open).expect("a room");
    for input in [Input::Opened(Box::new(open)), Input::Entered(Some(ROOM)), Input::Watched(true), Input::Start] {
        tab.step(input, 0);
    }
    greeted(&mut tab, 0);
    tab
}

fn transmitted(effects: Vec<Effect>) -> Vec<ClientFrame> {
    let frames = effects.into_iter().filter_map(|effect| match effect {
        Effect::Transmit(frame) => Some(frame),
        _ => None,
    });
    frames.collect()
}

#[test]
fn what_is_known_of_others_goes_with_the_line() {
    let mut tab = tab();
    for frame in [
        ServerFrame::Presence { presence: vec![(OTHER, Presence::Active), (UserId(9), Presence::Active)] },
        ServerFrame::Typing { room: ROOM, ids: vec![UserId(1), OTHER], ended: vec![] },
    ] {
        tab.step(Input::Frame(Box::new(frame)), 0);
    }
    assert_eq!(tab.presence.presence(OTHER), Some(Presence::Active));
    assert_eq!(tab.presence.presence(UserId(9)), None, "nobody asked after them");
    assert_eq!(tab.presence.writing(ROOM).collect::<Vec<_>>(), [OTHER], "one knows that oneself writes");
    tab.step(Input::Tick { jitter: 0.0 }, 4_999);
    assert_eq!(tab.presence.writing(ROOM).count(), 1);
    tab.step(Input::Tick { jitter: 0.0 }, 5_000);
    assert_eq!(tab.presence.writing(ROOM).count(), 0, "it is believed for five seconds");
    for (ids, ended) in [(vec![OTHER], vec![]), (vec![], vec![OTHER])] {
        assert_eq!(tab.presence.writing(ROOM).count(), ended.len());
        tab.step(Input::Frame(Box::new(ServerFrame::Typing { room: ROOM, ids, ended })), 5_000);
    }
    assert_eq!(tab.presence.writing(ROOM).count(), 0, "or until they have ended");
    tab.step(Input::SocketClosed { code: close::RESTART, jitter: 0.0 }, 6_000);
    assert_eq!(tab.presence.presence(OTHER), None);
}

#[test]
fn that_one_writes_ends_once_however_it_does() {
    let said = |input: Input| {
        let mut tab = tab();
        tab.step(Input::Typed(ROOM), 0);
        let ends = transmitted(tab.step(input, 100));
        let again = transmitted(tab.step(Input::TypingEnded, 200));
        (ends.contains(&ENDED), again.contains(&ENDED))
    };
    for input in [Input::TypingEnded, Input::Entered(None), Input::Entered(Some(RoomId(2))), Input::Leaving] {
        assert_eq!(said(input.clone()), (true, false), "{input:?}");
    }
    let post = Input::Send { room: ROOM, client_id: ClientId::from_random([1; 16]), body: "ok".into() };
    assert_eq!(said(post), (false, false), "a post says it by itself");
}

#[test]
fn a_new_line_is_told_who_is_here_and_whom_they_see() {
    let mut tab = tab();
    tab.step(Input::SocketClosed { code: close::RESTART, jitter: 0.0 }, 0);
    tab.step(Input::Tick { jitter: 0.0 }, 60_000);
    let told = greeted(&mut tab, 60_000);
    assert!(told.contains(&ClientFrame::Active { active: true }), "{told:?}");
    assert!(told.contains(&ClientFrame::Watch { people: vec![OTHER] }), "{told:?}");
    let mut said = Vec::new();
    for minute in 2..=12 {
        let beat = ServerFrame::Beat { heads: Vec::new() };
        let frames = transmitted(tab.step(Input::Frame(Box::new(beat)), minute * 60_000));
        said.extend(frames.into_iter().map(|frame| (minute, frame)));
    }
    assert_eq!(said, [(10, ClientFrame::Active { active: false })], "ten minutes without a move");
}

proptest! {
    #[test]
    fn typing_is_said_at_most_every_three_seconds(keys in prop::collection::vec((0_i64..2_000, prop::bool::weighted(0.3)), 1..60)) {
        let mut tab = tab();
        let (mut now, mut said, mut ended) = (0, Vec::new(), 0);
        let has_typed = keys.iter().any(|(_, empties)| !empties);
        for (gap, empties) in keys {
            now += gap;
            let frames = transmitted(tab.step(if empties { Input::TypingEnded } else { Input::Typed(ROOM) }, now));
            said.extend(frames.contains(&ClientFrame::Typing { room: ROOM, ended: false }).then_some(now));
            ended += usize::from(frames.contains(&ENDED));
            prop_assert!(ended <= said.len(), "each time ends once");
        }
        prop_assert_eq!(said.is_empty(), !has_typed);
        prop_assert!(said.windows(2).all(|pair| pair[1] - pair[0] >= 3_000), "{:?}", said);
    }
}
