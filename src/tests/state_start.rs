//! A client that starts without page data: who the viewer is comes later, from `hello` or with a page.

use super::support::{
    model_server::{ME, ModelServer, OTHER, ROOM},
    name_of,
};
use roost::{
    model::{ClientId, RoomMembership, SiteSettings, Viewer},
    state::{Client, Delivery, Effect, Input, Parts, Pending, Status},
    wire::{ClientFrame, PROTOCOL, ServerFrame},
};

/// The wall time of these stories.
const NOW: i64 = 1_763_800_000_000;

fn hello(admin: bool, rooms: Vec<RoomMembership>) -> Input {
    let site = SiteSettings { name: "Garden club".into(), ..SiteSettings::default() };
    Input::Frame(Box::new(ServerFrame::Hello {
        protocol: PROTOCOL,
        epoch: "one".into(),
        build: "two".into(),
        site,
        quiet: vec![],
        you: ModelServer::user(ME),
        admin,
        by_activity: false,
        rooms,
    }))
}

/// A room in which three posts are unread.
fn unread() -> RoomMembership {
    RoomMembership { head: 9, read: 6, unread: 3, ..ModelServer::new().membership() }
}

/// A client that has opened its socket, and knows nobody.
fn started() -> Client {
    let mut client = Client::default();
    assert_eq!(client.step(Input::Start, NOW), [Effect::Connect]);
    let said = client.step(Input::SocketOpened, NOW);
    assert_eq!(said, [Effect::Transmit(ClientFrame::Hello { protocol: PROTOCOL })]);
    assert!(client.me.is_none() && client.rooms.is_empty());
    client.take_changed();
    client
}

#[test]
fn hello_tells_who_the_viewer_is_and_brings_their_rooms_and_marks() {
    let mut client = started();
    client.step(hello(true, vec![unread()]), NOW);
    assert_eq!(client.me, Some(ModelServer::user(ME)));
    assert!(client.is_admin && client.connection.is_open());
    assert_eq!((client.site().name.as_str(), client.outpaced), ("Garden club", false));
    assert_eq!(client.room_by_slug(&unread().room.slug).map(|membership| membership.room.id), Some(ROOM));
    assert_eq!((client.unread(), client.unread_in(ROOM)), (3, 3));
    let changed = client.take_changed();
    let concerned = [Parts::ME, Parts::ROOMS, Parts::STATUS].map(|part| changed.meets(part));
    assert_eq!(concerned, [true; 3], "the views of all three are woken");
}

#[test]
fn after_hello_the_room_is_opened_read_and_notified_of_as_ever() {
    let mut client = started();
    let server = ModelServer::new();
    client.step(hello(false, vec![server.membership()]), NOW);
    let effects = client.step(Input::Opened(server.newest()), NOW);
    let subscribes = |effect: &Effect| matches!(effect, Effect::Transmit(ClientFrame::Subscribe { room: ROOM, .. }));
    assert!(effects.iter().any(subscribes), "{effects:?}");
    assert!(client.timelines.contains_key(&ROOM));
    let head = server.membership().head + 1;
    let notice = ServerFrame::Notice { room: ROOM, head, by: OTHER, mention: true, line: "Beans".into() };
    let effects = client.step(Input::Frame(Box::new(notice)), NOW);
    assert_eq!(client.unread_in(ROOM), 1);
    assert!(client.notices.toast.is_some() || effects.iter().any(|effect| matches!(effect, Effect::Notify(_))));
}

#[test]
fn messages_of_an_earlier_page_are_sent_once_their_author_is_known() {
    let mut client = started();
    client.step(hello(false, vec![unread()]), NOW);
    let client_id = ClientId::parse(&name_of(1)).expect("a name");
    let body = "Written before".to_owned();
    let message = Pending { room: ROOM, client_id: client_id.clone(), body, at: NOW, delivery: Delivery::Sending };
    let effects = client.step(Input::Restored(vec![message]), NOW);
    let sends = |effect: &Effect| matches!(effect, Effect::Transmit(ClientFrame::Send { client_id: of, .. }) if *of == client_id);
    assert!(effects.iter().any(sends), "{effects:?}");
}

#[test]
fn a_mute_that_is_over_is_over_from_the_first_moment() {
    let mut client = started();
    client.step(hello(false, vec![RoomMembership { muted_until: Some(NOW - 1), ..unread() }]), NOW);
    assert!(!client.is_muted(ROOM));
    let mut client = started();
    client.step(hello(false, vec![RoomMembership { muted_until: Some(NOW + 1), ..unread() }]), NOW);
    assert!(client.is_muted(ROOM));
}

#[test]
fn page_data_that_comes_later_tells_it_as_well() {
    let mut client = started();
    client.step(
        Input::Viewer(Viewer { me: ModelServer::user(ME), is_admin: true, by_activity: false, rooms: vec![unread()] }),
        NOW,
    );
    assert!(client.me.is_some() && client.is_admin);
    assert!(client.take_changed().meets(Parts::ME));
    client.step(hello(true, vec![unread()]), NOW);
    assert_eq!((client.unread(), client.connection.is_open()), (3, true), "and hello is of the same person");
}

#[test]
fn without_a_network_it_is_offline_and_connects_when_there_is_one() {
    let mut client = Client::default();
    assert_eq!(client.step(Input::Network { online: false }, NOW), [Effect::Drop]);
    assert_eq!(client.connection.status(), Status::Offline);
    assert_eq!(client.step(Input::Network { online: true }, NOW), [Effect::Connect]);
    client.step(Input::SocketOpened, NOW);
    client.step(hello(false, vec![unread()]), NOW);
    assert!(client.me.is_some() && client.connection.is_open());
}

#[test]
fn with_a_session_that_has_ended_it_stays_nobody_s() {
    let mut client = Client::default();
    client.step(Input::Start, NOW);
    assert_eq!(client.step(Input::SocketClosed { code: 1006, jitter: 0.0 }, NOW), [Effect::AskSession]);
    client.step(Input::Session(Some(false)), NOW);
    assert!(client.connection.is_over() && client.me.is_none());
}
