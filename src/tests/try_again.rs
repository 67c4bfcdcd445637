//! Writes that fail for a while, on a full disk or a locked file: refused in plain words, with the form state
//! kept, and tried again with success, without a restart.

use super::support::{Person, Process, Reply, Room, TestApp, data::folder, files, roost, within};
use futures::future::join_all;
use roost::{model::AppError, server::db::Error};
use sqlx::{ConnectOptions, sqlite::SqliteConnectOptions};
use std::{
    process::{Command, Stdio},
    time::Duration,
};

/// Form input: field names and values.
type Typed = [(&'static str, &'static str)];

/// Every form that writes; and a word that its page has to bring back.
const FORMS: &[(&str, &Typed, Option<&str>)] = &[
    ("/rooms/lobby", &[("body", "hello, all of you")], Some("hello, all of you")),
    ("/rooms/new", &[("name", "Kitchen"), ("topic", "What is for tea")], Some("What is for tea")),
    ("/profile", &[("username", "ada"), ("display_name", "Ada"), ("status", "out for tea")], Some("out for tea")),
    ("/admin", &[("place_name", "The tea room"), ("sign_up", "open")], Some("The tea room")),
    ("/rooms/lobby/about", &[("name", "Lobby"), ("topic", "No more tea")], Some("No more tea")),
    ("/rooms/lobby/add", &[("people", "cy")], Some("cy")),
    ("/rooms/lobby/invites", &[("lasts", "day")], None),
    ("/rooms/lobby/notifications", &[("level", "nothing")], None),
    ("/rooms/lobby/archive", &[("archived", "yes")], None),
    ("/rooms/lobby/role", &[("who", "2"), ("role", "moderator")], None),
    ("/rooms/lobby/ban", &[("who", "2")], None),
    ("/rooms/other/join", &[], None),
    ("/dm/bo", &[], None),
    (
        "/settings/notifications",
        &[("starts", "23:11"), ("ends", "07:00"), ("quiet", "on"), ("day", "1"), ("zone", "Europe/Berlin")],
        Some("23:11"),
    ),
    ("/settings/notifications/level", &[("level", "everything")], None),
    ("/settings/recovery", &[("current_password", "ada has a long password")], None),
    ("/settings/recovery/later", &[], None),
    ("/settings/sessions/end-others", &[], None),
    ("/admin/invitations", &[("days", "7"), ("uses", "1")], None),
    ("/admin/people/bo/role", &[("role", "admin")], None),
    ("/admin/people/bo/reset", &[], None),
    ("/admin/people/bo/suspend", &[], None),
];

fn says_try_again(what: &str, reply: &Reply) {
    assert_eq!(reply.status, 503, "{what}: {}", reply.text);
    assert!(reply.text.contains("could not be stored just now"), "{what}: {}", reply.text);
    assert!(reply.header("retry-after").parse::<u64>().is_ok_and(|seconds| (1..60).contains(&seconds)), "{what}");
    assert!(!reply.text.contains("noted as"), "{what}: {}", reply.text);
}

struct Story {
    ada: Person,
    bo: Person,
    room: Room,
}

impl Story {
    async fn begin(ada: Person, bo: Person, cy: Person) -> Self {
        for person in [&ada, &bo, &cy] {
            assert_eq!(person.sign_up().await.status, 303);
        }
        // Without another session, ending the others writes nothing.
        assert_eq!(ada.elsewhere().sign_in().await.status, 303);
        let room = ada.create_room("Lobby").await;
        bo.join(&room).await;
        bo.create_room("Other").await;
        // Adding somebody takes a shared room.
        cy.join(&ada.create_room("Meeting").await).await;
        Self { ada, bo, room }
    }

    /// While writes fail: every form that writes is refused, and pages can be read.
    async fn nothing_is_stored(&self, visitor: &Person) {
        let before = self.ada.log(&self.room).await;
        join_all(FORMS.iter().map(async |(path, fields, word)| {
            let reply = self.ada.post(path, fields).await;
            says_try_again(path, &reply);
            assert!(word.is_none_or(|word| reply.text.contains(word)), "{path} brings back {word:?}: {}", reply.text);
        }))
        .await;
        let picture = self.ada.upload(&files::png(&files::blocks())).await;
        says_try_again("a picture", &picture);
        let elsewhere = self.bo.elsewhere();
        let (sign_in, sign_up) = tokio::join!(elsewhere.sign_in(), visitor.sign_up());
        says_try_again("signing in", &sign_in);
        assert!(sign_in.text.contains("value=\"bo\""), "{}", sign_in.text);
        says_try_again("signing up", &sign_up);
        assert!(sign_up.text.contains("value=\"visitor\""), "{}", sign_up.text);
        assert_eq!(self.ada.log(&self.room).await, before, "reading goes on");
        for path in ["/rooms/lobby", "/settings"] {
            assert_eq!(self.ada.get(path).await.status, 200, "{path}");
        }
    }

