//! The table `push_subscriptions`: browsers that receive push notifications.

use super::{Conn, Result, query, query_as, sessions::TokenHash};
use crate::model::{Millis, UserId};
use sqlx::FromRow;

/// A push subscription: endpoint and keys.
#[derive(Clone, Debug, FromRow)]
pub struct Subscription {
    pub id: i64,
    pub user_id: i64,
    pub endpoint: String,
    pub p256dh: Vec<u8>,
    pub auth: Vec<u8>,
}

/// A subscribed browser, for its owner.
#[derive(Clone, Debug, FromRow)]
pub struct Device {
    pub id: i64,
    session: Vec<u8>,
    /// The browser's user agent at sign-in.
    pub device: String,
    pub created_at: Millis,
    pub succeeded_at: Option<Millis>,
    pub failures: i64,
}

impl Device {
    /// Whether it belongs to this session.
    #[must_use]
    pub fn is(&self, session: &TokenHash) -> bool {
        self.session == session
    }
}

/// Endpoint and keys that the browser provided.
#[derive(Clone, Debug)]
pub struct Keys {
    pub endpoint: String,
    pub p256dh: Vec<u8>,
    pub auth: Vec<u8>,
}

/// Stores a session's subscription in place of its earlier one. An endpoint of another person's session is
/// taken over only with the same keys, which only the same browser knows. Whether it was stored.
pub async fn put(conn: &mut Conn, session: &TokenHash, user: UserId, keys: &Keys, now: Millis) -> Result<bool> {
    query("delete from push_subscriptions where session = ?1 and endpoint <> ?2")
        .bind(session.as_slice())
        .bind(&keys.endpoint)
        .execute(conn)
        .await?;
    let changed = query(
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
    .changed(conn)
    .await?;
    if changed == 0 {
        return Ok(false);
    }
    // Notifications queued for, or shown to, the previous user of this browser.
    for sql in [
        "delete from push_queue where subscription_id = (select id from push_subscriptions where session = ?1)",
        "delete from push_shown where subscription_id = (select id from push_subscriptions where session = ?1)",
    ] {
        query(sql).bind(session.as_slice()).execute(conn).await?;
    }
    Ok(true)
}

/// A session's subscription.
pub async fn of_session(conn: &mut Conn, session: &TokenHash) -> Result<Option<Subscription>> {
    query_as("select id, user_id, endpoint, p256dh, auth from push_subscriptions where session = ?1")
        .bind(session.as_slice())
        .fetch_optional(conn)
        .await
}

/// A person's subscribed browsers, the newest first.
pub async fn devices(conn: &mut Conn, user: UserId) -> Result<Vec<Device>> {
    query_as(
        "select push_subscriptions.id, session, sessions.device, push_subscriptions.created_at, succeeded_at, failures
         from push_subscriptions join sessions on sessions.token_hash = push_subscriptions.session
         where push_subscriptions.user_id = ?1
         order by push_subscriptions.created_at desc, push_subscriptions.id desc",
    )
    .bind(user.0)
    .fetch_all(conn)
    .await
}

/// Deletes one of a person's subscriptions. Whether there was one.
pub async fn delete_of(conn: &mut Conn, user: UserId, id: i64) -> Result<bool> {
    let changed = query("delete from push_subscriptions where id = ?1 and user_id = ?2")
        .bind(id)
        .bind(user.0)
        .changed(conn)
        .await?;
    Ok(changed > 0)
}

/// Deletes a session's subscription.
pub async fn delete_of_session(conn: &mut Conn, session: &TokenHash) -> Result<()> {
    query("delete from push_subscriptions where session = ?1").bind(session.as_slice()).execute(conn).await
}

/// Deletes a subscription that its push service no longer knows.
pub async fn delete(conn: &mut Conn, id: i64) -> Result<()> {
    query("delete from push_subscriptions where id = ?1").bind(id).execute(conn).await
}

/// Records a push that the push service accepted.
pub async fn succeeded(conn: &mut Conn, id: i64, now: Millis) -> Result<()> {
    query("update push_subscriptions set succeeded_at = ?2, failures = 0 where id = ?1")
        .bind(id)
        .bind(now)
        .execute(conn)
        .await
}

/// Records a push that failed.
pub async fn failed(conn: &mut Conn, id: i64) -> Result<()> {
    query("update push_subscriptions set failures = failures + 1 where id = ?1").bind(id).execute(conn).await
}
