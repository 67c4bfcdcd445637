//! What a tab tells its reader of: by the room's level, whether it is muted, and who looks at what.

use super::support::model_server::{ME, ModelServer, OTHER, ROOM};
use roost::{
    model::{Level, Millis, RoomKind, Standing, Viewer},
    state::{Client, Effect, Input},
    wire::{PROTOCOL, ServerFrame},
};

/// How somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Not,
    InThePage,
    ByTheSystem,
}

/// How the reader is told of another's post, in a room where they stand like this.
fn told(standing: &Standing, mention: bool, looking: bool, now: Millis) -> How {
    let mut client = Client::default();
    let rooms = vec![standing.clone()];
    let (epoch, you) = ("one".into(), ModelServer::user(ME));
    for input in [
        Input::Viewer(Viewer { me: you.clone(), is_admin: false, rooms: rooms.clone() }),
        Input::Start,
        Input::SocketOpened,
        Input::Frame(Box::new(ServerFrame::Hello { protocol: PROTOCOL, epoch, build: String::new(), you, rooms })),
        Input::Watched(looking),
    ] {
        client.step(input, now);
    }
    let post = ServerFrame::Notice { room: ROOM, head: standing.head + 1, by: OTHER, mention };
    let effects = client.step(Input::Frame(Box::new(post)), now);
    assert_eq!(client.rooms[&ROOM].unread, standing.unread + 1, "it counts in any case");
    let by_the_system = effects.iter().any(|effect| matches!(effect, Effect::Notify(told) if told.mention == mention));
    match (client.notices.toast.is_some(), by_the_system) {
        (false, false) => How::Not,
        (true, false) => How::InThePage,
        (false, true) => How::ByTheSystem,
        (true, true) => panic!("told twice"),
    }
}

fn standing(level: Level, kind: RoomKind) -> Standing {
    let mut standing = ModelServer::new().standing();
    (standing.level, standing.room.kind) = (level, kind);
    standing
}

#[test]
fn a_tab_tells_of_as_much_as_the_room_is_set_to() {
    use How::{ByTheSystem, InThePage, Not};
    use Level::{Everything, Mentions, Nothing};
    for (level, kind, [plain, naming], [plain_away, naming_away]) in [
        (Nothing, RoomKind::Open, [Not, Not], [Not, Not]),
        (Mentions, RoomKind::Open, [Not, InThePage], [Not, ByTheSystem]),
        // Who looks at the page sees the unread mark: a toast for every message would be in the way.
        (Everything, RoomKind::Private, [Not, InThePage], [ByTheSystem, ByTheSystem]),
        (Nothing, RoomKind::Direct, [Not, Not], [Not, Not]),
        (Mentions, RoomKind::Direct, [Not, InThePage], [Not, ByTheSystem]),
        (Everything, RoomKind::Direct, [InThePage, InThePage], [ByTheSystem, ByTheSystem]),
    ] {
        let standing = standing(level, kind);
        let looking = [false, true].map(|mention| told(&standing, mention, true, 1_000));
        let away = [false, true].map(|mention| told(&standing, mention, false, 1_000));
        assert_eq!((looking, away), ([plain, naming], [plain_away, naming_away]), "{level:?} {kind:?}");
    }
}

#[test]
fn who_wrote_is_told_as_soon_as_it_is_known() {
    let mut client = Client::default();
    let mut standing = standing(Level::Mentions, RoomKind::Open);
    client.step(Input::Viewer(Viewer { me: ModelServer::user(ME), is_admin: false, rooms: vec![standing.clone()] }), 0);
    let mut hear = |frame| client.step(Input::Frame(Box::new(frame)), 0);
    let tells = |effects: &[Effect]| effects.iter().filter(|effect| matches!(effect, Effect::Notify(_))).count();
    let post = |seq| ServerFrame::Notice { room: ROOM, head: seq, by: OTHER, mention: true };
    let who = ServerFrame::People { room: Some(ROOM), people: vec![ModelServer::user(OTHER)] };
    standing.head += 1;
    assert_eq!(tells(&hear(post(standing.head))), 1, "at once");
    assert_eq!(tells(&hear(who.clone())), 1, "and by name");
    assert_eq!(tells(&hear(who)), 0);
    assert_eq!(tells(&hear(post(standing.head + 1))), 1, "to which nothing is to be added");
}

#[test]
fn a_muted_room_tells_of_nothing_until_then() {
    let mut standing = standing(Level::Everything, RoomKind::Open);
    standing.muted_until = Some(5_000);
    assert_eq!(told(&standing, true, true, 4_999), How::Not);
    assert_eq!(told(&standing, true, false, 4_999), How::Not);
    assert_eq!(told(&standing, true, true, 5_000), How::InThePage);
    assert_eq!(told(&standing, true, false, 5_000), How::ByTheSystem);
}
