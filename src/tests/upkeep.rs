//! Database upkeep: the write-ahead log shrinks again, and a copy is kept before migrations.

use super::support::{
    TestApp,
    data::{open, start},
    name_of,
};
use sqlx::{AssertSqlSafe, Connection};
use std::{
    fs,
    path::{Path, PathBuf},
};

#[tokio::test(flavor = "multi_thread")]
async fn after_a_long_read_the_log_shrinks_again_while_the_server_runs() {
    let app = TestApp::with(|config| (config.message_burst, config.messages_per_second) = (100_000, 100_000)).await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let log = app.file().with_extension("db-wal");
    let length = || fs::metadata(&log).map_or(0, |about| about.len());
    let mut reader = app.state().db.snapshot().await.expect("a snapshot");
    let count = "select count(*) from entries";
    let before: i64 = sqlx::query_scalar(count).fetch_one(reader.as_mut()).await.expect("a count");
    let mut socket = ada.socket().await;
    let body = "ü".repeat(16_000);
    let mut sent = 0;
    // As long as somebody reads an old snapshot, new pages stay in the log.
    while length() < 40 * 1024 * 1024 {
        for _ in 0..50 {
            sent += 1;
            socket.send(room.id, &name_of(sent), &body).await;
        }
        for _ in 0..50 {
            socket.next_of_type("ack").await;
        }
    }
    let after: i64 = sqlx::query_scalar(count).fetch_one(reader.as_mut()).await.expect("a count");
    assert_eq!(before, after, "it still reads what was");
    drop(reader);
    for _ in 0..3 {
        sent += 1;
        socket.send(room.id, &name_of(sent), &body).await;
        socket.next_of_type("ack").await;
    }
    assert!(length() <= 17 * 1024 * 1024, "{} bytes", length());
}

/// Reverts the database's steps: its tables get other names, under which they stay.
async fn take_back(file: &Path) {
    let mut conn = open(file).await;
    let steps = "select 'drop index ' || name from sqlite_schema where type = 'index' and sql is not null
                 union all
                 select 'alter table ' || name || ' rename to was_' || name from sqlite_schema
                 where type = 'table' and name not like 'sqlite_%' and name not in ('_sqlx_migrations')
                 union all
                 select 'delete from _sqlx_migrations'";
    let steps: Vec<String> = sqlx::query_scalar(steps).fetch_all(&mut conn).await.expect("steps");
    for sql in steps {
        sqlx::query(AssertSqlSafe(sql)).execute(&mut conn).await.expect("an earlier layout");
    }
    conn.close().await.expect("closed");
}

fn copies(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path());
    let mut copies: Vec<_> =
        files.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().contains("before"))).collect();
    copies.sort();
    copies
}

#[tokio::test(flavor = "multi_thread")]
async fn before_a_database_is_brought_up_to_date_a_copy_is_kept_beside_it() {
    let mut app = TestApp::start().await;
    app.person("ada").await;
    app.stop().await;
    let (file, data) = (app.file(), app.config.data.clone());
    assert_eq!(copies(&data), [] as [PathBuf; 0], "a new one is up to date");
    take_back(&file).await;
    start(&data).await.expect("it starts").stop().await;
    let copy = data.join("roost.before-0000.db");
    assert_eq!(copies(&data), std::slice::from_ref(&copy));
    let mut conn = open(&copy).await;
    let (whole, people, step): (String, i64, i64) = sqlx::query_as(
        "select (select integrity_check from pragma_integrity_check), (select count(*) from was_users),
                (select coalesce(max(version), 0) from _sqlx_migrations)",
    )
    .fetch_one(&mut conn)
    .await
    .expect("a database");
    assert_eq!((whole.as_str(), people, step), ("ok", 1, 0));
    conn.close().await.expect("closed");

    // Two of them stay, and the leftovers of a start that was cut short go.
    for name in ["roost.before-+1.db", "roost.before-+2.db", "roost.before-0000.part"] {
        fs::write(data.join(name), "an earlier one").expect("a file");
    }
    take_back(&file).await;
    start(&data).await.expect("it starts").stop().await;
    assert_eq!(copies(&data), [data.join("roost.before-+2.db"), copy]);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_copy_can_be_made_nothing_is_changed() {
    let mut app = TestApp::start().await;
    app.person("ada").await;
    app.stop().await;
    let (file, data) = (app.file(), app.config.data.clone());
    take_back(&file).await;
    let before = fs::read(&file).expect("the file");
    // The copy cannot be written: a folder is in its place.
    fs::create_dir(data.join("roost.before-0000.part")).expect("a folder");
    let why = start(&data).await.err().expect("it does not start");
    assert!(why.contains("roost.db") && why.contains("could not be copied"), "{why}");
    assert_eq!(fs::read(&file).expect("the file"), before);
}
