//! The database file: a foreign one is refused and left alone; ours is locked and kept.

use super::support::{
    TestApp,
    data::{contents, folder, open, refused, used},
    name_of, seed, within,
};
use roost::server::{Config, Running};
use std::{fs, time::Duration};

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_is_refused() {
    let folder = folder();
    fs::write(folder.path().join("roost.db"), b"").expect("a file");
    assert!(refused(folder.path()).await.contains("empty"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_database_is_refused() {
    for bytes in [&b"x"[..], b"SQLite format 3\0", &[0; 4_096], &[b'x'; 100_000]] {
        let folder = folder();
        fs::write(folder.path().join("roost.db"), bytes).expect("a file");
        assert!(refused(folder.path()).await.contains("not a database"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_programs_database_is_refused() {
    let folder = folder();
    let mut other = open(&folder.path().join("roost.db")).await;
    sqlx::query("create table notes (text text)").execute(&mut other).await.expect("a table");
    sqlx::Connection::close(other).await.expect("closed");
    assert!(refused(folder.path()).await.contains("another program's"));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_programs_database_is_refused_while_that_program_has_it_open() {
    let folder = folder();
    let mut other = open(&folder.path().join("roost.db")).await;
    sqlx::query("create table notes (text text)").execute(&mut other).await.expect("a table");
    assert!(refused(folder.path()).await.contains("another program's"));
    sqlx::query("insert into notes values ('goes on')").execute(&mut other).await.expect("the other one goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truncated_database_is_refused() {
    let folder = used().await;
    let file = folder.path().join("roost.db");
    let whole = fs::read(&file).expect("the file");
    for keep in [whole.len() - 4_096, whole.len() - 1, whole.len() / 2, 4_096] {
        fs::write(&file, &whole[..keep]).expect("cut");
        assert!(refused(folder.path()).await.contains("cut short"), "{keep} of {}", whole.len());
    }
    fs::write(&file, &whole).expect("put back");
    let config = Config { addr: ([127, 0, 0, 1], 0).into(), data: folder.path().to_owned(), ..Config::default() };
    Running::start(config).await.expect("whole, it starts").stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_with_a_damaged_beginning_is_refused() {
    let folder = used().await;
    let file = folder.path().join("roost.db");
    let mut bytes = fs::read(&file).expect("the file");
    bytes[100..4_096].fill(0xaa);
    fs::write(&file, &bytes).expect("damaged");
    assert!(refused(folder.path()).await.contains("put a copy back"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_roosts_database_is_refused() {
    let folder = used().await;
    let mut db = open(&folder.path().join("roost.db")).await;
    let newer = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
                 values (99999999999999, 'from the future', 1, x'00', 0)";
    sqlx::query(newer).execute(&mut db).await.expect("a later migration");
    sqlx::Connection::close(db).await.expect("closed");
    assert!(refused(folder.path()).await.contains("newer"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_roosts_database_is_left_alone_also_after_a_crash() {
    let crashed = used().await;
    let file = crashed.path().join("roost.db");
    let mut db = open(&file).await;
    let newer = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
                 values (99999999999999, 'from the future', 1, x'00', 0)";
    sqlx::query(newer).execute(&mut db).await.expect("a later migration");
    // As after a crash: the last commits are in the write-ahead log.
    let folder = folder();
    for name in ["roost.db", "roost.db-wal"] {
        fs::copy(crashed.path().join(name), folder.path().join(name)).expect("a copy");
    }
    assert!(refused(folder.path()).await.contains("newer"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_from_before_the_first_release_is_refused_in_plain_words_and_left_alone() {
    let folder = used().await;
    let mut db = open(&folder.path().join("roost.db")).await;
    for sql in ["pragma journal_mode = delete", "update _sqlx_migrations set version = version - 88"] {
        sqlx::query(sql).execute(&mut db).await.expect("an older layout");
    }
    sqlx::Connection::close(db).await.expect("closed");
    let why = refused(folder.path()).await;
    assert!(why.contains("before its first release") && why.contains("move it away"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_was_not_made_as_ours_are_is_refused_and_left_alone() {
    let folder = used().await;
    let mut db = open(&folder.path().join("roost.db")).await;
    sqlx::query("pragma journal_mode = delete").execute(&mut db).await.expect("as a copy is");
    let damage = "update _sqlx_migrations set checksum = zeroblob(48)";
    sqlx::query(damage).execute(&mut db).await.expect("damaged");
    sqlx::Connection::close(db).await.expect("closed");
    let why = refused(folder.path()).await;
    assert!(why.contains("is damaged"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_in_the_files_place_is_refused() {
    let folder = folder();
    fs::create_dir(folder.path().join("roost.db")).expect("a folder");
    let config = Config { addr: ([127, 0, 0, 1], 0).into(), data: folder.path().to_owned(), ..Config::default() };
    let why = Running::start(config).await.err().expect("it does not start").to_string();
    assert!(why.contains("roost.db"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_on_the_same_folder_is_refused_and_the_first_goes_on() {
    let mut app = TestApp::start().await;
    let ada = app.person("ada").await;
    let config = Config { addr: ([127, 0, 0, 1], 0).into(), ..app.config.clone() };
    let why = Running::start(config.clone()).await.err().expect("it does not start").to_string();
    assert!(why.contains("another Roost") && why.contains(&*config.data.to_string_lossy()), "{why}");
    ada.create_room("Still here").await;
    app.stop().await;
    Running::start(config).await.expect("free again").stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_file_that_is_deleted_lets_no_second_server_in() {
    let mut app = TestApp::start().await;
    let config = Config { addr: ([127, 0, 0, 1], 0).into(), ..app.config.clone() };
    for replace in [false, true] {
        fs::remove_file(config.data.join("roost.lock")).ok();
        if replace {
            fs::write(config.data.join("roost.lock"), "").expect("another");
        }
        let why = Running::start(config.clone()).await.err().expect("it does not start").to_string();
        assert!(why.contains("another Roost"), "{why}");
    }
    app.stop().await;
    Running::start(config).await.expect("free again").stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_another_program_holds_the_lock_writes_wait_and_then_work() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let mut socket = ada.follow(&room).await;
    let mut other = app.db().await;
    sqlx::query("begin immediate").execute(&mut other).await.expect("the lock");
    socket.send(room.id, &name_of(1), "patient").await;
    assert_eq!(ada.log(&room).await.len(), 1, "reading goes on");
    assert_eq!(ada.get("/rooms/lobby").await.status, 200);
    sqlx::query("rollback").execute(&mut other).await.expect("given back");
    assert_eq!(socket.next().await["type"], "ack");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wait_for_another_program_has_an_end_and_then_it_works_again() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let mut socket = ada.follow(&room).await;
    let mut other = app.db().await;
    sqlx::query("begin immediate").execute(&mut other).await.expect("the lock");
    socket.send(room.id, &name_of(1), "patient").await;
    let refused = within(Duration::from_secs(10), "an end", socket.next()).await;
    assert_eq!((&refused["type"], &refused["code"]), (&"refused".into(), &"unavailable".into()));
    sqlx::query("rollback").execute(&mut other).await.expect("given back");
    socket.send(room.id, &name_of(1), "patient").await;
    assert_eq!(socket.next().await["seq"], 2);
    let posts = socket.next().await;
    assert_eq!((&posts["type"], &posts["seq"]), (&"post".into(), &2.into()), "shown once");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_is_marked_as_ours_and_kept_as_it_should_be() {
    let app = TestApp::start().await;
    assert_eq!(app.count("select application_id from pragma_application_id").await, 0x526f_6f73);
    let mut conn = app.state().db.writer().await.expect("a connection");
    for (pragma, expected) in
        [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("secure_delete", "1")]
    {
        let sql = sqlx::AssertSqlSafe(format!("select cast({pragma} as text) from pragma_{pragma}"));
        let value: String = sqlx::query_scalar(sql).fetch_one(conn.as_mut()).await.expect("a setting");
        assert_eq!(value, expected, "{pragma}");
    }
    let mut reader = app.state().db.read().await.expect("a connection");
    assert!(sqlx::query("delete from users").execute(reader.as_mut()).await.is_err(), "readers only read");
}

#[tokio::test(flavor = "multi_thread")]
async fn once_stopped_everything_is_in_the_one_file() {
    let mut app = TestApp::start().await;
    app.person("ada").await;
    // Also right after a start, whatever tasks that has begun.
    for _ in 0..20 {
        app.stop().await;
        let beside: Vec<_> = contents(&app.config.data).into_keys().collect();
        assert_eq!(beside, ["roost.db"]);
        app.start_again().await;
    }
    app.stop().await;
    let mut db = open(&app.file()).await;
    let users: i64 = sqlx::query_scalar("select count(*) from users").fetch_one(&mut db).await.expect("a count");
    assert_eq!(users, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn migrations_run_again_over_sample_data_change_nothing() {
    let mut app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    seed::posts(&app, &room, "ada", 300).await;
    let tables = "select count(*) from sqlite_schema where name not like 'sqlite_stat%'";
    let before = (ada.log(&room).await, app.count(tables).await);
    for _ in 0..2 {
        app.stop().await;
        app.start_again().await;
    }
    assert_eq!((ada.log(&room).await, app.count(tables).await), before);
    let check: String =
        sqlx::query_scalar("pragma integrity_check").fetch_one(&mut app.db().await).await.expect("a check");
    assert_eq!(check, "ok");
    assert!(
        sqlx::query("pragma foreign_key_check").fetch_optional(&mut app.db().await).await.expect("a check").is_none()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_from_before_their_activity_was_known_are_as_active_as_their_last_entry() {
    let folder = folder();
    let mut db = open(&folder.path().join("roost.db")).await;
    sqlx::raw_sql(include_str!("../../migrations/0100_schema.sql")).execute(&mut db).await.expect("the first schema");
    for sql in [
        "insert into users (id, username, username_key, name, password_hash, created_at) values (1, 'ada', 'ada', 'Ada', 'x', 5)",
        "insert into rooms (id, slug, name, kind, head, created_by, created_at)
         values (1, 'lobby', 'Lobby', 'open', 2, 1, 10), (2, 'empty', 'Empty', 'open', 0, 1, 20)",
        "insert into entries (room_id, seq, at, user_id, kind, visible) values (1, 1, 10, 1, 'create', 1), (1, 2, 99, 1, 'join', 1)",
    ] {
        sqlx::query(sql).execute(&mut db).await.expect(sql);
    }
    let step = include_str!("../../migrations/0103_choices.sql");
    sqlx::raw_sql(step).execute(&mut db).await.expect("the step");
    let active: Vec<i64> =
        sqlx::query_scalar("select active_at from rooms order by id").fetch_all(&mut db).await.expect("rooms");
    assert_eq!(active, [99, 20]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_has_no_second_entry_of_one_seq_or_one_name() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    seed::posts(&app, &room, "ada", 2).await;
    for wrong in [
        "insert into entries (room_id, seq, at, user_id, kind, visible) select room_id, seq, at, user_id, kind, 1 from entries where seq = 2",
        "insert into entries (room_id, seq, at, user_id, kind, visible) values (1, 0, 0, 1, 'join', 1)",
        "insert into entries (room_id, seq, at, user_id, kind, visible) values (99, 9, 0, 1, 'join', 1)",
        "insert into messages (room_id, seq, user_id, client_id, run, body) select room_id, seq, user_id, 'another', run, body from messages where seq = 2",
        "insert into messages (room_id, seq, user_id, client_id, run, body) select room_id, 1, user_id, client_id, run, body from messages where seq = 2",
        "insert into messages (room_id, seq, user_id, client_id, run, body) values (1, 9, 1, 'another', 9, 'x')",
        "insert into users (username, username_key, name, password_hash, created_at) values ('x', 'ada', 'x', 'x', 0)",
    ] {
        assert!(sqlx::query(wrong).execute(&mut app.db().await).await.is_err(), "{wrong}");
    }
}
