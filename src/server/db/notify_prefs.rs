//! The tables `notify_rooms`, `notify_defaults` and `quiet_hours`: notification preferences.

use super::{Conn, Result, query, query_as, query_scalar};
use crate::{
    model::{Millis, NotifyLevel, RoomId, Seq, UserId},
    server::domain::notify_rules::{NotificationPrefs, QuietHours},
};
use sqlx::FromRow;

#[derive(FromRow)]
struct Row {
    user_id: i64,
    read_seq: Seq,
    level: Option<String>,
    default_level: Option<String>,
    muted_until: Option<Millis>,
    starts: Option<i64>,
    ends: Option<i64>,
    days: Option<i64>,
    zone: Option<String>,
    quiet_until: Option<Millis>,
}

impl From<Row> for NotificationPrefs {
    fn from(row: Row) -> Self {
        let quiet = match (row.starts, row.ends, row.days, row.zone) {
            (Some(starts), Some(ends), Some(days), Some(zone)) => QuietHours::new(starts, ends, days, &zone),
            _ => None,
        };
        let level = |word: Option<String>| word.as_deref().and_then(NotifyLevel::parse);
        Self {
            user: UserId(row.user_id),
            read: row.read_seq,
            level: level(row.level),
            default_level: level(row.default_level).unwrap_or_default(),
            muted_until: row.muted_until,
            quiet,
            quiet_until: row.quiet_until,
        }
    }
}

/// Preferences of the members who may have to be notified: those with a push subscription who are mentioned or
/// have the level for everything. In a `direct` conversation all members with a subscription.
pub async fn who_may_be_told(
    conn: &mut Conn,
    room: RoomId,
    mentioned: &[UserId],
    direct: bool,
) -> Result<Vec<NotificationPrefs>> {
    let rows: Vec<Row> = query_as(
        "with asked (user_id) as (
             select value from json_each(?2)
             union select user_id from notify_rooms where room_id = ?1 and level = 'everything'
             union select memberships.user_id from memberships
                   cross join notify_defaults on notify_defaults.user_id = memberships.user_id
                        and notify_defaults.level = 'everything'
                   where memberships.room_id = ?1
             union select user_id from memberships where ?3 and room_id = ?1)
         select memberships.user_id, memberships.read_seq, notify_rooms.level, notify_defaults.level as default_level,
                notify_rooms.muted_until,
                quiet_hours.starts, quiet_hours.ends, quiet_hours.days, quiet_hours.zone, users.quiet_until
         from asked
         cross join memberships on memberships.room_id = ?1 and memberships.user_id = asked.user_id
         cross join users on users.id = asked.user_id
         left join notify_rooms on notify_rooms.room_id = ?1 and notify_rooms.user_id = asked.user_id
         left join notify_defaults on notify_defaults.user_id = asked.user_id
         left join quiet_hours on quiet_hours.user_id = asked.user_id
         where exists (select 1 from push_subscriptions where push_subscriptions.user_id = asked.user_id)",
    )
    .bind(room.0)
    .bind(serde_json::to_string(mentioned).unwrap_or_default())
    .bind(direct)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(NotificationPrefs::from).collect())
}

/// Whether a room is a direct conversation.
pub async fn is_direct(conn: &mut Conn, room: RoomId) -> Result<bool> {
    let kind: Option<String> =
        query_scalar("select kind from rooms where id = ?1").bind(room.0).fetch_optional(conn).await?;
    Ok(kind.as_deref() == Some("direct"))
}

/// Mentions in entries of a room, by seq.
pub async fn mentions(conn: &mut Conn, room: RoomId, seqs: &[Seq]) -> Result<Vec<(Seq, UserId)>> {
    let rows: Vec<(Seq, i64)> = query_as(
        "select mentions.seq, mentions.user_id from json_each(?2) as asked
         cross join mentions on mentions.room_id = ?1 and mentions.seq = asked.value",
    )
    .bind(room.0)
    .bind(serde_json::to_string(seqs).unwrap_or_default())
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|(seq, user)| (seq, UserId(user))).collect())
}

/// A member's preferences for a room; `None` for anybody else.
pub async fn of(conn: &mut Conn, user: UserId, room: RoomId) -> Result<Option<NotificationPrefs>> {
    let row: Option<Row> = query_as(
        "select memberships.user_id, memberships.read_seq, notify_rooms.level, notify_defaults.level as default_level,
                notify_rooms.muted_until, quiet_hours.starts, quiet_hours.ends, quiet_hours.days, quiet_hours.zone,
                users.quiet_until
         from memberships cross join users on users.id = memberships.user_id
         left join notify_rooms on notify_rooms.room_id = memberships.room_id
              and notify_rooms.user_id = memberships.user_id
         left join notify_defaults on notify_defaults.user_id = memberships.user_id
         left join quiet_hours on quiet_hours.user_id = memberships.user_id
         where memberships.room_id = ?1 and memberships.user_id = ?2",
    )
    .bind(room.0)
    .bind(user.0)
    .fetch_optional(conn)
    .await?;
    Ok(row.map(NotificationPrefs::from))
}

