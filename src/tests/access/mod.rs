//! Authorisation: every address and every frame, tried by every kind of person, from one table.

mod addresses;
mod frames;

use super::support::{Person, Reply, Room, Socket, TestApp, name_of};
use addresses::ADDRESSES;
use frames::FRAMES;
use serde_json::{Value, json};

const SECRET: &str = "only members read this";

/// The outcome of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    /// The message is in the response.
    Reads,
    /// A response without the message.
    Sees,
    /// A redirect to the sign-in page.
    SignIn,
    /// Refused, without the message.
    No,
    /// Refused, on the page of the form beside its room: the message is in the response.
    Again,
    /// Done: there is an entry more.
    Does,
    /// Nothing is done; the redirect is the same as if it had been.
    Nothing,
}
use Then::{Again, Does, No, Nothing, Reads, Sees, SignIn};

/// A site with all kinds of people; message 4 is its secret.
struct Scene {
    app: TestApp,
    room: Room,
    people: [Person; 8],
    /// Placeholders in addresses, and their values.
    names: [(&'static str, String); 4],
}

impl Scene {
    fn named(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, is)| text.replace(name, is))
    }
}

/// Every kind of person. The administrator of the site is not in the room.
const KINDS: [&str; 8] = ["anonymous", "stranger", "former", "banned", "member", "moderator", "owner", "administrator"];

async fn place() -> Scene {
    let app = TestApp::start().await;
    let administrator = app.person("keeper").await;
    let owner = app.person("founder").await;
    let room = owner.create_room("Lobby").await;
    let (stranger, former, banned) =
        (app.person("stranger").await, app.person("former").await, app.person("banned").await);
    former.join(&room).await;
    assert_eq!(former.say(&room, "I was here").await.status, 303);
    assert_eq!(owner.say(&room, SECRET).await.status, 303);
    former.leave(&room).await;
    banned.join(&room).await;
    assert_eq!(owner.administer(&room, "ban", &[("who", "5")]).await.status, 303);
    let (member, moderator) = (app.person("member").await, app.person("steward").await);
    member.join(&room).await;
    moderator.join(&room).await;
    let pictures = app.config.data.join("pictures/2");
    std::fs::create_dir_all(&pictures).expect("a folder");
    std::fs::write(pictures.join("1-96"), b"\xff\xd8\xff").expect("a picture");
    assert_eq!(owner.administer(&room, "role", &[("who", "7"), ("role", "moderator")]).await.status, 303);
    let den = owner.create_private("Den").await;
    assert_eq!(owner.say(&den, SECRET).await.status, 303);
    let [token, lobby] = [owner.invite(&den, &[]).await, owner.invite(&room, &[]).await]
        .map(|path| path.strip_prefix("/join/").expect("a link").to_owned());
    let talk = moderator.post("/dm/member", &[]).await;
    let talk = moderator.room_at(talk.location()).await;
    assert_eq!(moderator.say(&talk, SECRET).await.status, 303);
    let names = [("DEN", den.slug), ("TALK", talk.slug), ("TOKEN", token), ("LOBBY", lobby)];
    let people = [app.visitor("anonymous"), stranger, former, banned, member, moderator, owner, administrator];
    Scene { people, app, room, names }
}

/// Sends a form with the person's own name in it.
async fn post(person: &Person, path: &str, fields: &[(&str, &str)]) -> Reply {
    let fields: Vec<_> = fields.iter().map(|(key, value)| (*key, value.replace("WHO", &person.name))).collect();
    person.post(path, &fields.iter().map(|(key, value)| (*key, value.as_str())).collect::<Vec<_>>()).await
}

