//! The protocol's frames: what is written is what is read, and what is not known is passed over.

use super::support::cases;
use proptest::prelude::*;
use roost::{
    model::{ClientId, Entry, Event, Room, RoomId, Standing, User, UserId},
    wire::{ClientFrame, LiveEntry, Refusal, ServerFrame},
};
use serde_json::json;

fn client_id() -> impl Strategy<Value = ClientId> {
    any::<[u8; 16]>().prop_map(ClientId::from_random)
}

fn user() -> impl Strategy<Value = User> {
    (any::<i64>(), any::<String>(), any::<String>()).prop_map(|(id, username, name)| User {
        id: UserId(id),
        username,
        name,
    })
}

fn standing() -> impl Strategy<Value = Standing> {
    (any::<i64>(), any::<String>(), any::<[i64; 5]>()).prop_map(|(id, text, [head, read, turn, unread, mentions])| {
        let room = Room { id: RoomId(id), slug: text.clone(), name: text.clone(), topic: text };
        Standing { room, head, read, turn, unread, mentions }
    })
}

fn entry() -> impl Strategy<Value = Entry> {
    let event = prop_oneof![
        Just(Event::Create),
        Just(Event::Join),
        Just(Event::Leave),
        (client_id(), any::<String>()).prop_map(|(client_id, body)| Event::Post { client_id, body }),
    ];
    (any::<i64>(), any::<i64>(), any::<i64>(), event).prop_map(|(seq, at, by, event)| Entry {
        seq,
        at,
        by: UserId(by),
        event,
    })
}

fn server_frame() -> impl Strategy<Value = ServerFrame> {
    let room = any::<i64>().prop_map(RoomId);
    let codes = [Refusal::NotFound, Refusal::Empty, Refusal::TooLong, Refusal::TooMany, Refusal::Unavailable];
    let all = |of| prop::collection::vec(of, 0..3);
    prop_oneof![
        (any::<u32>(), any::<String>(), user(), prop::collection::vec(standing(), 0..3))
            .prop_map(|(protocol, epoch, you, rooms)| ServerFrame::Hello { protocol, epoch, you, rooms }),
        (room.clone(), prop::collection::vec(entry(), 0..3), all(user()), any::<i64>())
            .prop_map(|(room, entries, people, head)| ServerFrame::Page { room, entries, people, head }),
        (room.clone(), any::<i64>()).prop_map(|(room, head)| ServerFrame::Live { room, head }),
        (room.clone(), any::<i64>(), any::<i64>()).prop_map(|(room, from, to)| ServerFrame::Gap { room, from, to }),
        room.clone().prop_map(|room| ServerFrame::Reset { room }),
        (room.clone(), client_id(), any::<i64>()).prop_map(|(room, client_id, seq)| ServerFrame::Ack {
            room,
            client_id,
            seq
        }),
        (room.clone(), client_id(), prop::sample::select(codes.to_vec()), any::<Option<u64>>()).prop_map(
            |(room, client_id, code, retry_after)| ServerFrame::Refused { room, client_id, code, retry_after }
        ),
        (room.clone(), any::<i64>(), any::<i64>(), any::<bool>())
            .prop_map(|(room, head, by, mention)| ServerFrame::Notice { mention, room, head, by: UserId(by) }),
        prop::collection::vec(standing(), 0..3).prop_map(|rooms| ServerFrame::Heads { rooms }),
        standing().prop_map(|standing| ServerFrame::Joined { standing }),
        room.clone().prop_map(|room| ServerFrame::Left { room }),
        (room.clone(), prop::collection::vec(user(), 0..3))
            .prop_map(|(room, people)| ServerFrame::People { room, people }),
        prop::collection::vec((room.clone(), any::<i64>()), 0..3).prop_map(|heads| ServerFrame::Beat { heads }),
        any::<String>().prop_map(|why| ServerFrame::BadFrame { why }),
        (room, entry()).prop_map(|(room, entry)| ServerFrame::Entry(LiveEntry { room, entry })),
    ]
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn every_frame_of_the_server_is_read_as_it_was_written(frame in server_frame()) {
        let text = serde_json::to_string(&frame).expect("JSON");
        prop_assert_eq!(ServerFrame::read(&text), Some(frame.clone()));
        // A later server may say more.
        let mut more: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        prop_assert!(more["type"].is_string(), "{}", text);
        more["something_new"] = json!({ "deep": [1, 2, 3] });
        prop_assert_eq!(ServerFrame::read(&more.to_string()), Some(frame));
    }

    #[test]
    fn reading_never_fails_loudly(text in prop_oneof![any::<String>(), "\\{\"type\":\"(ack|page|post|beat|new)\"(,\"(room|seq|heads)\":(1|\"x\"|null|\\[\\]))?\\}"]) {
        let _: Option<ServerFrame> = ServerFrame::read(&text);
    }

    #[test]
    fn every_frame_of_a_client_goes_round(room: i64, seq: i64, body: String, id in client_id(), ids: Vec<i64>, after: Option<i64>) {
        let room = RoomId(room);
        for frame in [
            ClientFrame::Hello { protocol: 1 },
            ClientFrame::Subscribe { room, after },
            ClientFrame::Unsubscribe { room },
            ClientFrame::Send { room, client_id: id.clone(), body: body.clone() },
            ClientFrame::Read { room, seq, turn: seq },
            ClientFrame::Unread { room, seq },
            ClientFrame::People { room, ids: ids.iter().copied().map(UserId).collect() },
        ] {
            let text = serde_json::to_string(&frame).expect("JSON");
            prop_assert_eq!(serde_json::from_str::<ClientFrame>(&text).expect("a frame"), frame);
        }
    }
}

#[test]
fn what_is_not_known_is_passed_over() {
    for text in [
        "",
        "{}",
        "null",
        "[]",
        r#"{"type":"later"}"#,
        r#"{"type":"ack"}"#,
        r#"{"type":"post","room":1,"seq":1,"at":1,"by":1}"#,
        r#"{"room":1}"#,
    ] {
        assert_eq!(ServerFrame::read(text), None, "{text}");
    }
}

#[test]
fn frames_look_as_the_documentation_says() {
    let written = |frame: &ServerFrame| serde_json::to_value(frame).expect("JSON");
    let client_id = ClientId::parse("5Zb0qQx0T9u0m1c2d3e4fA").expect("a name");
    let room = RoomId(1);
    assert_eq!(
        written(&ServerFrame::Ack { room, client_id: client_id.clone(), seq: 42 }),
        json!({ "type": "ack", "room": 1, "client_id": "5Zb0qQx0T9u0m1c2d3e4fA", "seq": 42 })
    );
    let event = Event::Post { client_id, body: "Hello".into() };
    let entry = Entry { seq: 42, at: 1_763_800_001_000, by: UserId(2), event };
    assert_eq!(
        written(&ServerFrame::Entry(LiveEntry { room, entry })),
        json!({ "room": 1, "seq": 42, "at": 1_763_800_001_000_i64, "by": 2, "type": "post", "client_id": "5Zb0qQx0T9u0m1c2d3e4fA", "body": "Hello" })
    );
    let text = r#"{"type":"subscribe","room":1,"after":40}"#;
    assert_eq!(serde_json::from_str::<ClientFrame>(text).ok(), Some(ClientFrame::Subscribe { room, after: Some(40) }));
    let text = r#"{"type":"subscribe","room":1}"#;
    assert_eq!(serde_json::from_str::<ClientFrame>(text).ok(), Some(ClientFrame::Subscribe { room, after: None }));
}
