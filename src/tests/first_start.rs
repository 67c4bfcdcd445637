//! The first start, and the leftovers of one that was cut short.

use super::support::{
    Process,
    data::{Numbers, contents, folder, open, refused, start, times},
    roost,
};
use std::{fs, path::Path, time::Duration};

/// Files in a folder that do not belong to the database.
fn leftovers(folder: &Path) -> Vec<String> {
    let known = ["roost.db", "roost.db-wal", "roost.db-shm", "roost.lock", "roost.head"];
    let names = fs::read_dir(folder).expect("a folder").flatten().map(|file| file.file_name());
    names.map(|name| name.to_string_lossy().into_owned()).filter(|name| !known.contains(&&**name)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_of_the_first_start_it_starts_the_next_time() {
    let mut numbers = Numbers(20);
    let rounds = times("ROOST_FIRST_STARTS", 10);
    for round in 0..rounds {
        let data = folder();
        let mut child = roost(data.path()).spawn().expect("it starts");
        // Early moments more often: the files are made then.
        let most = if round % 4 == 0 { 1_000_000 } else { 120_000 };
        let moment = Duration::from_micros(numbers.below(most) as u64);
        std::thread::sleep(moment);
        child.kill().expect("killed");
        child.wait().expect("dead");
        let left = leftovers(data.path());
        let mut again = roost(data.path());
        let process = Process::of(again.env("ROOST_LOG", "info"));
        assert_eq!(process.person("ada").get("/healthz").await.status, 200, "after {moment:?}");
        println!("{moment:?} left {left:?}");
        assert_eq!(leftovers(data.path()), [""; 0], "after {moment:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_cut_first_start_left_under_another_name_is_cleared_away() {
    let data = folder();
    for (name, holds) in [("roost.db.new", "half"), ("roost.db.new-wal", "a log"), ("roost.db.new-shm", "")] {
        fs::write(data.path().join(name), holds).expect("a file");
    }
    start(data.path()).await.expect("it starts").stop().await;
    assert_eq!(leftovers(data.path()), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_without_a_table_is_new() {
    for with in ["pragma user_version = 0", MIGRATIONS_TABLE] {
        let data = folder();
        let mut db = open(&data.path().join("roost.db")).await;
        sqlx::raw_sql(sqlx::AssertSqlSafe(with)).execute(&mut db).await.expect(with);
        sqlx::Connection::close(db).await.expect("closed");
        let running = start(data.path()).await.expect("it starts");
        running.stop().await;
    }
}

/// The first table that migrations make, before any of ours.
const MIGRATIONS_TABLE: &str = "create table _sqlx_migrations (version bigint primary key, description text not null,
     installed_on timestamp not null default current_timestamp, success boolean not null, checksum blob not null,
     execution_time bigint not null)";

#[tokio::test(flavor = "multi_thread")]
async fn a_log_without_its_database_is_refused_and_left_alone() {
    let data = folder();
    fs::write(data.path().join("roost.db-wal"), [7; 5_000]).expect("a log");
    let why = refused(data.path()).await;
    assert!(why.contains("roost.db-wal"), "{why}");
    assert_eq!(contents(data.path()).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_first_starts_at_once_make_one_database() {
    let data = folder();
    let (one, other) = tokio::join!(start(data.path()), start(data.path()));
    let running = one.or(other).unwrap_or_else(|why| panic!("one of them runs: {why}"));
    assert_eq!(super::support::Person::new("ada", running.addr).sign_up().await.status, 303);
    running.stop().await;
}
