//! The table `rooms`.

use super::{Conn, Result};
use crate::model::{Room, RoomId, UserId};
use sqlx::FromRow;
use std::collections::HashMap;

#[derive(FromRow)]
pub(super) struct RoomRow {
    pub(super) id: i64,
    slug: String,
    name: String,
    topic: String,
}

impl From<RoomRow> for Room {
    fn from(row: RoomRow) -> Self {
        Self { id: RoomId(row.id), slug: row.slug, name: row.name, topic: row.topic }
    }
}

/// # Errors
/// As the store's.
pub async fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Room>> {
    let row: Option<RoomRow> = sqlx::query_as("select id, slug, name, topic from rooms where slug = ?1")
        .bind(slug)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(Room::from))
}

/// All open rooms with their number of members, the busiest first, after `(members, id)`.
///
/// # Errors
/// As the store's.
pub async fn all(conn: &mut Conn, most: i64) -> Result<Vec<(Room, i64)>> {
    let rows: Vec<(i64, String, String, String, i64)> = sqlx::query_as(
        "select id, slug, name, topic,
                (select count(*) from memberships where memberships.room_id = rooms.id) as members
         from rooms order by members desc, id limit ?1",
    )
    .bind(most)
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, slug, name, topic, members)| (Room { id: RoomId(id), slug, name, topic }, members))
        .collect())
}

/// Who made these rooms.
///
/// # Errors
/// As the store's.
pub async fn makers(conn: &mut Conn, rooms: impl Iterator<Item = RoomId>) -> Result<HashMap<RoomId, UserId>> {
    let ids = serde_json::to_string(&rooms.collect::<Vec<_>>()).unwrap_or_default();
    let rows: Vec<(i64, i64)> =
        sqlx::query_as("select id, created_by from rooms where id in (select value from json_each(?1)) order by id")
            .bind(ids)
            .fetch_all(conn)
            .await?;
    Ok(rows.into_iter().map(|(room, user)| (RoomId(room), UserId(user))).collect())
}