/// Sets a member's level and muting for a room. Whether they are a member.
pub async fn set(
    conn: &mut Conn,
    user: UserId,
    room: RoomId,
    level: Option<NotifyLevel>,
    muted_until: Option<Millis>,
) -> Result<bool> {
    let changed = query(
        "insert into notify_rooms (room_id, user_id, level, muted_until)
         select room_id, user_id, ?3, ?4 from memberships where room_id = ?1 and user_id = ?2
         on conflict (room_id, user_id) do update set level = excluded.level, muted_until = excluded.muted_until",
    )
    .bind(room.0)
    .bind(user.0)
    .bind(level.map(NotifyLevel::as_str))
    .bind(muted_until)
    .changed(conn)
    .await?;
    Ok(changed > 0)
}

/// A person's default notification level.
pub async fn default_level(conn: &mut Conn, user: UserId) -> Result<NotifyLevel> {
    let level: Option<String> =
        query_scalar("select level from notify_defaults where user_id = ?1").bind(user.0).fetch_optional(conn).await?;
    Ok(level.as_deref().and_then(NotifyLevel::parse).unwrap_or_default())
}

/// Sets a person's default notification level.
pub async fn set_default_level(conn: &mut Conn, user: UserId, level: NotifyLevel) -> Result<()> {
    query(
        "insert into notify_defaults (user_id, level) values (?1, ?2)
         on conflict (user_id) do update set level = excluded.level",
    )
    .bind(user.0)
    .bind(level.as_str())
    .execute(conn)
    .await
}

/// Effective levels under the level `default_level`, for a person's rooms without a level of their own.
pub async fn undecided(
    conn: &mut Conn,
    user: UserId,
    default_level: NotifyLevel,
) -> Result<Vec<(RoomId, NotifyLevel)>> {
    let rooms: Vec<(i64, bool)> = query_as(
        "select rooms.id, rooms.kind = 'direct' from memberships
         cross join rooms on rooms.id = memberships.room_id
         left join notify_rooms on notify_rooms.room_id = memberships.room_id
              and notify_rooms.user_id = memberships.user_id
         where memberships.user_id = ?1 and notify_rooms.level is null
         order by rooms.id",
    )
    .bind(user.0)
    .fetch_all(conn)
    .await?;
    Ok(rooms.into_iter().map(|(room, direct)| (RoomId(room), NotifyLevel::in_room(direct, default_level))).collect())
}

/// A person's quiet hours.
pub async fn quiet(conn: &mut Conn, user: UserId) -> Result<Option<QuietHours>> {
    let row: Option<(i64, i64, i64, String)> =
        query_as("select starts, ends, days, zone from quiet_hours where user_id = ?1")
            .bind(user.0)
            .fetch_optional(conn)
            .await?;
    Ok(row.and_then(|(starts, ends, days, zone)| QuietHours::new(starts, ends, days, &zone)))
}

/// Sets or clears a person's quiet hours.
pub async fn set_quiet(conn: &mut Conn, user: UserId, quiet: Option<&QuietHours>) -> Result<()> {
    let Some(quiet) = quiet else {
        return query("delete from quiet_hours where user_id = ?1").bind(user.0).execute(conn).await;
    };
    query(
        "insert into quiet_hours (user_id, starts, ends, days, zone) values (?1, ?2, ?3, ?4, ?5)
         on conflict (user_id) do update set starts = excluded.starts, ends = excluded.ends, days = excluded.days,
             zone = excluded.zone",
    )
    .bind(user.0)
    .bind(i64::from(quiet.starts))
    .bind(i64::from(quiet.ends))
    .bind(i64::from(quiet.days))
    .bind(quiet.zone())
    .execute(conn)
    .await
}

/// Until when nothing notifies a person.
pub async fn quiet_until(conn: &mut Conn, user: UserId) -> Result<Option<Millis>> {
    let until: Option<Option<Millis>> =
        query_scalar("select quiet_until from users where id = ?1").bind(user.0).fetch_optional(conn).await?;
    Ok(until.flatten())
}

/// Sets or clears until when nothing notifies a person.
pub async fn set_quiet_until(conn: &mut Conn, user: UserId, until: Option<Millis>) -> Result<()> {
    query("update users set quiet_until = ?2 where id = ?1").bind(user.0).bind(until).execute(conn).await
}
