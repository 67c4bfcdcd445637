//! The sidebar: muted rooms, the people of direct conversations, and rooms that are gone.

use super::support::{
    Person, Room, TestApp,
    model_server::{ME, ModelServer, OTHER, ROOM},
};
use roost::{
    model::{NotifyLevel, Presence, RoomId, RoomKind, RoomMembership, SiteSettings, User, UserId, Viewer, limits},
    state::{Client, Effect, Input, Parts},
    wire::{ClientFrame, PROTOCOL, ServerFrame},
};

/// A room's link in the sidebar, with its attributes.
fn link<'a>(page: &'a str, slug: &str) -> &'a str {
    let list = page.split("aria-label=\"Rooms\"").nth(1).expect("the list of rooms");
    let link = list.split("<a ").find(|link| link.contains(&format!("href=\"/rooms/{slug}\""))).expect("a link");
    link.split("</a>").next().expect("its end")
}

fn title(page: &str) -> &str {
    page.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).expect("a title")
}

async fn tell(person: &Person, slug: &str, level: &str, mute: &str) {
    let reply = person.post(&format!("/rooms/{slug}/notifications"), &[("level", level), ("mute", mute)]).await;
    assert_eq!(reply.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_counts_what_is_unread_and_of_muted_rooms_only_what_names_the_reader() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let (garden, kitchen) = (ada.create_room("Garden").await, ada.create_room("Kitchen").await);
    for room in [&garden, &kitchen] {
        bo.join(room).await;
    }
    ada.say(&garden, "Beans are up").await;
    ada.say(&kitchen, "Soup is on").await;
    for (path, page) in
        [("/rooms", "Browse rooms"), ("/settings", "Account"), ("/rooms/new", "New room"), ("/nowhere", "")]
    {
        let said = bo.get(path).await.text;
        assert!(title(&said).starts_with("(2) ") && title(&said).contains(page), "{path}: {}", title(&said));
    }
    assert_eq!(title(&app.visitor("eve").get("/signin").await.text), "Sign in · Roost");

    for (level, mute) in [("nothing", ""), ("everything", "8")] {
        tell(&bo, &garden.slug, level, mute).await;
        let page = bo.get("/rooms").await.text;
        let (quiet, loud) = (link(&page, "garden"), link(&page, "kitchen"));
        assert!(quiet.contains("data-muted") && !quiet.contains("data-unread"), "{quiet}");
        assert!(
            quiet.contains(" muted") && quiet.contains("1</bdi><span class=\"hidden\"> unread"),
            "it is said: {quiet}"
        );
        assert!(!loud.contains("data-muted") && loud.contains("data-unread"), "{loud}");
        assert_eq!(title(&page), "(1) Browse rooms · Roost");
    }
    ada.say(&garden, "Is that so, @bo?").await;
    let page = bo.get("/rooms").await.text;
    assert!(link(&page, "garden").contains("data-unread") && title(&page).starts_with("(2) "), "{}", title(&page));
}

#[tokio::test(flavor = "multi_thread")]
async fn conversations_show_who_they_are_with_and_archived_rooms_that_they_are() {
    let app = TestApp::start().await;
    let (ada, bo, cy) = (app.person("ada").await, app.person("bo").await, app.person("cy").await);
    let old = ada.create_room("Allotment").await;
    let garden = ada.create_room("Garden").await;
    ada.administer(&old, "archive", &[("archived", "yes")]).await;
    let mut tab = bo.socket().await;
    let two = ada.room_at(ada.post("/dm/bo", &[]).await.location()).await;
    assert_eq!(tab.next_of_type("joined").await["membership"]["with"][0]["username"], "ada");
    let three = ada.room_at(ada.post("/dm/bo,cy", &[]).await.location()).await;
    for room in [&two, &three] {
        ada.say(room, "between us").await;
    }
    let renamed = [("username", "bo"), ("display_name", "Bo Okafor"), ("status", ""), ("emoji", ""), ("zone", "")];
    assert_eq!(bo.post("/profile", &renamed).await.status, 303);
    let hello = ada.socket().await.heard[0]["rooms"].clone();
    let with = |room: &Room| {
        let membership = hello.as_array().expect("rooms").iter().find(|membership| membership["room"]["id"] == room.id);
        membership.expect("a standing")["with"].clone()
    };
    assert_eq!(with(&two)[0]["name"], "Bo Okafor");
    assert_eq!((with(&three)[0]["username"].clone(), with(&three)[1]["username"].clone()), ("bo".into(), "cy".into()));
    assert!(with(&garden).is_null(), "not of rooms, which can have thousands");

    let page = ada.get("/rooms").await.text;
    let (alone, several, archived) = (link(&page, &two.slug), link(&page, &three.slug), link(&page, "allotment"));
    assert!(alone.contains("class=\"face\"") && alone.contains(">BO</span>"), "{alone}");
    assert!(several.contains("data-others=\"2\"") && several.contains("Bo Okafor, cy"), "{several}");
    assert!(archived.contains("data-archived") && archived.contains(" archived"), "{archived}");
    assert!(page.find("/rooms/garden\"") < page.find("/rooms/allotment\""), "what is over comes last");
    assert!(cy.get("/rooms").await.text.contains("ada, Bo Okafor"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_leads_to_administration_only_who_runs_the_place() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let menu =
        |page: String| page.split("id=\"place-menu\"").nth(1).expect("a menu").split("</ul>").next().map(str::to_owned);
    let (hers, his) = (menu(ada.get("/rooms").await.text), menu(bo.get("/rooms").await.text));
    let (hers, his) = (hers.expect("its end"), his.expect("its end"));
    assert!(hers.contains("href=\"/admin\"") && !his.contains("href=\"/admin\""), "{his}");
    assert!(his.contains("href=\"/dm\""), "{his}");
    let page = bo.get("/rooms").await.text;
    let own = page.split("id=\"own-menu\"").nth(1).and_then(|menu| menu.split("</ul>").next()).expect("his own menu");
    for path in ["/profile", "/settings", "/settings/notifications", "/settings/app", "/signout"] {
        assert!(own.contains(&format!("\"{path}\"")), "{path}: {own}");
    }
}

/// A direct conversation of the viewer with somebody.
fn conversation(room: i64, with: i64) -> RoomMembership {
    let mut membership = ModelServer::new().membership();
    (membership.room.id, membership.room.kind, membership.level) =
        (RoomId(room), RoomKind::Direct, NotifyLevel::Everything);
    membership.with = vec![ModelServer::user(UserId(with))];
    membership
}

/// A connected tab, and the effects of connecting.
fn tab(rooms: Vec<RoomMembership>, now: i64) -> (Client, Vec<Effect>) {
    let mut client = Client::default();
    let (epoch, you) = ("one".into(), ModelServer::user(ME));
    client.step(
        Input::Viewer(Viewer { me: you.clone(), is_admin: false, by_activity: false, rooms: rooms.clone() }),
        now,
    );
    client.step(Input::Start, now);
    client.step(Input::SocketOpened, now);
    let (build, site, quiet) = (String::new(), SiteSettings::default(), vec![]);
    let hello = ServerFrame::Hello {
        protocol: PROTOCOL,
        epoch,
        build,
        site,
        quiet,
        you,
        admin: false,
        by_activity: false,
        rooms,
    };
    let effects = client.step(Input::Frame(Box::new(hello)), now);
    (client, effects)
}

#[test]
fn a_room_is_muted_until_its_moment_passes_by_the_tick() {
    let mut membership = ModelServer::new().membership();
    (membership.unread, membership.mentions, membership.muted_until) = (5, 2, Some(5_000));
    let (mut client, _) = tab(vec![membership.clone()], 4_000);
    assert!(client.is_muted(ROOM));
    assert_eq!((client.unread(), client.unread_in(ROOM)), (2, 5));
    let beat = ServerFrame::Beat { heads: Vec::new() };
    client.step(Input::Frame(Box::new(beat)), 6_000);
    assert!(client.is_muted(ROOM), "the page is adopted as it was written, whatever the clocks say");
    client.step(Input::Tick { jitter: 0.0 }, 6_000);
    assert!(!client.is_muted(ROOM));
    assert_eq!(client.unread(), 5);
    membership.level = NotifyLevel::Nothing;
    client.step(Input::Frame(Box::new(ServerFrame::Heads { rooms: vec![membership] })), 6_000);
    assert_eq!((client.is_muted(ROOM), client.unread()), (true, 2), "for good");
    let levels = vec![(ROOM, NotifyLevel::Everything), (RoomId(99), NotifyLevel::Nothing)];
    client.step(Input::Frame(Box::new(ServerFrame::Levels { levels })), 6_000);
    assert_eq!((client.is_muted(ROOM), client.unread()), (false, 5), "by what holds in all rooms");
}

#[test]
fn whoever_one_talks_to_alone_is_watched_from_everywhere() {
    let mut empty = conversation(9, 9);
    empty.head = 1;
    let mut several = conversation(8, 7);
    several.with.push(ModelServer::user(UserId(8)));
    let (mut client, said) = tab(vec![conversation(2, 2), conversation(3, 3), several, empty], 0);
    let people = vec![UserId(3), UserId(2)];
    assert!(said.contains(&Effect::Transmit(ClientFrame::Watch { people })), "{said:?}");
    let presence = vec![(OTHER, Presence::Away)];
    client.step(Input::Frame(Box::new(ServerFrame::Presence { presence })), 0);
    assert_eq!(client.presence.presence(OTHER), Some(Presence::Away));
    let anew = User { rev: 4, name: "Anew".into(), ..ModelServer::user(OTHER) };
    let people = ServerFrame::People { room: None, people: vec![anew.clone()] };
    client.step(Input::Frame(Box::new(people)), 0);
    assert_eq!(client.others(RoomId(2)), [anew]);

    let (_, said) = tab((1..=150).map(|id| conversation(id, id + 10)).collect(), 0);
    let watched = said.iter().find_map(|effect| match effect {
        Effect::Transmit(ClientFrame::Watch { people }) => Some(people),
        _ => None,
    });
    let watched = watched.expect("a list");
    assert_eq!((watched.len(), watched[0]), (limits::WATCHED, UserId(160)), "no more than one may, the newest");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_sign_in_the_list_says_is_said_in_words_too() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let (den, old) = (ada.create_private("Den").await, ada.create_private("Old").await);
    let open = ada.create_room("Garden").await;
    ada.administer(&old, "archive", &[("archived", "yes")]).await;
    let page = ada.get("/rooms").await.text;
    let hidden = |room: &Room| {
        let rest = link(&page, &room.slug).split("<span class=\"hidden\">").nth(1).expect("words");
        rest.split("</span>").next().expect("their end").trim().to_owned()
    };
    assert_eq!((hidden(&den), hidden(&old), hidden(&open)), ("private".into(), "private archived".into(), "".into()));
}

#[test]
fn a_conversation_is_called_what_its_people_are_called_by_now() {
    let mut group = conversation(3, 3);
    group.with.push(ModelServer::user(OTHER));
    group.room.name = "User 3, User 2".into();
    let mut two = conversation(2, 2);
    two.room.name = "User 2".into();
    let (mut client, _) = tab(vec![two.clone(), group, ModelServer::new().membership()], 0);
    let people = |user: &User| Input::Frame(Box::new(ServerFrame::People { room: None, people: vec![user.clone()] }));
    let names = |client: &Client| [2, 3, 1].map(|room| client.rooms[&RoomId(room)].room.name.clone());
    let before = names(&client);
    for name in ["Bo the Gardener", "Deleted user"] {
        let rev = client.people[&OTHER].rev + 1;
        client.take_changed();
        client.step(people(&User { rev, name: name.into(), ..ModelServer::user(OTHER) }), 0);
        assert_eq!(names(&client), [name.to_owned(), format!("User 3, {name}"), before[2].clone()]);
        assert!(client.take_changed().meets(Parts::ROOMS), "the list hears of it");
    }
    // Data read earlier may arrive later.
    client.step(Input::Frame(Box::new(ServerFrame::Heads { rooms: vec![two] })), 0);
    assert_eq!(names(&client)[0], "Deleted user");
    // A person in none of the conversations wakes no view of rooms.
    client.take_changed();
    client.step(people(&User { rev: 1, ..ModelServer::user(UserId(9)) }), 0);
    assert!(!client.take_changed().meets(Parts::ROOMS));
}

#[test]
fn what_was_put_away_is_back_with_the_next_message() {
    let mut membership = conversation(2, 2);
    membership.away = membership.head;
    let (mut client, said) = tab(vec![membership.clone()], 0);
    let is_shown = |client: &Client| client.rooms[&RoomId(2)].has_news();
    assert!(
        !is_shown(&client) && !said.iter().any(|effect| matches!(effect, Effect::Transmit(ClientFrame::Watch { .. })))
    );
    let (room, head) = (RoomId(2), membership.head + 1);
    let notice = ServerFrame::Notice { room, head, by: OTHER, mention: false, line: "Hello again".into() };
    client.step(Input::Frame(Box::new(notice)), 0);
    assert!(is_shown(&client));
}

#[test]
fn the_place_is_called_what_it_is_called_by_now() {
    let (mut client, _) = tab(vec![], 0);
    client.step(Input::Site(SiteSettings { build: "one".into(), offer_codes: true, ..SiteSettings::default() }), 0);
    client.take_changed();
    let site = SiteSettings { name: "Book club".into(), mark: "📚".into(), ..SiteSettings::default() };
    for (frame, woken) in [(ServerFrame::Site { site: site.clone() }, true), (ServerFrame::Site { site }, false)] {
        client.step(Input::Frame(Box::new(frame)), 0);
        assert_eq!((&*client.site().name, &*client.site().mark, &*client.site().build), ("Book club", "📚", "one"));
        assert_eq!(client.take_changed().meets(Parts::ME), woken);
    }
}

#[test]
fn a_room_that_was_deleted_is_told_from_one_that_was_left() {
    let membership = ModelServer::new().membership();
    let (mut client, _) = tab(vec![membership.clone()], 0);
    client.step(Input::Entered(Some(ROOM)), 0);
    let mut away = client.clone();
    client.step(Input::Frame(Box::new(ServerFrame::Left { room: ROOM, deleted: true })), 0);
    assert!(client.is_gone(ROOM) && !client.rooms.contains_key(&ROOM));
    // A page that slept meanwhile subscribes to the room that it shows.
    away.step(Input::SocketClosed { code: 1006, jitter: 0.0 }, 0);
    away.step(Input::Tick { jitter: 0.0 }, 1_000);
    away.step(Input::SocketOpened, 1_000);
    let (epoch, you) = ("one".into(), ModelServer::user(ME));
    let (build, site, quiet) = (String::new(), SiteSettings::default(), vec![]);
    let hello = ServerFrame::Hello {
        protocol: PROTOCOL,
        epoch,
        build,
        site,
        quiet,
        you,
        admin: false,
        by_activity: false,
        rooms: vec![],
    };
    let asks = away.step(Input::Frame(Box::new(hello)), 1_000);
    let subscribe = ClientFrame::Subscribe { room: ROOM, after: None };
    assert!(asks.contains(&Effect::Transmit(subscribe)) && !away.is_gone(ROOM), "{asks:?}");
    away.step(Input::Frame(Box::new(ServerFrame::Left { room: ROOM, deleted: true })), 1_000);
    assert!(away.is_gone(ROOM));
}