fn came_of(reply: &Reply, stored: i64) -> Then {
    match reply.status {
        _ if stored > 0 => Does,
        200 if reply.text.contains(SECRET) => Reads,
        200 => Sees,
        302 | 303 if reply.location().starts_with("/signin") => SignIn,
        204 | 302 | 303 => Nothing,
        // The status of a refusal is tested elsewhere.
        _ if reply.text.contains(SECRET) => Again,
        _ => No,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_does_for_everybody_what_the_table_says() {
    let (mut wrong, looked_at) = (Vec::new(), place().await);
    for (method, path, fields, expected) in ADDRESSES {
        // Posts change things: each gets a site of its own.
        let own = if *method == "GET" { None } else { Some(place().await) };
        let place = own.as_ref().unwrap_or(&looked_at);
        let Scene { app, people, .. } = place;
        let path = &place.named(path);
        let fields: Vec<_> = fields.iter().map(|(key, value)| (*key, place.named(value))).collect();
        let fields: Vec<_> = fields.iter().map(|(key, value)| (*key, value.as_str())).collect();
        for ((person, kind), expected) in people.iter().zip(KINDS).zip(expected) {
            let entries = app.count("select count(*) from entries").await;
            let reply = if *method == "GET" { person.get(path).await } else { post(person, path, &fields).await };
            let then = came_of(&reply, app.count("select count(*) from entries").await - entries);
            if then != *expected {
                wrong.push(format!("{kind}: {method} {path}: {then:?}, not {expected:?} ({})", reply.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The sources that list everything served: routes, server functions, frames.
const ROUTER: &str = include_str!("../../server/web/router.rs");
const FUNCTIONS: [(&str, &str); 5] = [
    ("json", include_str!("../../api/json.rs")),
    ("messages", include_str!("../../api/messages.rs")),
    ("pages", include_str!("../../api/pages.rs")),
    ("rooms", include_str!("../../api/rooms.rs")),
    ("session", include_str!("../../api/session.rs")),
];
const WIRE: &str = include_str!("../../wire/client_frame.rs");

const SHEETS: &str = include_str!("../../server/web/pages/mod.rs");

/// An address with its placeholders filled in.
fn sample(path: &str) -> String {
    // A dead reset link, and a live invite link; both have a token.
    let path = path.replace("/reset/{token}", "/reset/nothing");
    let samples = [
        ("{slug}", "lobby"),
        ("{token}", "TOKEN"),
        ("{names}", "founder"),
        ("{username}", "founder"),
        ("{user}", "2"),
        ("{seq}", "4"),
        ("{file}", "1-96"),
    ];
    let path = samples.into_iter().fold(path, |path, (open, sample)| path.replace(open, sample));
    assert!(!path.contains('{'), "{path} needs a sample here");
    path
}

/// Method and address, with placeholders filled in, of everything served.
pub(crate) fn served() -> Vec<(&'static str, String)> {
    let mut served = Vec::new();
    for route in ROUTER.split(".route(\"").skip(1) {
        let (path, rest) = route.split_once('"').expect("an address");
        let end = [".route(", ".fallback(", ".merge(", ";"].into_iter().filter_map(|next| rest.find(next)).min();
        let handlers = &rest[..end.unwrap_or(rest.len())];
        if path == "/api/{*function}" {
            // Each function is an address of its own; see below.
            continue;
        }
        let path = sample(path);
        let mut methods = Vec::new();
        for (handler, method) in [("get(", "GET"), ("post(", "POST")] {
            if handlers.contains(handler) || handlers.contains("any(") {
                methods.push((method, path.clone()));
            }
        }
        assert!(!methods.is_empty(), "by which method is {path} served? {handlers}");
        served.extend(methods);
    }
    // Server-rendered pages: the arms of one match, `["people", username] => ...`.
    for arm in SHEETS.lines().filter_map(|line| line.trim().strip_prefix('[')?.split_once("] =>")) {
        let parts = arm.0.split(", ").map(|part| match part.strip_prefix('"') {
            Some(fixed) => fixed.trim_end_matches('"').to_owned(),
            None => format!("{{{part}}}"),
        });
        served.push(("GET", sample(&format!("/{}", parts.collect::<Vec<_>>().join("/")))));
    }
    for (_, functions) in FUNCTIONS {
        for function in functions.split("#[server(").skip(1) {
            let head = function.split(")]").next().expect("how it is served");
            let path = head.split("endpoint = \"").nth(1).and_then(|rest| rest.split('"').next()).expect("an address");
            let method = if head.contains("GetUrl") { "GET" } else { "POST" };
            served.push((method, format!("/api/{path}")));
        }
    }
    served
}

#[test]
fn the_table_holds_every_address_that_is_served() {
    let mut missing = served();
    assert!(missing.len() >= 22, "{missing:?}");
    missing.retain(|(method, path)| {
        !ADDRESSES
            .iter()
            .any(|(known, address, ..)| known == method && address.split('?').next() == Some(path.as_str()))
    });
    assert!(missing.is_empty(), "nobody has said who may do these: {missing:?}");
    let modules: Vec<_> =
        include_str!("../../api/mod.rs").lines().filter_map(|line| line.strip_prefix("pub mod ")).collect();
    assert_eq!(modules, FUNCTIONS.map(|(name, _)| format!("{name};")), "all files of functions are looked through");
    let endpoints: usize = FUNCTIONS.iter().map(|(_, text)| text.matches("endpoint = \"").count()).sum();
    assert_eq!(served().iter().filter(|(_, path)| path.starts_with("/api/")).count(), endpoints);
}

#[test]
fn the_table_holds_every_frame_that_can_be_said() {
    let (_, rest) = WIRE.split_once("pub enum ClientFrame {\n").expect("the frames");
    let (frames, _) = rest.split_once("\n}\n").expect("their end");
    let names: Vec<String> = frames
        .lines()
        .filter_map(|line| line.strip_prefix("    ").filter(|line| line.starts_with(char::is_uppercase)))
        .map(|line| snake(line.split([' ', ',', '(']).next().expect("a name")))
        .collect();
    assert!(names.len() >= 6, "{names:?}");
    for name in names {
        let named = format!("\"type\":\"{name}\"");
        let told = FRAMES.iter().any(|(frame, _)| frame.contains(&named));
        assert!(told || include_str!("../socket_abuse.rs").contains(&named), "nobody has said who may say {name}");
    }
}

/// `LikeThis` as `like_this`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// The answers until a message in a room of their own is acked.
async fn answers(socket: &mut Socket, own: &Room, fence: usize) -> Vec<Value> {
    let name = name_of(fence);
    let from = socket.heard.len();
    socket.send(own.id, &name, "a fence").await;
    while socket.next_of_type("ack").await["client_id"] != *name {}
    socket.heard[from..socket.heard.len() - 1].to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_frame_does_for_everybody_what_the_table_says() {
    let Scene { app, room, people, .. } = place().await;
    assert_eq!(people[0].dial().await.err(), Some(401));
    let mut wrong = Vec::new();
    for (column, person) in people[1..].iter().enumerate() {
        let own = person.create_room("Own").await;
        for (number, (frame, expected)) in FRAMES.iter().enumerate() {
            let mut socket = person.socket().await;
            let entries = app.count("select count(*) from entries where room_id in (1, 3)").await;
            socket.say(serde_json::from_str(frame).expect("JSON")).await;
            let answered = answers(&mut socket, &own, number).await;
            let first = answered.first().and_then(|answer| answer["type"].as_str());
            if first != expected[column] {
                wrong.push(format!("{}: {frame}: {first:?}, not {:?}", person.name, expected[column]));
            }
            let told = answered.iter().any(|answer| answer.to_string().contains(SECRET));
            let stored = app.count("select count(*) from entries where room_id in (1, 3)").await - entries;
            if ["stranger", "former", "banned", "keeper"].contains(&&*person.name) && (told || stored > 0) {
                wrong.push(format!("{}: {frame}: told {told}, stored {stored}", person.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(room.id, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_asked_after_must_have_been_in_the_room() {
    let Scene { app, room, people, .. } = place().await;
    let outsider = app.person("outsider").await;
    let mut socket = people[4].socket().await;
    socket.say(json!({ "type": "people", "room": room.id, "ids": [1, 2, 3, 4, 5, 6, 99, -1] })).await;
    let told = socket.next_of_type("people").await;
    let names: Vec<_> =
        told["people"].as_array().expect("people").iter().filter_map(|user| user["username"].as_str()).collect();
    assert_eq!(names, ["founder", "former", "member"], "{} is nobody here", outsider.name);
}

/// Whether a frame is about a room.
fn names(frame: &Value, room: &Room) -> bool {
    let is_it = |id: &Value| *id == room.id;
    let rooms = frame["rooms"].as_array().into_iter().flatten();
    let heads = frame["heads"].as_array().into_iter().flatten();
    is_it(&frame["room"])
        || is_it(&frame["membership"]["room"]["id"])
        || rooms.map(|membership| &membership["room"]["id"]).chain(heads.map(|head| &head[0])).any(is_it)
        || frame.to_string().contains(&*room.slug)
        || frame.to_string().contains(SECRET)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_happens_in_a_room_nobody_outside_hears_a_word() {
    let Scene { app: _running, room, people: [_, stranger, former, _, member, _, owner, _], .. } = place().await;
    let outside = [stranger.create_room("Own").await, former.create_room("Own").await];
    let mut sockets = [stranger.socket().await, former.socket().await];
    let (mut inside, mut talking) = (owner.follow(&room).await, member.socket().await);
    assert!(talking.heard.iter().any(|frame| names(frame, &room)), "a member's hello has it");
    talking.send(room.id, &name_of(1), SECRET).await;
    talking.next_of_type("ack").await;
    assert_eq!(member.say(&room, SECRET).await.status, 303);
    member.leave(&room).await;
    member.join(&room).await;
    inside.next_of_type("leave").await;
    inside.next_of_type("join").await;
    assert_eq!(inside.heard.iter().filter(|frame| frame["type"] == "post").count(), 2);
    for (socket, own) in sockets.iter_mut().zip(&outside) {
        answers(socket, own, 2).await;
        let told: Vec<_> = socket.heard.iter().filter(|frame| names(frame, &room)).collect();
        assert!(told.is_empty(), "{told:#?}");
        assert!(names(&socket.heard[0], own), "the hello has what is theirs");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_room_and_a_missing_one_are_answered_alike() {
    let Scene { app: _running, people, .. } = place().await;
    for person in &people[1..4] {
        let mut socket = person.socket().await;
        for (room, name) in [(1, 1), (99, 2)] {
            socket.send(room, &name_of(name), "x").await;
            assert_eq!(socket.next_of_type("refused").await["code"], "not_found");
        }
        let texts = ["/api/messages/older?room=1&seq=9", "/api/messages/older?room=99&seq=9"];
        let [one, other] = [person.get(texts[0]).await, person.get(texts[1]).await];
        assert_eq!((one.status, one.text), (other.status, other.text));
    }
}