    /// When writes work again, the same process stores them.
    async fn everything_is_stored(&self, visitor: &Person) {
        assert_eq!(self.bo.elsewhere().sign_in().await.status, 303);
        assert_eq!(visitor.sign_up().await.status, 303);
        for (path, fields, _) in &FORMS[..4] {
            let reply = self.ada.post(path, fields).await;
            assert_eq!(reply.status, 303, "{path}: {}", reply.text);
        }
        let bodies = self.ada.log(&self.room).await;
        assert_eq!(bodies.iter().filter(|entry| entry["body"] == "hello, all of you").count(), 1, "once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_everything_that_writes_says_try_again_and_then_works() {
    let data = folder();
    let process = with_a_disk(data.path());
    let story = Story::begin(process.person("ada"), process.person("bo"), process.person("cy")).await;
    let visitor = process.person("visitor");
    let mut socket = story.ada.follow(&story.room).await;
    disk(&process, "0");
    within(Duration::from_secs(60), "all is answered", story.nothing_is_stored(&visitor)).await;
    socket.send(story.room.id, &super::support::name_of(1), "hello").await;
    assert_eq!(socket.next_of_type("refused").await["code"], "unavailable");
    assert_eq!(visitor.get("/healthz").await.status, 503, "whoever watches over it hears of it");
    disk(&process, "unlimited");
    assert_eq!(visitor.get("/healthz").await.status, 200, "also where nobody has written anything yet");
    story.everything_is_stored(&visitor).await;
    socket.send(story.room.id, &super::support::name_of(1), "hello").await;
    socket.next_of_type("ack").await;
}

/// A server whose file size can be limited, as by a full disk.
fn with_a_disk(data: &std::path::Path) -> Process {
    let settings = roost(data);
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", "trap '' XFSZ; exec \"$0\"", env!("CARGO_BIN_EXE_roost")]).env_clear();
    shell.envs(settings.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Process::of(shell.env("ROOST_LOG", "info").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()))
}

/// Sets the process's file size limit.
fn disk(process: &Process, bytes: &str) {
    let id = process.child.id().to_string();
    let set = Command::new("prlimit").args(["--pid", &id, &format!("--fsize={bytes}:unlimited")]).status();
    assert!(set.expect("prlimit runs").success());
}

#[tokio::test(flavor = "multi_thread")]
async fn while_another_program_holds_the_file_everything_that_writes_says_try_again() {
    let app = TestApp::start().await;
    let story = Story::begin(app.visitor("ada"), app.visitor("bo"), app.visitor("cy")).await;
    let visitor = app.visitor("visitor");
    let mut other = app.db().await;
    sqlx::query("begin immediate").execute(&mut other).await.expect("the lock");
    let (sign_in, sign_up, post) = tokio::join!(
        async { story.bo.elsewhere().sign_in().await },
        visitor.sign_up(),
        story.ada.say(&story.room, "hello, all of you"),
    );
    says_try_again("signing in", &sign_in);
    says_try_again("signing up", &sign_up);
    says_try_again("a post", &post);
    assert!(post.text.contains("hello, all of you"), "{}", post.text);
    sqlx::query("rollback").execute(&mut other).await.expect("given back");
    story.everything_is_stored(&visitor).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_file_is_told_from_what_nobody_expected() {
    let folder = folder();
    let mut db = SqliteConnectOptions::new()
        .filename(folder.path().join("x.db"))
        .create_if_missing(true)
        .connect()
        .await
        .expect("a database");
    sqlx::raw_sql("pragma max_page_count = 3; create table filled (words text)").execute(&mut db).await.expect("it");
    let full = sqlx::query("insert into filled values (zeroblob(100000)) /* test */").execute(&mut db).await;
    assert_eq!(AppError::from(Error::from(full.expect_err("full"))), AppError::Unavailable);
    let wrong = sqlx::query("insert into nowhere values (1) /* test */").execute(&mut db).await;
    assert!(matches!(AppError::from(Error::from(wrong.expect_err("wrong"))), AppError::Internal(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_large_database_is_looked_through_it_can_be_read_and_everything_else_says_try_again() {
    let app = TestApp::start().await;
    let story = Story::begin(app.visitor("ada"), app.visitor("bo"), app.visitor("cy")).await;
    let mut socket = story.ada.follow(&story.room).await;
    app.state().writer.hold(true);
    let health = story.ada.get("/healthz").await;
    assert_eq!((health.status, &*health.text), (503, "checking the store\n"));
    says_try_again("a post", &story.ada.say(&story.room, "hello, all of you").await);
    says_try_again("signing in", &story.bo.elsewhere().sign_in().await);
    socket.send(story.room.id, &super::support::name_of(1), "hello").await;
    assert_eq!(socket.next_of_type("refused").await["code"], "unavailable");
    assert_eq!(story.ada.get("/rooms/lobby").await.status, 200);
    app.state().writer.hold(false);
    assert_eq!(story.ada.get("/healthz").await.status, 200);
    story.everything_is_stored(&app.visitor("visitor")).await;
}
