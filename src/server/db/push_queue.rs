//! The tables `push_queue` and `push_shown`: push notifications waiting to be sent, and those shown.

use super::{Conn, Result, query, query_as, query_scalar};
use crate::model::{Millis, RoomId, Seq, UserId};
use sqlx::FromRow;

/// A person to notify of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueuedNotice {
    pub user: UserId,
    pub room: RoomId,
    pub seq: Seq,
    pub mentioned: bool,
    pub due_at: Millis,
}

/// A notification that is due, and its subscription.
#[derive(Clone, Debug, FromRow)]
pub struct Due {
    pub subscription_id: i64,
    pub room_id: i64,
    pub seq: Seq,
    pub mentioned: bool,
    pub queued_at: Millis,
    pub attempts: i64,
    pub user_id: i64,
    pub endpoint: String,
    pub p256dh: Vec<u8>,
    pub auth: Vec<u8>,
}

/// Message of a notification.
#[derive(Clone, Debug, FromRow)]
pub struct Message {
    pub slug: String,
    pub room: String,
    pub author: String,
    pub by: i64,
    pub body: String,
}

/// Queues a notification for every subscription of these people. One already queued for the room moves on to
/// the newer message and keeps its due time; one already shown is not queued again.
pub async fn put(conn: &mut Conn, told: &[QueuedNotice], now: Millis) -> Result<u64> {
    type Columns = (i64, i64, Seq, bool, Millis);
    let rows: Vec<Columns> =
        told.iter().map(|told| (told.user.0, told.room.0, told.seq, told.mentioned, told.due_at)).collect();
    let changed = query(
        "insert into push_queue (subscription_id, room_id, seq, mentioned, queued_at, due_at)
         select push_subscriptions.id, told.value ->> 1, told.value ->> 2, told.value ->> 3, ?2, told.value ->> 4
         from json_each(?1) as told
         cross join push_subscriptions on push_subscriptions.user_id = told.value ->> 0
         where exists (select 1 from rooms where id = told.value ->> 1)
           and not exists (
               select 1 from push_shown
               where push_shown.subscription_id = push_subscriptions.id
                 and push_shown.room_id = told.value ->> 1 and push_shown.seq >= told.value ->> 2)
         on conflict (subscription_id, room_id) do update
         set seq = max(seq, excluded.seq), mentioned = max(mentioned, excluded.mentioned),
             queued_at = excluded.queued_at",
    )
    .bind(serde_json::to_string(&rows).unwrap_or_default())
    .bind(now)
    .changed(conn)
    .await?;
    Ok(changed)
}

/// Due notifications, the longest waiting first, without those for `busy` people and for sessions last used
/// before `since`.
pub async fn due(conn: &mut Conn, now: Millis, since: Millis, busy: &[UserId], most: usize) -> Result<Vec<Due>> {
    query_as(
        "select push_queue.subscription_id, push_queue.room_id, push_queue.seq, push_queue.mentioned,
                push_queue.queued_at, push_queue.attempts, push_subscriptions.user_id, push_subscriptions.endpoint,
                push_subscriptions.p256dh, push_subscriptions.auth
         from push_queue
         cross join push_subscriptions on push_subscriptions.id = push_queue.subscription_id
         cross join sessions on sessions.token_hash = push_subscriptions.session and sessions.used_at > ?2
         where push_queue.due_at <= ?1 and push_subscriptions.user_id not in (select value from json_each(?3))
         order by push_queue.due_at, push_queue.subscription_id, push_queue.room_id limit ?4",
    )
    .bind(now)
    .bind(since)
    .bind(serde_json::to_string(busy).unwrap_or_default())
    .bind(i64::try_from(most).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await
}

/// Time of the next notification that is not due yet.
pub async fn next_due(conn: &mut Conn, now: Millis) -> Result<Option<Millis>> {
    query_scalar("select min(due_at) from push_queue where due_at > ?1").bind(now).fetch_one(conn).await
}

/// The message, with its room and author.
pub async fn message(conn: &mut Conn, room: RoomId, seq: Seq) -> Result<Option<Message>> {
    query_as(
        "select rooms.slug, case when rooms.kind = 'direct' then users.name else rooms.name end as room,
                users.name as author, users.id as by, messages.body
         from messages join rooms on rooms.id = messages.room_id join users on users.id = messages.user_id
         where messages.room_id = ?1 and messages.seq = ?2 and messages.body is not null",
    )
    .bind(room.0)
    .bind(seq)
    .fetch_optional(conn)
    .await
}

/// Rooms whose notification a browser still shows although they were read or left since.
pub async fn read_since(conn: &mut Conn, subscription: i64, user: UserId, most: i64) -> Result<Vec<i64>> {
    query_scalar(
        "select push_shown.room_id from push_shown
         left join memberships on memberships.room_id = push_shown.room_id and memberships.user_id = ?2
         where push_shown.subscription_id = ?1
           and (memberships.read_seq is null or memberships.read_seq >= push_shown.seq)
         order by push_shown.room_id limit ?3",
    )
    .bind(subscription)
    .bind(user.0)
    .bind(most)
    .fetch_all(conn)
    .await
}

/// Removes a notification from the queue, unless it has moved on to a newer message.
pub async fn done(conn: &mut Conn, due: &Due) -> Result<()> {
    query("delete from push_queue where subscription_id = ?1 and room_id = ?2 and seq <= ?3")
        .bind(due.subscription_id)
        .bind(due.room_id)
        .bind(due.seq)
        .execute(conn)
        .await
}

/// Records that a push service accepted a notification, and the withdrawal of others with it. No change if the
/// subscription or the room was deleted meanwhile.
pub async fn shown(conn: &mut Conn, due: &Due, withdrawn: &[i64]) -> Result<()> {
    query("delete from push_shown where subscription_id = ?1 and room_id in (select value from json_each(?2))")
        .bind(due.subscription_id)
        .bind(serde_json::to_string(withdrawn).unwrap_or_default())
        .execute(conn)
        .await?;
    query(
        "insert into push_shown (subscription_id, room_id, seq)
         select ?1, ?2, ?3
         where exists (select 1 from push_subscriptions where id = ?1) and exists (select 1 from rooms where id = ?2)
         on conflict (subscription_id, room_id) do update set seq = max(seq, excluded.seq)",
    )
    .bind(due.subscription_id)
    .bind(due.room_id)
    .bind(due.seq)
    .execute(conn)
    .await
}

/// Postpones everything queued for a subscription, at least to `until`, and counts the attempt.
pub async fn put_off(conn: &mut Conn, subscription: i64, room: i64, until: Millis) -> Result<()> {
    query(
        "update push_queue set due_at = max(due_at, ?3), attempts = attempts + (room_id = ?2) where subscription_id = ?1",
    )
    .bind(subscription)
    .bind(room)
    .bind(until)
    .execute(conn)
    .await
}

/// Rooms with messages since a moment, and the seq before the first entry to look at, at most `most` before the
/// head.
pub async fn rooms_since(conn: &mut Conn, since: Millis, most: i64) -> Result<Vec<(RoomId, Seq)>> {
    let rows: Vec<(i64, Seq)> = query_as(
        "select rooms.id, (
             select coalesce(min(entries.seq), rooms.head + 1) from entries
             where entries.room_id = rooms.id and entries.seq > rooms.head - ?2 and entries.at > ?1)
         from rooms
         where exists (
             select 1 from entries
             where entries.room_id = rooms.id and entries.seq = rooms.head and entries.at > ?1)",
    )
    .bind(since)
    .bind(most)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|(room, first)| (RoomId(room), first - 1)).collect())
}
