//! The table `push_subscriptions`: browsers that can be told while no page is open.

use super::{Conn, Result, sessions::TokenHash};
use crate::model::{Millis, UserId};
use sqlx::FromRow;

/// A browser as its push service knows it.
#[derive(Clone, Debug, FromRow)]
pub struct Subscription {
    pub id: i64,
    pub user_id: i64,
    pub endpoint: String,
    pub p256dh: Vec<u8>,
    pub auth: Vec<u8>,
}

/// A browser as its owner knows it.
#[derive(Clone, Debug, FromRow)]
pub struct Device {
    pub id: i64,
    session: Vec<u8>,
    /// What the browser said of itself when it signed in.
    pub device: String,
    pub created_at: Millis,
    pub succeeded_at: Option<Millis>,
    pub failures: i64,
}

impl Device {
    /// Whether it is the one with this session.
    #[must_use]
    pub fn is(&self, session: &TokenHash) -> bool {
        self.session == session
    }
}

/// What a browser gave us to reach it by.
#[derive(Clone, Debug)]
pub struct Keys {
    pub endpoint: String,
    pub p256dh: Vec<u8>,
    pub auth: Vec<u8>,
}

/// Keeps a session's subscription, instead of what it had before. An endpoint that somebody else's
/// session has goes over only with the same keys, which only the same browser knows. Whether it did.
pub async fn put(conn: &mut Conn, session: &TokenHash, user: UserId, keys: &Keys, now: Millis) -> Result<bool> {
    sqlx::query("delete from push_subscriptions where session = ?1 and endpoint <> ?2")
        .bind(session.as_slice())
        .bind(&keys.endpoint)
        .execute(&mut *conn)
        .await?;
    let done = sqlx::query(
        "insert into push_subscriptions (session, user_id, endpoint, p256dh, auth, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6)
         on conflict (endpoint) do update
         set session = excluded.session, user_id = excluded.user_id, p256dh = excluded.p256dh,
             auth = excluded.auth, created_at = excluded.created_at, succeeded_at = null, failures = 0
         where push_subscriptions.user_id = excluded.user_id
            or (push_subscriptions.p256dh = excluded.p256dh and push_subscriptions.auth = excluded.auth)",
    )
    .bind(session.as_slice())
    .bind(user.0)
    .bind(&keys.endpoint)
    .bind(&keys.p256dh)
    .bind(&keys.auth)
    .bind(now)
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    // What waited for, or was shown to, whoever had this browser before.
    for sql in [
        "delete from push_queue where subscription_id = (select id from push_subscriptions where session = ?1)",
        "delete from push_shown where subscription_id = (select id from push_subscriptions where session = ?1)",
    ] {
        sqlx::query(sql).bind(session.as_slice()).execute(&mut *conn).await?;
    }
    Ok(true)
}

/// The subscription of a session.
pub async fn of_session(conn: &mut Conn, session: &TokenHash) -> Result<Option<Subscription>> {
    sqlx::query_as("select id, user_id, endpoint, p256dh, auth from push_subscriptions where session = ?1")
        .bind(session.as_slice())
        .fetch_optional(conn)
        .await
}

/// A person's browsers, the newest first.
pub async fn devices(conn: &mut Conn, user: UserId) -> Result<Vec<Device>> {
    sqlx::query_as(
        "select push_subscriptions.id, session, sessions.device, push_subscriptions.created_at, succeeded_at, failures
         from push_subscriptions join sessions on sessions.token_hash = push_subscriptions.session
         where push_subscriptions.user_id = ?1
         order by push_subscriptions.created_at desc, push_subscriptions.id desc",
    )
    .bind(user.0)
    .fetch_all(conn)
    .await
}

/// Forgets one of a person's browsers.
pub async fn delete_of(conn: &mut Conn, user: UserId, id: i64) -> Result<bool> {
    let done = sqlx::query("delete from push_subscriptions where id = ?1 and user_id = ?2")
        .bind(id)
        .bind(user.0)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Forgets the browser of a session.
pub async fn delete_of_session(conn: &mut Conn, session: &TokenHash) -> Result<()> {
    sqlx::query("delete from push_subscriptions where session = ?1")
        .bind(session.as_slice())
        .execute(conn)
        .await
        .map(drop)
}

/// Forgets a browser that its push service does not know any more.
pub async fn delete(conn: &mut Conn, id: i64) -> Result<()> {
    sqlx::query("delete from push_subscriptions where id = ?1").bind(id).execute(conn).await.map(drop)
}

/// Notes that its push service took something.
pub async fn succeeded(conn: &mut Conn, id: i64, now: Millis) -> Result<()> {
    sqlx::query("update push_subscriptions set succeeded_at = ?2, failures = 0 where id = ?1")
        .bind(id)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
}

/// Notes that its push service did not.
pub async fn failed(conn: &mut Conn, id: i64) -> Result<()> {
    sqlx::query("update push_subscriptions set failures = failures + 1 where id = ?1")
        .bind(id)
        .execute(conn)
        .await
        .map(drop)
}
