//! Rows inserted directly into the database, where making them by requests would take too long.

use super::{PushBrowser, Room, TestApp};
use roost::{
    model::{DisplayName, UserId, Username},
    server::{
        auth::secret,
        db::{Conn, push_subscriptions, sessions, users},
        notify::notice,
    },
};

/// Appends posts to a room's log, by one author, a second apart.
pub(crate) async fn posts(app: &TestApp, room: &Room, by: &str, count: i64) {
    let mut db = app.db().await;
    for sql in [
        "with recursive n (i) as (select 1 union all select i + 1 from n where i < ?3)
         insert into entries (room_id, seq, at, user_id, kind, visible)
         select rooms.id, rooms.head + i, 1763800000000 + i * 1000, users.id, 'post', 1
         from n, rooms, users where rooms.id = ?1 and users.username = ?2 /* test */",
        "with recursive n (i) as (select 1 union all select i + 1 from n where i < ?3)
         insert into messages (room_id, seq, user_id, client_id, run, body)
         select rooms.id, rooms.head + i, users.id, printf('seed%018d', rooms.head + i),
                iif(rooms.run_by = users.id, rooms.run, rooms.head + 1), 'message ' || (rooms.head + i)
         from n, rooms, users where rooms.id = ?1 and users.username = ?2 /* test */",
        "update rooms set head = head + ?3, run_by = users.id, run = iif(run_by = users.id, run, head + 1)
         from users where rooms.id = ?1 and users.username = ?2 /* test */",
    ] {
        sqlx::query(sql).bind(room.id).bind(by).bind(count).execute(&mut db).await.expect("posts");
    }
}

/// An account whose password nobody knows; never the first.
pub(crate) async fn account(app: &TestApp, name: &str) -> UserId {
    account_in(&mut app.conn().await, name).await
}

/// The same, in a transaction of its caller.
pub(crate) async fn account_in(conn: &mut Conn, name: &str) -> UserId {
    let (username, name) = (Username::parse(name).expect("a username"), DisplayName::parse(name).expect("a name"));
    users::insert(conn, &username, &name, "-", 0).await.expect("an account")
}

/// A session last used at this time; returns its token.
pub(crate) async fn session(app: &TestApp, user: UserId, used_at: i64) -> String {
    let token = secret::token();
    let hash = secret::hash(&token);
    let mut conn = app.conn().await;
    let sql = "select password_hash from users where id = ?1 /* test */";
    let right: String = sqlx::query_scalar(sql).bind(user.0).fetch_one(conn.as_mut()).await.expect("a hash");
    assert!(sessions::insert(&mut conn, &hash, (user, &right), "a test", used_at).await.expect("a session"));
    token
}

/// A push subscription of somebody's browser, with a session of its own.
pub(crate) async fn subscription(app: &TestApp, user: UserId, browser: &PushBrowser) {
    let token = session(app, user, i64::MAX).await;
    let keys = notice::keys(browser.endpoint.clone(), &browser.p256dh(), &browser.auth()).expect("keys");
    let put = push_subscriptions::put(&mut app.conn().await, &secret::hash(&token), user, &keys, 0).await;
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
        "insert into usernames (key, user_id) select username_key, id from users where username like 'crowd%' /* test */",
        "with recursive n (i) as (select 1 union all select i + 1 from n where i < 400)
         insert into rooms (slug, name, kind, head, created_by, created_at)
         select 'crowd-' || i, 'Crowd', 'open', 1, 1, 0 from n /* test */",
        "insert into memberships (room_id, user_id, role, joined_seq, read_seq)
         select rooms.id, users.id, 'member', 1, 1 from rooms, users
         where (rooms.id * 7 + users.id) % 60 = 0 and users.username like 'crowd%' /* test */",
        "insert into notify_defaults (user_id, level)
         select id, 'everything' from users where username like 'crowd%' /* test */",
        "insert into sessions (token_hash, user_id, created_at, used_at, handle)
         select randomblob(32), id, 0, (unixepoch() - id) * 1000, 'crowd' from users /* test */",
    ] {
        sqlx::query(sql).execute(&mut db).await.expect(sql);
    }
}
