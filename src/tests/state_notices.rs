//! Notifications in a tab: by level, mute, quiet hours, and attention.

use super::support::{
    model_server::{ME, ModelServer, OTHER, ROOM},
    name_of,
};
use roost::{
    model::{
        ClientId, Entry, Event, Millis, NoticeCause, NotifyLevel, RoomId, RoomKind, RoomMembership, SiteSettings,
        Viewer, mention::Mention,
    },
    state::{Client, Effect, Input},
    wire::{LiveEntry, PROTOCOL, ServerFrame},
    words::toast,
};

/// The kind of notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Not,
    InThePage,
    ByTheSystem,
}

/// The notification of another's post, in a room with this membership.
fn notice(membership: &RoomMembership, mention: bool, looking: bool, now: Millis) -> How {
    told_in(membership, mention, looking, now, &[])
}

/// The same with these quiet hours.
fn told_in(membership: &RoomMembership, mention: bool, looking: bool, now: Millis, quiet: &[(Millis, Millis)]) -> How {
    let mut client = Client::default();
    let rooms = vec![membership.clone()];
    let (epoch, you) = ("one".into(), ModelServer::user(ME));
    let (build, site, quiet) = (String::new(), SiteSettings::default(), quiet.to_vec());
    for input in [
        Input::Viewer(Viewer { me: you.clone(), is_admin: false, by_activity: false, rooms: rooms.clone() }),
        Input::Start,
        Input::SocketOpened,
        Input::Frame(Box::new(ServerFrame::Hello {
            protocol: PROTOCOL,
            epoch,
            build,
            site,
            quiet,
            you,
            admin: false,
            by_activity: false,
            rooms,
        })),
        Input::Watched(looking),
    ] {
        client.step(input, now);
    }
    let post = ServerFrame::Notice { room: ROOM, head: membership.head + 1, by: OTHER, mention, line: "Beans".into() };
    let effects = client.step(Input::Frame(Box::new(post)), now);
    assert_eq!(client.rooms[&ROOM].unread, membership.unread + 1, "it counts in any case");
    let by_the_system = effects
        .iter()
        .any(|effect| matches!(effect, Effect::Notify(notice) if notice.cause == NoticeCause::post(mention)));
    match (client.notices.toast.is_some(), by_the_system) {
        (false, false) => How::Not,
        (true, false) => How::InThePage,
        (false, true) => How::ByTheSystem,
        (true, true) => panic!("told twice"),
    }
}

fn membership(level: NotifyLevel, kind: RoomKind) -> RoomMembership {
    let mut membership = ModelServer::new().membership();
    (membership.level, membership.room.kind) = (level, kind);
    membership
}

#[test]
fn a_tab_tells_of_as_much_as_the_room_is_set_to() {
    use How::{ByTheSystem, InThePage, Not};
    use NotifyLevel::{Everything, Mentions, Nothing};
    for (level, kind, [plain, naming], [plain_away, naming_away]) in [
        (Nothing, RoomKind::Open, [Not, Not], [Not, Not]),
        (Mentions, RoomKind::Open, [Not, InThePage], [Not, ByTheSystem]),
        // With attention, the unread mark is enough: a toast for every message would be in the way.
        (Everything, RoomKind::Private, [Not, InThePage], [ByTheSystem, ByTheSystem]),
        (Nothing, RoomKind::Direct, [Not, Not], [Not, Not]),
        (Mentions, RoomKind::Direct, [Not, InThePage], [Not, ByTheSystem]),
        (Everything, RoomKind::Direct, [InThePage, InThePage], [ByTheSystem, ByTheSystem]),
    ] {
        let membership = membership(level, kind);
        let looking = [false, true].map(|mention| notice(&membership, mention, true, 1_000));
        let away = [false, true].map(|mention| notice(&membership, mention, false, 1_000));
        assert_eq!((looking, away), ([plain, naming], [plain_away, naming_away]), "{level:?} {kind:?}");
    }
}

#[test]
fn who_wrote_is_told_as_soon_as_it_is_known() {
    let mut client = Client::default();
    let mut membership = membership(NotifyLevel::Mentions, RoomKind::Open);
    client.step(
        Input::Viewer(Viewer {
            me: ModelServer::user(ME),
            is_admin: false,
            by_activity: false,
            rooms: vec![membership.clone()],
        }),
        0,
    );
    let mut hear = |frame| client.step(Input::Frame(Box::new(frame)), 0);
    let should_notify =
        |effects: &[Effect]| effects.iter().filter(|effect| matches!(effect, Effect::Notify(_))).count();
    let post = |seq| ServerFrame::Notice { room: ROOM, head: seq, by: OTHER, mention: true, line: "Beans".into() };
    let who = ServerFrame::People { room: Some(ROOM), people: vec![ModelServer::user(OTHER)] };
    membership.head += 1;
    assert_eq!(should_notify(&hear(post(membership.head))), 1, "at once");
    assert_eq!(should_notify(&hear(who.clone())), 1, "and by name");
    assert_eq!(should_notify(&hear(who)), 0);
    assert_eq!(should_notify(&hear(post(membership.head + 1))), 1, "to which nothing is to be added");
}

#[test]
fn a_muted_room_tells_of_nothing_until_then() {
    let mut membership = membership(NotifyLevel::Everything, RoomKind::Open);
    membership.muted_until = Some(5_000);
    assert_eq!(notice(&membership, true, true, 4_999), How::Not);
    assert_eq!(notice(&membership, true, false, 4_999), How::Not);
    assert_eq!(notice(&membership, true, true, 5_000), How::InThePage);
    assert_eq!(notice(&membership, true, false, 5_000), How::ByTheSystem);
}

