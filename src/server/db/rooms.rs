//! The tables `rooms`, `old_slugs` (their redirects) and `deleted_members`.

use super::{Conn, Result, query, query_as, query_scalar};
use crate::model::{Millis, Room, RoomId, RoomKind, UserId};
use sqlx::FromRow;
use std::collections::HashMap;

#[derive(FromRow)]
pub(super) struct RoomRow {
    pub(super) id: i64,
    slug: String,
    name: String,
    topic: String,
    kind: String,
    archived: bool,
}

impl From<RoomRow> for Room {
    fn from(row: RoomRow) -> Self {
        let RoomRow { id, slug, name, topic, kind, archived } = row;
        Self { id: RoomId(id), slug, name, topic, kind: kind_of(&kind), archived }
    }
}

/// Kind by its value in the database; an unknown one counts as private, the safe choice.
pub(super) fn kind_of(word: &str) -> RoomKind {
    let all = [RoomKind::Open, RoomKind::Private, RoomKind::Direct];
    all.into_iter().find(|kind| kind.word() == word).unwrap_or(RoomKind::Private)
}

/// Whether there is any room, of whatever kind.
pub async fn any(conn: &mut Conn) -> Result<bool> {
    query_scalar("select exists (select 1 from rooms)").fetch_one(conn).await
}

/// The room with this slug, current or old. The caller checks whether the viewer may know of it.
pub async fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Room>> {
    let row: Option<RoomRow> = query_as(
        "select id, slug, name, topic, kind, archived_at is not null as archived from rooms
         where id = coalesce((select id from rooms where slug = ?1), (select room_id from old_slugs where slug = ?1))",
    )
    .bind(slug)
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Room::from))
}

/// The room with this id, for those who know of it.
pub async fn by_id(conn: &mut Conn, room: RoomId) -> Result<Option<Room>> {
    let row: Option<RoomRow> =
        query_as("select id, slug, name, topic, kind, archived_at is not null as archived from rooms where id = ?1")
            .bind(room.0)
            .fetch_optional(conn)
            .await?;
    Ok(row.map(Room::from))
}

/// Slug of the direct conversation with this key.
pub async fn of_people(conn: &mut Conn, people: &str) -> Result<Option<String>> {
    query_scalar("select slug from rooms where people = ?1").bind(people).fetch_optional(conn).await
}

/// Open rooms that a person is not banned from and that are not archived, the largest first; with their numbers of
/// members, and whether they were made since the person looked at them last.
pub async fn open_to(conn: &mut Conn, viewer: UserId, most: i64) -> Result<Vec<(Room, i64, bool)>> {
    let rows: Vec<(i64, String, String, String, i64, bool)> = query_as(
        "select id, slug, name, topic,
                (select count(*) from memberships where memberships.room_id = rooms.id) as members,
                created_at > (select max(browsed_at, created_at) from users where id = ?1)
         from rooms
         where kind = 'open' and archived_at is null
           and not exists (select 1 from bans where bans.room_id = rooms.id and bans.user_id = ?1)
         order by members desc, id limit ?2",
    )
    .bind(viewer.0)
    .bind(most)
    .fetch_all(conn)
    .await?;
    let room = |(id, slug, name, topic, members, is_new)| {
        (Room { id: RoomId(id), slug, name, topic, kind: RoomKind::Open, archived: false }, members, is_new)
    };
    Ok(rows.into_iter().map(room).collect())
}

/// Notes that a person looked at the open rooms.
pub async fn set_browsed(conn: &mut Conn, viewer: UserId, now: Millis) -> Result<()> {
    query("update users set browsed_at = ?2 where id = ?1").bind(viewer.0).bind(now).execute(conn).await
}

/// Open rooms with their numbers of members, by name; archived ones after the others.
pub async fn all_open(conn: &mut Conn, most: i64) -> Result<Vec<(Room, i64)>> {
    let rows: Vec<(i64, String, String, String, bool, i64)> = query_as(
        "select id, slug, name, topic, archived_at is not null,
                (select count(*) from memberships where memberships.room_id = rooms.id)
         from rooms where kind = 'open'
         order by archived_at is not null, name collate nocase, id limit ?1",
    )
    .bind(most)
    .fetch_all(conn)
    .await?;
    let room = |(id, slug, name, topic, archived, members)| {
        (Room { id: RoomId(id), slug, name, topic, kind: RoomKind::Open, archived }, members)
    };
    Ok(rows.into_iter().map(room).collect())
}

/// Creators of these rooms.
pub async fn makers(conn: &mut Conn, rooms: impl Iterator<Item = RoomId>) -> Result<HashMap<RoomId, UserId>> {
    let ids = serde_json::to_string(&rooms.collect::<Vec<_>>()).unwrap_or_default();
    let rows: Vec<(i64, i64)> =
        query_as("select id, created_by from rooms where id in (select value from json_each(?1)) order by id")
            .bind(ids)
            .fetch_all(conn)
            .await?;
    Ok(rows.into_iter().map(|(room, user)| (RoomId(room), UserId(user))).collect())
}

/// Records the members of a room about to be deleted, under all of its slugs.
pub(super) async fn note_members(conn: &mut Conn, room: RoomId) -> Result<()> {
    query(
        "insert or replace into deleted_members (slug, user_id, room_id)
         select addresses.slug, memberships.user_id, ?1
         from (select slug from rooms where id = ?1 union all select slug from old_slugs where room_id = ?1) as addresses
         cross join memberships on memberships.room_id = ?1",
    )
    .bind(room.0)
    .execute(conn)
    .await
}

/// Whether a person was a member of a deleted room with this slug.
pub async fn was_at(conn: &mut Conn, user: UserId, slug: &str) -> Result<bool> {
    query_scalar("select exists (select 1 from deleted_members where slug = ?1 and user_id = ?2)")
        .bind(slug)
        .bind(user.0)
        .fetch_one(conn)
        .await
}

/// The same, by the room's id.
pub async fn was_in(conn: &mut Conn, user: UserId, room: RoomId) -> Result<bool> {
    query_scalar("select exists (select 1 from deleted_members where user_id = ?1 and room_id = ?2)")
        .bind(user.0)
        .bind(room.0)
        .fetch_one(conn)
        .await
}
