//! Rows inserted directly into the store, where making them by requests would take too long.

use super::{PushBrowser, Room, TestApp};
use roost::{
    model::UserId,
    server::{
        auth::secret,
        db::{push_subscriptions, sessions},
        notify::notice,
    },
};

/// Appends posts to a room's log, by one author, a second apart.
pub(crate) async fn posts(app: &TestApp, room: &Room, by: &str, count: i64) {
    let mut db = app.db().await;
    let sql = "with recursive n (i) as (select 1 union all select i + 1 from n where i < ?3)
               insert into entries (room_id, seq, at, user_id, kind, client_id, body)
               select rooms.id, rooms.head + i, 1763800000000 + i * 1000, users.id, 'post',
                      printf('seed%018d', rooms.head + i), 'message ' || (rooms.head + i)
               from n, rooms, users where rooms.id = ?1 and users.username = ?2 /* test */";
    sqlx::query(sql).bind(room.id).bind(by).bind(count).execute(&mut db).await.expect("posts");
    let sql = "update rooms set head = (select max(seq) from entries where room_id = ?1) where id = ?1 /* test */";
    sqlx::query(sql).bind(room.id).execute(&mut db).await.expect("the head");
}

/// An account whose password nobody knows; never the first.
pub(crate) async fn account(app: &TestApp, name: &str) -> UserId {
    let sql = "insert into users (username, username_key, name, password_hash, created_at)
               values (?1, lower(?1), ?1, '-', 0) returning id /* test */";
    UserId(sqlx::query_scalar(sql).bind(name).fetch_one(&mut app.db().await).await.expect("an account"))
}

/// A session last used at this time; returns its token.
pub(crate) async fn session(app: &TestApp, user: UserId, used_at: i64) -> String {
    let token = secret::token();
    let hash = secret::hash(&token);
    let mut db = app.db().await;
    let sql = "select password_hash from users where id = ?1 /* test */";
    let right: String = sqlx::query_scalar(sql).bind(user.0).fetch_one(&mut db).await.expect("a hash");
    assert!(sessions::insert(&mut db, &hash, (user, &right), "a test", used_at).await.expect("a session"));
    token
}

/// A push subscription of somebody's browser, with a session of its own.
pub(crate) async fn subscription(app: &TestApp, user: UserId, browser: &PushBrowser) {
    let token = session(app, user, i64::MAX).await;
    let keys = notice::keys(browser.endpoint.clone(), &browser.p256dh(), &browser.auth()).expect("keys");
    let put = push_subscriptions::put(&mut app.db().await, &secret::hash(&token), user, &keys, 0).await;
    assert!(put.expect("a subscription"), "it is taken");
}

/// Makes somebody a member without an entry in the log.
pub(crate) async fn member(app: &TestApp, room: &Room, name: &str) {
    let sql = "insert into memberships (room_id, user_id, role, joined_seq, read_seq)
               select ?1, id, 'member', 1, 1 from users where username = ?2 /* test */";
    sqlx::query(sql).bind(room.id).bind(name).execute(&mut app.db().await).await.expect("a membership");
}

/// A site that has been in use for years: people and rooms by the hundred, memberships by the thousand.
pub(crate) async fn crowd(app: &TestApp) {
    let mut db = app.db().await;
    for sql in [
        "with recursive n (i) as (select 1 union all select i + 1 from n where i < 3000)
         insert into users (username, username_key, name, password_hash, created_at)
         select 'crowd' || i, 'crowd' || i, 'Crowd', '-', 0 from n /* test */",
        "with recursive n (i) as (select 1 union all select i + 1 from n where i < 400)
         insert into rooms (slug, name, head, created_by, created_at) select 'crowd-' || i, 'Crowd', 1, 1, 0 from n /* test */",
        "insert into memberships (room_id, user_id, role, joined_seq, read_seq)
         select rooms.id, users.id, 'member', 1, 1 from rooms, users
         where (rooms.id * 7 + users.id) % 60 = 0 and users.username like 'crowd%' /* test */",
        "insert into notify_usual (user_id, level)
         select id, 'everything' from users where username like 'crowd%' /* test */",
        "insert into sessions (token_hash, user_id, created_at, used_at)
         select randomblob(32), id, 0, (unixepoch() - id) * 1000 from users /* test */",
    ] {
        sqlx::query(sql).execute(&mut db).await.expect(sql);
    }
}
