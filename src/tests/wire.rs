//! The protocol's frames: serialized and read back, and unknown ones ignored.

use super::support::cases;
use proptest::prelude::*;
use roost::{
    model::{
        ClientId, Entry, Event, NotifyLevel, Role, Room, RoomId, RoomKind, RoomMembership, SiteSettings, User, UserId,
        mention::Mention,
    },
    wire::{ClientFrame, LiveEntry, Refusal, ServerFrame},
};
use serde_json::json;

fn client_id() -> impl Strategy<Value = ClientId> {
    any::<[u8; 16]>().prop_map(ClientId::from_random)
}

fn user() -> impl Strategy<Value = User> {
    (any::<[i64; 3]>(), any::<[String; 4]>()).prop_map(|([id, rev, picture], [username, name, emoji, status])| User {
        id: UserId(id),
        username,
        name,
        rev,
        picture,
        emoji,
        status,
    })
}

fn membership() -> impl Strategy<Value = RoomMembership> {
    let roles = prop::sample::select(vec![Role::Member, Role::Moderator, Role::Owner]);
    let levels = prop::sample::select(vec![NotifyLevel::Nothing, NotifyLevel::Mentions, NotifyLevel::Everything]);
    let member = (roles, levels, any::<Option<i64>>(), prop::collection::vec(user(), 0..3));
    (room(), any::<[i64; 7]>(), member).prop_map(
        |(room, [head, read, read_generation, unread, mentions, away, active_at], member)| RoomMembership {
            room,
            head,
            read,
            read_generation,
            unread,
            mentions,
            role: member.0,
            level: member.1,
            muted_until: member.2,
            with: member.3,
            away,
            favourite: away % 2 == 0,
            active_at,
        },
    )
}

fn room() -> impl Strategy<Value = Room> {
    let kinds = prop::sample::select(vec![RoomKind::Open, RoomKind::Private, RoomKind::Direct]);
    (any::<i64>(), any::<String>(), kinds, any::<bool>()).prop_map(|(id, text, kind, archived)| Room {
        id: RoomId(id),
        slug: text.clone(),
        name: text.clone(),
        topic: text,
        kind,
        archived,
    })
}

fn mentions() -> impl Strategy<Value = Vec<Mention>> {
    prop::collection::vec(any::<(i64, String)>().prop_map(|(user, name)| Mention(UserId(user), name)), 0..3)
}

fn entry() -> impl Strategy<Value = Entry> {
    let event = prop_oneof![
        Just(Event::Create),
        Just(Event::Join),
        Just(Event::Leave),
        (client_id(), any::<String>(), mentions(), any::<i64>())
            .prop_map(|(client_id, body, mentions, edited)| Event::Post { client_id, body, mentions, edited }),
        (client_id(), any::<i64>()).prop_map(|(client_id, deleted)| Event::Tombstone { client_id, deleted }),
        (any::<i64>(), any::<Option<String>>(), mentions()).prop_map(|(target, body, mentions)| Event::Edit {
            target,
            body,
            mentions
        }),
        any::<i64>().prop_map(|target| Event::Delete { target }),
        (any::<i64>(), 0_usize..5).prop_map(|(whom, which)| {
            let whom = UserId(whom);
            let all = [Event::Add(whom), Event::Remove(whom), Event::Ban(whom), Event::Unban(whom)];
            all.get(which).cloned().unwrap_or(Event::Role(whom, Role::Moderator))
        }),
        any::<String>().prop_map(Event::Name),
        any::<String>().prop_map(Event::Topic),
        prop::sample::select(vec![
            Event::Archive,
            Event::Unarchive,
            Event::MakePrivate,
            Event::MakeOpen,
            Event::DeleteRoom,
            Event::Other
        ]),
    ];
    (any::<i64>(), any::<i64>(), any::<i64>(), event).prop_map(|(seq, at, by, event)| Entry {
        seq,
        at,
        by: UserId(by),
        event,
    })
}

