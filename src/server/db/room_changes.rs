//! Changes beside the room log: loading the facts about people, bans and links, and saving `RowChange`s.

use super::{Conn, Result, rooms::RoomRow};
use crate::{
    model::{NotifyLevel, Role, Room, RoomId, UserId},
    server::domain::{
        decision::{NewRoom, RowChange},
        facts::{Facts, Invite, RoomFacts},
        needs::Needs,
        slug,
    },
};
use sqlx::{FromRow, Row};

/// Candidates for the next owner to load: more than one batch can remove, so that one remains.
const HEIRS: i64 = 160;

/// Loads facts about people, bans, invite links, direct conversations and candidates for the next owner, as far
/// as they are needed.
pub(super) async fn load(conn: &mut Conn, needs: &Needs, facts: &mut Facts) -> Result<()> {
    if !needs.people.is_empty() {
        let ids = serde_json::to_string(&needs.people).unwrap_or_default();
        let rows: Vec<(i64, bool, bool, Option<String>)> = sqlx::query_as(
            "select users.id, users.is_admin, users.suspended_at is not null, notify_usual.level
             from users left join notify_usual on notify_usual.user_id = users.id
             where users.id in (select value from json_each(?1))",
        )
        .bind(ids)
        .fetch_all(&mut *conn)
        .await?;
        for (user, is_admin, is_suspended, default_level) in rows {
            let user = UserId(user);
            facts.admins.extend(is_admin.then_some(user));
            facts.suspended.extend(is_suspended.then_some(user));
            facts
                .default_levels
                .extend(default_level.as_deref().and_then(NotifyLevel::parse).map(|level| (user, level)));
        }
    }
    if !needs.bans.is_empty() {
        let pairs = serde_json::to_string(&needs.bans).unwrap_or_default();
        let rows: Vec<(i64, i64)> = sqlx::query_as(
            "select room_id, user_id from json_each(?1) as asked
             cross join bans on room_id = asked.value ->> 0 and user_id = asked.value ->> 1",
        )
        .bind(pairs)
        .fetch_all(&mut *conn)
        .await?;
        facts.banned.extend(rows.into_iter().map(|(room, user)| (RoomId(room), UserId(user))));
    }
    for id in &needs.invites {
        let row: Option<(i64, i64, Option<i64>, Option<i64>)> = sqlx::query_as(
            "select room_id, by, expires_at, most - uses from invites
                 where id = ?1 and exists (select 1 from users where users.id = by and suspended_at is null)",
        )
        .bind(id)
        .fetch_optional(&mut *conn)
        .await?;
        if let Some((room, by, expires_at, left)) = row {
            facts.invites.insert(*id, Invite { room: RoomId(room), by: UserId(by), expires_at, left });
        }
    }
    for people in &needs.directs {
        let row = sqlx::query(
            "select id, slug, name, topic, kind, archived_at is not null as archived, head from rooms where people = ?1",
        )
        .bind(people)
        .fetch_optional(&mut *conn)
        .await?;
        if let Some(row) = row {
            let room = Room::from(RoomRow::from_row(&row)?);
            facts.directs.insert(people.clone(), room.id);
            facts.rooms.insert(room.id, RoomFacts { head: row.try_get("head")?, room });
        }
    }
    for room in &needs.successors {
        // The lists may overlap; the union, ordered by joining, has each member once.
        let rows: Vec<(i64, String, bool, i64)> = sqlx::query_as(
            "with known (user_id, role, joined_seq) as (
                 select * from (
                     select user_id, role, joined_seq from memberships
                     where room_id = ?1 and role <> 'member' limit ?2)
                 union
                 select * from (
                     select user_id, role, joined_seq from memberships
                     where room_id = ?1 order by joined_seq, user_id limit ?2)
                 union
                 select * from (
                     select memberships.user_id, memberships.role, memberships.joined_seq
                     from memberships cross join users on users.id = memberships.user_id
                     where memberships.room_id = ?1 and users.suspended_at is null and users.deleted_at is null
                     order by memberships.joined_seq, memberships.user_id limit ?2))
             select known.user_id, known.role, users.suspended_at is not null, known.joined_seq
             from known cross join users on users.id = known.user_id and users.deleted_at is null
             order by known.joined_seq, known.user_id",
        )
        .bind(room.0)
        .bind(HEIRS)
        .fetch_all(&mut *conn)
        .await?;
        for (user, role, is_suspended, _) in rows {
            let user = UserId(user);
            facts.members.insert((*room, user), Role::of_word(&role).unwrap_or_default());
            facts.successors.entry(*room).or_default().push(user);
            facts.suspended.extend(is_suspended.then_some(user));
        }
    }
    Ok(())
}

