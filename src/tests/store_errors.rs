//! Errors of the store: told apart by what a caller can do about them, and readable in the log.

use super::support::{TestApp, data::folder};
use roost::{
    model::{DisplayName, Username},
    server::db::{Error, users},
};
use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{io, path::Path, time::Duration};

async fn open(file: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true).busy_timeout(Duration::ZERO);
    options.connect().await.expect("a database")
}

/// A file with a table that has a row.
async fn filled(file: &Path) -> SqliteConnection {
    let mut db = open(file).await;
    let sql = "create table notes (id integer primary key, name text unique, at integer not null check (at > 0));
               create table replies (note integer references notes);
               insert into notes values (1, 'a secret', 1)";
    sqlx::raw_sql(sql).execute(&mut db).await.expect("a table");
    db
}

/// The error of a statement that fails.
async fn error_of(db: &mut SqliteConnection, sql: &'static str) -> Error {
    sqlx::query(sql).fetch_one(db).await.map(drop).expect_err(sql).into()
}

#[tokio::test]
async fn what_another_row_has_is_taken() {
    let folder = folder();
    let mut db = filled(&folder.path().join("x.db")).await;
    for sql in ["insert into notes values (2, 'a secret', 2)", "insert into notes values (1, 'another', 2)"] {
        let error = error_of(&mut db, sql).await;
        assert!(matches!(error, Error::Taken(_)), "{error:?}");
        assert!(error.to_string().contains("UNIQUE constraint failed: notes."), "{error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_username_that_somebody_has_is_taken() {
    let app = TestApp::start().await;
    let mut conn = app.conn().await;
    let (username, name) = (Username::parse("Ada").expect("a username"), DisplayName::parse("Ada").expect("a name"));
    users::insert(&mut conn, &username, &name, "-", 0).await.expect("an account");
    let again = users::insert(&mut conn, &username, &name, "-", 0).await;
    assert!(matches!(again, Err(Error::Taken(_))), "{again:?}");
}

#[tokio::test]
async fn a_row_that_has_to_be_there_is_missing() {
    let folder = folder();
    let mut db = filled(&folder.path().join("x.db")).await;
    for sql in ["select name from notes where id = 2", "insert into replies values (2)"] {
        let error = error_of(&mut db, sql).await;
        assert!(matches!(error, Error::Missing(_)), "{error:?}");
    }
}

#[tokio::test]
async fn what_may_pass_is_unavailable() {
    let folder = folder();
    let file = folder.path().join("x.db");
    let (mut db, mut other) = (filled(&file).await, open(&file).await);
    sqlx::query("begin exclusive").execute(&mut other).await.expect("the lock");
    let locked = error_of(&mut db, "insert into notes values (2, 'b', 2)").await;
    sqlx::query("rollback").execute(&mut other).await.expect("given back");
    sqlx::raw_sql("pragma max_page_count = 3").execute(&mut db).await.expect("a small disk");
    let full = error_of(&mut db, "insert into notes values (2, zeroblob(100000), 2)").await;
    sqlx::raw_sql("pragma query_only = on").execute(&mut db).await.expect("a file that is not to be written");
    let read_only = error_of(&mut db, "insert into notes values (2, 'b', 2)").await;
    db.close().await.expect("closed");
    let nowhere = SqliteConnectOptions::new().filename(folder.path().join("no/x.db")).connect().await;
    let nowhere = nowhere.map(drop).expect_err("no file").into();
    let io = Error::from(io::Error::from(io::ErrorKind::StorageFull));
    for (error, says) in [
        (locked, "locked"),
        (full, "full"),
        (read_only, "readonly"),
        (nowhere, "unable to open"),
        (io, "no storage space"),
    ] {
        assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
        assert!(error.to_string().contains(says), "{error}");
    }
    for error in [sqlx::Error::PoolTimedOut, sqlx::Error::PoolClosed, sqlx::Error::BeginFailed] {
        let error = Error::from(error);
        assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_value_of_another_form_is_damage() {
    let folder = folder();
    let mut db = filled(&folder.path().join("x.db")).await;
    let read = sqlx::query_scalar::<_, String>("select cast(x'73656372ff' as text)").fetch_one(&mut db).await;
    let error = Error::from(read.expect_err("not UTF-8"));
    assert!(matches!(error, Error::Damaged(_)), "{error:?}");
    assert!(error.to_string().contains("column 0") && !error.to_string().contains("secr"), "{error}");
}

#[tokio::test]
async fn anything_else_is_a_failure_that_the_log_can_tell() {
    let folder = folder();
    let mut db = filled(&folder.path().join("x.db")).await;
    for (sql, says) in [
        ("select body from notes", "no such column: body"),
        ("insert into notes values (2, 'b', null)", "NOT NULL constraint failed: notes.at"),
        ("insert into notes values (2, 'b', 0)", "CHECK constraint failed: at > 0"),
    ] {
        let error = error_of(&mut db, sql).await;
        assert!(matches!(error, Error::Failed(_)), "{error:?}");
        assert!(error.to_string().contains(says), "{error}");
    }
    let error = Error::from(io::Error::from(io::ErrorKind::PermissionDenied));
    assert!(matches!(error, Error::Failed(_)), "{error:?}");
}