fn site() -> impl Strategy<Value = SiteSettings> {
    any::<[String; 2]>().prop_map(|[name, mark]| SiteSettings { name, mark, ..SiteSettings::default() })
}

fn spans() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec(any::<(i64, i64)>(), 0..3)
}

fn ids() -> impl Strategy<Value = Vec<UserId>> {
    prop::collection::vec(any::<i64>().prop_map(UserId), 0..3)
}

fn server_frame() -> impl Strategy<Value = ServerFrame> {
    let room = any::<i64>().prop_map(RoomId);
    let codes = [
        Refusal::NotFound,
        Refusal::Empty,
        Refusal::TooLong,
        Refusal::TooMany,
        Refusal::Archived,
        Refusal::Conflict,
        Refusal::Unavailable,
    ];
    let of = self::room();
    prop_oneof![
        of.prop_map(|of| ServerFrame::Room { of }),
        (
            any::<u32>(),
            any::<[String; 2]>(),
            site(),
            spans(),
            (user(), any::<bool>(), any::<bool>()),
            prop::collection::vec(membership(), 0..3)
        )
            .prop_map(|(protocol, [epoch, build], site, quiet, (you, admin, by_activity), rooms)| {
                ServerFrame::Hello { protocol, epoch, build, site, quiet, you, admin, by_activity, rooms }
            }),
        site().prop_map(|site| ServerFrame::Site { site }),
        spans().prop_map(|quiet| ServerFrame::Quiet { quiet }),
        (room.clone(), prop::collection::vec(entry(), 0..3), prop::collection::vec(user(), 0..3), any::<i64>())
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
        (room.clone(), any::<[i64; 2]>()).prop_map(|(room, [seq, entry])| ServerFrame::Changed { room, seq, entry }),
        (room.clone(), any::<i64>(), prop::sample::select(codes.to_vec()), any::<Option<u64>>())
            .prop_map(|(room, seq, code, retry_after)| ServerFrame::Unchanged { room, seq, code, retry_after }),
        (room.clone(), any::<i64>(), any::<i64>(), any::<bool>(), any::<String>()).prop_map(
            |(room, head, by, mention, line)| ServerFrame::Notice { mention, room, head, by: UserId(by), line }
        ),
        prop::collection::vec(membership(), 0..3).prop_map(|rooms| ServerFrame::Heads { rooms }),
        prop::collection::vec(
            (
                room.clone(),
                prop::sample::select(vec![NotifyLevel::Nothing, NotifyLevel::Mentions, NotifyLevel::Everything])
            ),
            0..3
        )
        .prop_map(|levels| ServerFrame::Levels { levels }),
        (membership(), prop::option::of(user()))
            .prop_map(|(membership, adder)| ServerFrame::Joined { membership, adder }),
        (room.clone(), any::<bool>()).prop_map(|(room, deleted)| ServerFrame::Left { room, deleted }),
        (prop::option::of(room.clone()), prop::collection::vec(user(), 0..3))
            .prop_map(|(room, people)| ServerFrame::People { room, people }),
        prop::collection::vec((room.clone(), any::<i64>()), 0..3).prop_map(|heads| ServerFrame::Beat { heads }),
        (room.clone(), ids(), ids()).prop_map(|(room, ids, ended)| ServerFrame::Typing { room, ids, ended }),
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
        // A later server may add fields.
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
            ClientFrame::Read { room, seq, read_generation: seq },
            ClientFrame::Unread { room, seq },
            ClientFrame::Edit { room, seq, base: seq, body: "better".into() },
            ClientFrame::Delete { room, seq },
            ClientFrame::Typing { room, ended: seq % 2 == 0 },
            ClientFrame::People { room, ids: ids.iter().copied().map(UserId).collect() },
        ] {
            let text = serde_json::to_string(&frame).expect("JSON");
            prop_assert_eq!(serde_json::from_str::<ClientFrame>(&text).expect("a frame"), frame);
        }
    }
}