/// Frees the slugs of rooms to be deleted, before new rooms are inserted.
pub(super) async fn prepare(conn: &mut Conn, changes: &[RowChange]) -> Result<()> {
    for change in changes {
        if let RowChange::Gone { room, .. } = change {
            super::rooms::note_members(&mut *conn, *room).await?;
            sqlx::query("update rooms set slug = ?2 where id = ?1")
                .bind(room.0)
                .bind(slug::gone(*room))
                .execute(&mut *conn)
                .await?;
        }
    }
    Ok(())
}

pub(super) async fn found(conn: &mut Conn, NewRoom { room, by, at, people }: &NewRoom) -> Result<()> {
    sqlx::query(
        "insert into rooms (id, slug, name, topic, kind, people, created_by, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )
    .bind(room.id.0)
    .bind(&room.slug)
    .bind(&room.name)
    .bind(&room.topic)
    .bind(room.kind.word())
    .bind(people)
    .bind(by.0)
    .bind(at)
    .execute(conn)
    .await
    .map(drop)
}

pub(super) async fn save(conn: &mut Conn, change: &RowChange) -> Result<()> {
    match change {
        RowChange::In { room, user, role, seq } => {
            sqlx::query(
                "insert into memberships (room_id, user_id, role, joined_seq, read_seq) values (?1, ?2, ?3, ?4, ?4)",
            )
            .bind(room.0)
            .bind(user.0)
            .bind(role.word())
            .bind(seq)
            .execute(conn)
            .await?;
        }
        RowChange::Out { room, user } => {
            sqlx::query("delete from memberships where room_id = ?1 and user_id = ?2")
                .bind(room.0)
                .bind(user.0)
                .execute(&mut *conn)
                .await?;
            super::invites::end_of(conn, *room, *user).await?;
        }
        RowChange::Role { room, user, role } => {
            sqlx::query("update memberships set role = ?3 where room_id = ?1 and user_id = ?2")
                .bind(room.0)
                .bind(user.0)
                .bind(role.word())
                .execute(&mut *conn)
                .await?;
            if role.is_member() {
                super::invites::end_of_private(conn, *room, *user).await?;
            }
        }
        RowChange::Ban { room, user, by, at } => {
            sqlx::query("insert into bans (room_id, user_id, by, at) values (?1, ?2, ?3, ?4)")
                .bind(room.0)
                .bind(user.0)
                .bind(by.0)
                .bind(at)
                .execute(conn)
                .await?;
        }
        RowChange::Unban { room, user } => {
            sqlx::query("delete from bans where room_id = ?1 and user_id = ?2")
                .bind(room.0)
                .bind(user.0)
                .execute(conn)
                .await?;
        }
        RowChange::OldSlug { room, old, new } => {
            sqlx::query("delete from old_slugs where slug = ?1").bind(new).execute(&mut *conn).await?;
            sqlx::query("insert into old_slugs (slug, room_id) values (?1, ?2)")
                .bind(old)
                .bind(room.0)
                .execute(conn)
                .await?;
        }
        RowChange::Room { room, at } => {
            sqlx::query(
                "update rooms set slug = ?2, name = ?3, topic = ?4,
                     archived_at = case when ?5 then coalesce(archived_at, ?6) end
                 where id = ?1",
            )
            .bind(room.id.0)
            .bind(&room.slug)
            .bind(&room.name)
            .bind(&room.topic)
            .bind(room.archived)
            .bind(at)
            .execute(conn)
            .await?;
        }
        RowChange::Used { invite } => {
            sqlx::query("update invites set uses = uses + 1 where id = ?1").bind(invite).execute(conn).await?;
        }
        RowChange::Gone { room, at } => {
            sqlx::query("insert into deleted_rooms (id, at) values (?1, ?2)")
                .bind(room.0)
                .bind(at)
                .execute(&mut *conn)
                .await?;
            // Deletes everything that belongs to the room, by foreign keys.
            sqlx::query("delete from rooms where id = ?1").bind(room.0).execute(conn).await?;
        }
    }
    Ok(())
}
