//! Damaged databases: each is refused by name and left alone, or the damage is harmless.

use super::support::{
    Person, Process, Room, TestApp,
    data::{Numbers, contents, copy, folder, is_left_alone, open, refused, start, times, used},
    name_of, roost, seed, soon,
};
use roost::server::Running;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use tempfile::TempDir;

const PAGE: usize = 4_096;

/// Offsets of some bytes in a file, one for each page that has them.
fn places(bytes: &[u8], wanted: &[u8]) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for place in bytes.windows(wanted.len()).enumerate().filter(|(_, here)| *here == wanted).map(|(place, _)| place) {
        if found.last().is_none_or(|last| last / PAGE != place / PAGE) {
            found.push(place);
        }
    }
    found
}

fn invert(bytes: &mut [u8], from: usize) {
    bytes[from..from + 16].iter_mut().for_each(|byte| *byte = !*byte);
}

/// A used data folder with a damaged database.
async fn damaged(damage: impl FnOnce(&mut Vec<u8>)) -> TempDir {
    let folder = used().await;
    let file = folder.path().join("roost.db");
    let mut bytes = fs::read(&file).expect("the file");
    damage(&mut bytes);
    fs::write(&file, &bytes).expect("damaged");
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_bytes_inverted_at_the_beginning_of_a_page_are_refused() {
    let folder = damaged(|bytes| {
        let page = places(bytes, b"message 250")[0] / PAGE * PAGE;
        invert(bytes, page);
    });
    let why = refused(folder.await.path()).await;
    assert!(why.contains("is damaged") && why.contains("put a copy back"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_bytes_inverted_in_the_words_of_a_message_are_refused() {
    let folder = damaged(|bytes| {
        let words = places(bytes, b"message 250")[0];
        bytes[words..words + 7].iter_mut().for_each(|byte| *byte = !*byte);
    });
    let why = refused(folder.await.path()).await;
    assert!(why.contains("is damaged") && why.contains("put a copy back"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_bytes_zeroed_in_an_index_are_refused() {
    let folder = damaged(|bytes| {
        // A message's client id is stored in the log and in an index.
        let name = places(bytes, b"seed000000000000000250");
        assert_eq!(name.len(), 2);
        name.iter().for_each(|name| bytes[name + 4..name + 20].fill(0));
    });
    let why = refused(folder.await.path()).await;
    assert!(why.contains("is damaged") && why.contains("put a copy back"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_whose_head_is_not_its_newest_entry_is_refused() {
    for head in [400, 600] {
        let folder = used().await;
        let mut db = open(&folder.path().join("roost.db")).await;
        sqlx::query("update rooms set head = ?1 /* test */").bind(head).execute(&mut db).await.expect("another head");
        sqlx::Connection::close(db).await.expect("closed");
        assert!(refused(folder.path()).await.contains("is damaged"), "{head}");
    }
}

/// Data folders after a clean stop and after a crash, with somebody's session.
struct Two {
    clean: TempDir,
    crashed: TempDir,
    session: String,
    room: Room,
}

impl Two {
    async fn make() -> Self {
        let mut app = TestApp::start().await;
        let ada = app.person("ada").await;
        let room = ada.create_room("Lobby").await;
        for number in 0..20 {
            ada.create_room(&format!("Room {number}")).await;
        }
        seed::posts(&app, &room, "ada", 5_000).await;
        for number in 0..50 {
            let user = seed::account(&app, &format!("somebody{number}")).await;
            seed::session(&app, user, i64::MAX).await;
        }
        let session = ada.cookie("roost").expect("a session");
        app.stop().await;
        let (clean, crashed) = (folder(), folder());
        copy(&app.config.data, clean.path(), &["roost.db"]);
        app.start_again().await;
        for number in 0..200 {
            ada.say(&room, &format!("word {number}")).await;
        }
        // Nothing is written now: these files are as a crash would leave them.
        copy(&app.config.data, crashed.path(), &["roost.db", "roost.db-wal"]);
        assert!(crashed.path().join("roost.db-wal").exists());
        Self { clean, crashed, session, room }
    }
}

/// Damages one file at a random place, in one of three ways; returns a description.
fn damage(file: &Path, numbers: &mut Numbers) -> String {
    let mut bytes = fs::read(file).expect("the file");
    let (pages, how) = (bytes.len() / PAGE, numbers.below(10));
    let (page, within) = (numbers.below(pages), numbers.below(PAGE - 16));
    let at = page * PAGE + within;
    match how {
        0 => bytes.truncate(at),
        1..5 => bytes[at..at + 16].fill(0),
        _ => invert(&mut bytes, at),
    }
    fs::write(file, &bytes).expect("damaged");
    format!("{} of {pages} pages: way {how}, page {page}, byte {within}", file.display())
}

/// Reads everything and writes something, in a session from before.
async fn works(running: &Running, two: &Two, what: &str) {
    let ada = Person::new("ada", running.addr);
    ada.set_cookie("roost", &two.session);
    let page = ada.get("/rooms/lobby").await;
    assert_eq!(page.status, 200, "{what}: {}", page.text);
    let before = ada.log(&two.room).await.len();
    assert!(before >= 5_001, "{what}: {before}");
    let said = ada.say(&two.room, "still here").await;
    assert_eq!(said.status, 303, "{what}: {}", said.text);
    let mut socket = ada.follow(&two.room).await;
    socket.send(two.room.id, &name_of(1), "and by socket").await;
    assert_eq!(socket.next_of_type("ack").await["seq"], before as i64 + 2, "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_damaged_is_refused_by_name_or_hurts_nobody() {
    let two = Two::make().await;
    let (mut refusals, mut harmless) = (0, 0);
    for number in 0..times("ROOST_DAMAGES", 16) {
        let mut numbers = Numbers(u64::try_from(number).expect("small"));
        let (data, from) = (folder(), if number % 2 == 0 { &two.clean } else { &two.crashed });
        copy(from.path(), data.path(), &["roost.db", "roost.db-wal"]);
        let file = if number % 8 == 7 { "roost.db-wal" } else { "roost.db" };
        let what = damage(&data.path().join(file), &mut numbers);
        let before = contents(data.path());
        match start(data.path()).await {
            Err(why) => {
                is_left_alone(data.path(), &before, &why).await;
                refusals += 1;
                println!("{number}: {what}: {why}");
            }
            Ok(running) => {
                println!("{number}: {what}: it starts");
                works(&running, &two, &what).await;
                running.stop().await;
                let mut db = open(&data.path().join("roost.db")).await;
                let check: String = sqlx::query_scalar("pragma integrity_check").fetch_one(&mut db).await.expect("it");
                assert_eq!(check, "ok", "{what}");
                harmless += 1;
            }
        }
    }
    println!("{refusals} refused, {harmless} harmless");
    assert!(refusals > 0);
}

/// A folder whose database is too large to be checked before the start.
async fn large() -> (TempDir, PathBuf) {
    let mut app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    seed::posts(&app, &room, "ada", 60_000).await;
    app.stop().await;
    let folder = folder();
    copy(&app.config.data, folder.path(), &["roost.db", "roost.head"]);
    let file = folder.path().join("roost.db");
    // The copy has been recognised, and has its epoch.
    start(folder.path()).await.expect("it starts").stop().await;
    (folder, file)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_database_that_is_damaged_ends_the_server_and_is_left_alone() {
    let (folder, file) = large().await;
    let mut bytes = fs::read(&file).expect("the file");
    assert!(bytes.len() > 5 * 1_024 * 1_024, "{}", bytes.len());
    let page = places(&bytes, b"message 59999")[0] / PAGE * PAGE;
    invert(&mut bytes, page);
    fs::write(&file, &bytes).expect("damaged");
    let before = contents(folder.path());
    let mut process = Process::of(roost(folder.path()).env("ROOST_LOG", "info"));
    let status = process.end().await;
    let said = process.log.iter().collect::<Vec<_>>().join("\n");
    assert!(!status.success() && said.contains("roost.db") && said.contains("is damaged"), "{said}");
    assert!(before == contents(folder.path()), "the bytes are as they were: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_database_is_served_and_written_to_once_it_was_looked_through() {
    let (folder, _) = large().await;
    let process = Process::start(folder.path(), "info");
    let ada = process.person("ada");
    let mut looks = tokio::time::interval(Duration::from_millis(20));
    soon("it is well", async {
        while ada.get("/healthz").await.status != 200 {
            looks.tick().await;
        }
    })
    .await;
    assert_eq!(ada.sign_in().await.status, 303);
    assert_eq!(ada.say(&Room { id: 1, slug: "lobby".into() }, "hello").await.status, 303);
}
