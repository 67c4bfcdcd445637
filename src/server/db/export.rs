//! Queries across all rooms for the export of one person's data.

use super::{Conn, Result, entries::Most, query_as, query_scalar};
use crate::model::{Millis, RoomId, Seq, UserId};
use sqlx::FromRow;

/// A room that the person is a member of or posted in; slug and name only for members.
#[derive(Clone, Debug, FromRow)]
pub struct WroteIn {
    pub id: i64,
    pub slug: Option<String>,
    pub name: Option<String>,
    pub role: Option<String>,
    /// Notification level for the room, if one was chosen.
    pub level: Option<String>,
    pub muted_until: Option<Millis>,
    pub favourite: bool,
}

/// A message of the person.
#[derive(Clone, Debug, FromRow)]
pub struct Written {
    pub seq: Seq,
    pub at: Millis,
    pub body: String,
}

/// Rooms that a person is a member of or posted in.
pub async fn rooms(conn: &mut Conn, user: UserId) -> Result<Vec<WroteIn>> {
    query_as(
        "select rooms.id, iif(memberships.role is null, null, rooms.slug) as slug,
                case when memberships.role is null then null
                     when rooms.kind <> 'direct' then rooms.name
                     else (select group_concat(users.name, ', ' order by users.id)
                           from memberships as others cross join users on users.id = others.user_id
                           where others.room_id = rooms.id and others.user_id <> ?1) end as name,
                memberships.role, notify_rooms.level, notify_rooms.muted_until,
                coalesce(memberships.favourite, 0) as favourite
         from rooms left join memberships on memberships.room_id = rooms.id and memberships.user_id = ?1
         left join notify_rooms on notify_rooms.room_id = rooms.id and notify_rooms.user_id = ?1
         where memberships.role is not null
            or (select 1 from messages indexed by sqlite_autoindex_messages_2
                where messages.room_id = rooms.id and messages.user_id = ?1 and messages.body is not null limit 1) is not null
         order by rooms.id",
    )
    .bind(user.0)
    .fetch_all(conn)
    .await
}

/// A person's messages in one room after a seq, oldest first, as many as fit.
pub async fn written(conn: &mut Conn, user: UserId, room: RoomId, after: Seq, most: Most) -> Result<Vec<Written>> {
    let texts: Vec<Option<i64>> = query_scalar(
        "select octet_length(body) from messages
         where room_id = ?1 and seq > ?2 and user_id = ?3 and body is not null
         order by seq limit ?4",
    )
    .bind(room.0)
    .bind(after)
    .bind(user.0)
    .bind(i64::try_from(most.entries).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await?;
    query_as(
        "select messages.seq, entries.at, messages.body
         from messages cross join entries on entries.room_id = messages.room_id and entries.seq = messages.seq
         where messages.room_id = ?1 and messages.seq > ?2 and messages.user_id = ?3 and messages.body is not null
         order by messages.seq limit ?4",
    )
    .bind(room.0)
    .bind(after)
    .bind(user.0)
    .bind(most.fit(texts.into_iter()))
    .fetch_all(conn)
    .await
}
