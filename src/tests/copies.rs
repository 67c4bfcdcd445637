//! Restored backups: browsers start again from the log, whatever they held.

use super::support::{
    Person, Process, TestApp,
    data::{copy, folder},
    roost, until,
};
use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime},
};

const FILES: [&str; 3] = ["roost.db", "roost.db-wal", "roost.head"];

async fn epoch(person: &Person) -> String {
    let socket = person.socket().await;
    socket.heard[0]["epoch"].as_str().expect("an epoch").to_owned()
}

/// Copies the database while the server runs, as the README says.
async fn copied(app: &TestApp, to: &Path) {
    sqlx::query("vacuum into ?1 /* test */")
        .bind(to.to_str().expect("a name"))
        .execute(&mut app.db().await)
        .await
        .expect("a copy");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_put_back_has_another_epoch_also_when_its_log_outgrows_the_old_one() {
    for (after_copy, after_return) in [(20, 5), (5, 20)] {
        let mut app = TestApp::start().await;
        let ada = app.person("ada").await;
        let room = ada.create_room("Lobby").await;
        ada.say(&room, "before the copy").await;
        let elsewhere = folder();
        copied(&app, &elsewhere.path().join("roost.db")).await;
        for number in 0..after_copy {
            ada.say(&room, &format!("lost {number}")).await;
        }
        let (before, cursor) = (epoch(&ada).await, ada.log(&room).await.len() as i64);
        app.stop().await;
        // Over the old one: the same file with older content.
        copy(elsewhere.path(), &app.config.data, &["roost.db"]);
        app.start_again().await;
        for number in 0..after_return {
            ada.say(&room, &format!("new {number}")).await;
        }
        assert_ne!(epoch(&ada).await, before, "{after_copy} and {after_return}");
        let mut socket = ada.socket().await;
        socket.subscribe(room.id, Some(cursor)).await;
        let answer = socket.next().await["type"].clone();
        assert_eq!(answer == "reset", after_return < after_copy, "{answer}");
        // From here on this is the database.
        let now = epoch(&ada).await;
        app.stop().await;
        app.start_again().await;
        assert_eq!(epoch(&ada).await, now);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_folder_put_back_has_another_epoch_wherever_it_is_put() {
    let mut app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let before = epoch(&ada).await;
    app.stop().await;
    let elsewhere = folder();
    copy(&app.config.data, elsewhere.path(), &FILES);
    app.start_again().await;
    assert_eq!(epoch(&ada).await, before);
    ada.say(&room, "lost").await;
    app.stop().await;
    // In place of the files that were there.
    fs::remove_dir_all(&app.config.data).expect("gone");
    copy(elsewhere.path(), &app.config.data, &FILES);
    app.start_again().await;
    let second = epoch(&ada).await;
    assert_ne!(second, before);
    app.stop().await;
    // And over them, some time after they were last written.
    copy(&app.config.data, elsewhere.path(), &FILES);
    let head = elsewhere.path().join("roost.head");
    let age = || SystemTime::now().duration_since(head.metadata().expect("it").modified().expect("a time"));
    until(Duration::from_secs(5), "it has been there for a while", || age().is_ok_and(|age| age.as_millis() > 1_200))
        .await;
    app.start_again().await;
    assert_eq!(epoch(&ada).await, second);
    app.stop().await;
    copy(elsewhere.path(), &app.config.data, &FILES);
    app.start_again().await;
    assert_ne!(epoch(&ada).await, second);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_without_its_note_has_another_epoch_and_so_has_one_whose_note_is_no_note() {
    let mut app = TestApp::start().await;
    let ada = app.person("ada").await;
    let head = app.config.data.join("roost.head");
    let mut before = epoch(&ada).await;
    for holds in [None, Some(""), Some("x"), Some("1 2 3 4 5"), Some("\0\0\0\0\0\0\0\0")] {
        app.stop().await;
        match holds {
            None => fs::remove_file(&head).expect("there was one"),
            Some(holds) => fs::write(&head, holds).expect("another"),
        }
        app.start_again().await;
        let now = epoch(&ada).await;
        assert_ne!(now, before, "{holds:?}");
        before = now;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_lost_its_log_has_another_epoch() {
    let data = folder();
    let mut process = Process::start(data.path(), "info");
    let ada = process.person("ada");
    assert_eq!(ada.sign_up().await.status, 303);
    let before = epoch(&ada).await;
    process.kill();
    fs::remove_file(data.path().join("roost.db-wal")).expect("there was one");
    let process = Process::start(data.path(), "info");
    let ada = process.person("ada");
    ada.sign_up().await;
    assert_ne!(epoch(&ada).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_copy_keeps_its_epoch() {
    let outside = folder();
    let (here, there) = (outside.path().join("here"), outside.path().join("there"));
    let mut process = Process::start(&here, "info");
    let ada = process.person("ada");
    assert_eq!(ada.sign_up().await.status, 303);
    let before = epoch(&ada).await;
    for round in 0..3 {
        ada_says(&process, round).await;
        process.kill();
        process = Process::start(&here, "info");
        assert_eq!(again(&process).await, before, "killed, round {round}");
    }
    // Another process of ours wrote, while no server ran and while one did.
    assert!(roost(&here).args(["user", "make-admin", "ada"]).output().expect("it runs").status.success());
    process.kill();
    assert!(roost(&here).args(["user", "make-admin", "ada"]).output().expect("it runs").status.success());
    fs::rename(&here, &there).expect("moved");
    let process = Process::start(&there, "info");
    assert_eq!(again(&process).await, before, "moved");
}

async fn ada_says(process: &Process, round: i32) {
    let ada = process.person("ada");
    assert_eq!(ada.sign_in().await.status, 303);
    ada.create_room(&format!("Room {round}")).await;
}

async fn again(process: &Process) -> String {
    let ada = process.person("ada");
    assert_eq!(ada.sign_in().await.status, 303);
    epoch(&ada).await
}