#[test]
fn in_quiet_hours_nothing_is_told_in_any_way() {
    let membership = membership(NotifyLevel::Everything, RoomKind::Direct);
    let quiet = [(1_000, 2_000), (5_000, 6_000)];
    for now in [1_000, 1_999, 5_500] {
        for looking in [true, false] {
            assert_eq!(told_in(&membership, true, looking, now, &quiet), How::Not, "{now} {looking}");
        }
    }
    for now in [999, 2_000, 4_999, 6_000] {
        assert_eq!(told_in(&membership, true, true, now, &quiet), How::InThePage, "{now}");
        assert_eq!(told_in(&membership, true, false, now, &quiet), How::ByTheSystem, "{now}");
    }
}

#[test]
fn quiet_hours_that_change_hold_at_once() {
    let mut client = Client::default();
    let membership = membership(NotifyLevel::Everything, RoomKind::Open);
    client.step(
        Input::Viewer(Viewer {
            me: ModelServer::user(ME),
            is_admin: false,
            by_activity: false,
            rooms: vec![membership.clone()],
        }),
        0,
    );
    let mut should_notify = |frame| {
        let effects = client.step(Input::Frame(Box::new(frame)), 50);
        effects.iter().any(|effect| matches!(effect, Effect::Notify(_)))
    };
    let post = |seq| ServerFrame::Notice { room: ROOM, head: seq, by: OTHER, mention: true, line: String::new() };
    assert!(should_notify(post(membership.head + 1)));
    assert!(!should_notify(ServerFrame::Quiet { quiet: vec![(0, 100)] }) && !should_notify(post(membership.head + 2)));
    assert!(!should_notify(ServerFrame::Quiet { quiet: vec![] }) && should_notify(post(membership.head + 3)));
}

#[test]
fn a_toast_has_a_face_a_name_and_the_first_line_however_the_message_came() {
    let mut client = Client::default();
    let mut membership = membership(NotifyLevel::Mentions, RoomKind::Open);
    let elsewhere = RoomId(7);
    membership.room.id = elsewhere;
    client.step(
        Input::Viewer(Viewer {
            me: ModelServer::user(ME),
            is_admin: false,
            by_activity: false,
            rooms: vec![membership.clone()],
        }),
        0,
    );
    client.step(Input::Watched(true), 0);
    let who = ServerFrame::People { room: Some(elsewhere), people: vec![ModelServer::user(OTHER)] };
    client.step(Input::Frame(Box::new(who)), 0);
    let seq = membership.head + 1;
    let line = || "Do you want some, @user1?".to_owned();
    let client_id = ClientId::parse(&name_of(1)).expect("a name");
    let (body, mentions) = ("Do you\n\twant some, @user1?".to_owned(), vec![Mention(ME, "user1".into())]);
    let event = Event::Post { client_id, body, mentions, edited: 0 };
    let entry = LiveEntry { room: elsewhere, entry: Entry { seq: seq + 1, at: 0, by: OTHER, event } };
    for frame in [
        ServerFrame::Notice { room: elsewhere, head: seq, by: OTHER, mention: true, line: line() },
        ServerFrame::Entry(entry),
    ] {
        client.step(Input::Frame(Box::new(frame)), 0);
        let toast = client.notices.toast.clone().expect("a toast");
        let telling = client.notice_text(&toast.notice).expect("its words");
        assert_eq!((&telling.person, telling.line), (&Some(ModelServer::user(OTHER)), line()));
        assert_eq!(
            (&*toast::who(telling.person.as_ref()), telling.room.as_deref()),
            ("User 2", Some(&*membership.room.name))
        );
    }
}

#[test]
fn being_added_to_a_room_is_told_until_one_looks_and_joining_is_not() {
    let was_added = |looking, quiet: &[(Millis, Millis)]| {
        let mut client = Client::default();
        let viewer = Viewer { me: ModelServer::user(ME), is_admin: false, by_activity: false, rooms: Vec::new() };
        client.step(Input::Viewer(viewer), 50);
        client.step(Input::Watched(looking), 50);
        client.step(Input::Frame(Box::new(ServerFrame::Quiet { quiet: quiet.to_vec() })), 50);
        let mut membership = membership(NotifyLevel::Mentions, RoomKind::Private);
        (membership.unread, membership.mentions) = (0, 0);
        let joined = |adder| Input::Frame(Box::new(ServerFrame::Joined { membership: membership.clone(), adder }));
        assert!(client.step(joined(None), 50).is_empty() && client.notices.toast.is_none(), "one joined oneself");
        let effects = client.step(joined(Some(ModelServer::user(OTHER))), 50);
        let told = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Notify(_)));
        let later = client.step(Input::Tick { jitter: 0.5 }, 60);
        assert!(!later.iter().any(|effect| matches!(effect, Effect::Withdraw(_))), "it stays");
        (client, told(&effects))
    };
    let (mut client, by_the_system) = was_added(true, &[]);
    assert!(!by_the_system);
    let toast = client.notices.toast.clone().expect("a toast");
    let text = client.notice_text(&toast.notice).expect("its words");
    assert_eq!((text.person, text.cause), (Some(ModelServer::user(OTHER)), NoticeCause::Added));
    client.step(Input::Entered(Some(ROOM)), 70);
    assert!(client.notices.toast.is_none(), "there it is known");
    assert!(was_added(false, &[]).1);
    let (client, by_the_system) = was_added(true, &[(0, 100)]);
    assert!(client.notices.toast.is_none() && !by_the_system, "in quiet hours it is not told");
}