#[test]
fn what_is_not_known_is_passed_over() {
    for text in ["", "{}", "null", "[]", r#"{"type":"later"}"#, r#"{"type":"ack"}"#, r#"{"room":1}"#] {
        assert_eq!(ServerFrame::read(text), None, "{text}");
    }
}

#[test]
fn an_entry_of_a_later_kind_or_an_incomplete_one_keeps_its_place() {
    for text in [
        r#"{"type":"post","room":1,"seq":7,"at":1,"by":2}"#,
        r#"{"type":"delete","room":1,"seq":7,"at":1,"by":2}"#,
        r#"{"type":"role","room":1,"seq":7,"at":1,"by":2,"whom":3,"body":"emperor"}"#,
    ] {
        let entry = Entry { seq: 7, at: 1, by: UserId(2), event: Event::Other };
        assert_eq!(ServerFrame::read(text), Some(ServerFrame::Entry(LiveEntry { room: RoomId(1), entry })), "{text}");
    }
    let read = ServerFrame::read(r#"{"type":"dance","room":1,"seq":7,"at":1,"by":2,"steps":[1,2]}"#);
    let entry = Entry { seq: 7, at: 1, by: UserId(2), event: Event::Other };
    assert_eq!(read, Some(ServerFrame::Entry(LiveEntry { room: RoomId(1), entry: entry.clone() })));
    let page = r#"{"type":"page","room":1,"entries":[{"type":"dance","seq":7,"at":1,"by":2}],"people":[],"head":7}"#;
    let page = ServerFrame::read(page);
    assert_eq!(page, Some(ServerFrame::Page { room: RoomId(1), entries: vec![entry], people: vec![], head: 7 }));
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
    let event = Event::Post { client_id, body: "Hello".into(), mentions: vec![], edited: 0 };
    let entry = Entry { seq: 42, at: 1_763_800_001_000, by: UserId(2), event };
    assert_eq!(
        written(&ServerFrame::Entry(LiveEntry { room, entry })),
        json!({ "room": 1, "seq": 42, "at": 1_763_800_001_000_i64, "by": 2, "type": "post", "client_id": "5Zb0qQx0T9u0m1c2d3e4fA", "body": "Hello" })
    );
    let client_id = ClientId::parse("5Zb0qQx0T9u0m1c2d3e4fA").expect("a name");
    let event =
        Event::Post { client_id, body: "@Bo!".into(), mentions: vec![Mention(UserId(3), "bo".into())], edited: 0 };
    assert_eq!(
        serde_json::to_value(Entry { seq: 43, at: 0, by: UserId(2), event }).expect("JSON")["mentions"],
        json!([[3, "bo"]])
    );
    let ada = User { id: UserId(2), username: "ada".into(), name: "Ada".into(), ..User::default() };
    assert_eq!(
        written(&ServerFrame::People { room: None, people: vec![ada.clone()] }),
        json!({ "type": "people", "people": [{ "id": 2, "username": "ada", "name": "Ada" }] }),
        "what there is nothing to tell of takes no room"
    );
    let ada = User { rev: 4, picture: 3, emoji: "🎧".into(), status: "In the zone".into(), ..ada };
    assert_eq!(
        serde_json::to_value(ada).expect("JSON"),
        json!({ "id": 2, "username": "ada", "name": "Ada", "rev": 4, "picture": 3, "emoji": "🎧", "status": "In the zone" })
    );
    let text = r#"{"type":"subscribe","room":1,"after":40}"#;
    assert_eq!(serde_json::from_str::<ClientFrame>(text).ok(), Some(ClientFrame::Subscribe { room, after: Some(40) }));
    let text = r#"{"type":"subscribe","room":1}"#;
    assert_eq!(serde_json::from_str::<ClientFrame>(text).ok(), Some(ClientFrame::Subscribe { room, after: None }));
}
