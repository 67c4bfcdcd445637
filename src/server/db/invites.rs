//! The table `invites`: invite links into rooms. It holds hashes of tokens, never a token.

use super::{Conn, Result, query, query_as, rooms::RoomRow};
use crate::model::{Millis, Room, RoomId, User, UserId};
use sqlx::{FromRow, Row, sqlite::SqliteRow};

/// An invite link, for those who may revoke it.
#[derive(Clone, Debug)]
pub struct Invite {
    pub id: i64,
    /// May be empty.
    pub name: String,
    pub by: User,
    pub expires_at: Option<Millis>,
    pub uses: i64,
    /// Most uses; `None` without a limit.
    pub most: Option<i64>,
}

/// Deletes links of a room that ended before a moment. For links that are used up only the time of their
/// creation is known.
pub async fn forget_ended(conn: &mut Conn, room: RoomId, before: Millis) -> Result<()> {
    query("delete from invites where room_id = ?1 and (expires_at <= ?2 or (uses >= most and created_at <= ?2))")
        .bind(room.0)
        .bind(before)
        .execute(conn)
        .await
}

/// A link to be stored.
#[derive(Debug)]
pub struct NewInvite {
    pub room: RoomId,
    pub by: UserId,
    pub name: String,
    pub token_hash: [u8; 32],
    pub created_at: Millis,
    pub expires_at: Option<Millis>,
    pub most: Option<i64>,
}

/// Stores a new link.
pub async fn insert(conn: &mut Conn, new: NewInvite) -> Result<()> {
    query(
        "insert into invites (room_id, by, name, token_hash, created_at, expires_at, most)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )
    .bind(new.room.0)
    .bind(new.by.0)
    .bind(new.name)
    .bind(new.token_hash.as_slice())
    .bind(new.created_at)
    .bind(new.expires_at)
    .bind(new.most)
    .execute(conn)
    .await
}

/// An invite link looked up by its token.
#[derive(Debug)]
pub struct FoundInvite {
    pub invite: i64,
    pub room: Room,
    /// Display name of its maker.
    pub maker: String,
    /// Whether it is neither expired, revoked nor used up, and its maker not suspended.
    pub is_usable: bool,
}

impl FromRow<'_, SqliteRow> for FoundInvite {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let room = RoomRow::from_row(row)?.into();
        let (invite, maker) = (row.try_get("invite")?, row.try_get("maker")?);
        Ok(Self { invite, room, maker, is_usable: row.try_get("is_usable")? })
    }
}

/// The link with this token, ended or not.
pub async fn find(conn: &mut Conn, hash: &[u8; 32], now: Millis) -> Result<Option<FoundInvite>> {
    query_as(
        "select invites.id as invite, rooms.id, rooms.slug, rooms.name, rooms.topic, rooms.kind,
                rooms.archived_at is not null as archived,
                (invites.expires_at is null or invites.expires_at > ?2)
                and (invites.most is null or invites.uses < invites.most)
                and exists (select 1 from users where users.id = invites.by and suspended_at is null) as is_usable,
                (select users.name from users where users.id = invites.by) as maker
         from invites join rooms on rooms.id = invites.room_id
         where invites.token_hash = ?1",
    )
    .bind(hash.as_slice())
    .bind(now)
    .fetch_optional(conn)
    .await
}

/// Takes one use of a link that has not ended. Returns its id and its room; `None` if there is none.
pub async fn take(conn: &mut Conn, hash: &[u8; 32], now: Millis) -> Result<Option<(i64, RoomId)>> {
    let taken: Option<(i64, i64)> = query_as(
        "update invites set uses = uses + 1
         where token_hash = ?1 and (expires_at is null or expires_at > ?2) and (most is null or uses < most)
           and exists (select 1 from users where users.id = invites.by and suspended_at is null)
         returning id, room_id",
    )
    .bind(hash.as_slice())
    .bind(now)
    .fetch_optional(conn)
    .await?;
    Ok(taken.map(|(invite, room)| (invite, RoomId(room))))
}

/// Links of a room that have not ended, the newest first; with `by` only that person's.
pub async fn of(conn: &mut Conn, room: RoomId, by: Option<UserId>, now: Millis, most: i64) -> Result<Vec<Invite>> {
    type Columns = (i64, String, i64, String, String, Option<Millis>, i64, Option<i64>);
    let rows: Vec<Columns> = query_as(
        "select invites.id, invites.name, users.id, users.username, users.name, invites.expires_at, invites.uses, invites.most
         from invites join users on users.id = invites.by
         where invites.room_id = ?1 and (?2 is null or invites.by = ?2)
           and (invites.expires_at is null or invites.expires_at > ?3)
           and (invites.most is null or invites.uses < invites.most)
         order by invites.id desc limit ?4",
    )
    .bind(room.0)
    .bind(by.map(|by| by.0))
    .bind(now)
    .bind(most)
    .fetch_all(conn)
    .await?;
    let invite = |(id, name, user, username, called, expires_at, uses, most): Columns| {
        let by = User { id: UserId(user), username, name: called, ..User::default() };
        Invite { id, name, by, expires_at, uses, most }
    };
    Ok(rows.into_iter().map(invite).collect())
}

/// Ends a link that has not ended; with `by` only if that person made it. Whether there was one.
pub async fn end(conn: &mut Conn, room: RoomId, id: i64, by: Option<UserId>, now: Millis) -> Result<bool> {
    let changed = query(
        "update invites set expires_at = ?4
         where id = ?2 and room_id = ?1 and (?3 is null or by = ?3) and (expires_at is null or expires_at > ?4)",
    )
    .bind(room.0)
    .bind(id)
    .bind(by.map(|by| by.0))
    .bind(now)
    .changed(conn)
    .await?;
    Ok(changed > 0)
}

/// Ends all links that a person made into a room.
pub(super) async fn end_of(conn: &mut Conn, room: RoomId, by: UserId) -> Result<()> {
    query("update invites set most = 0 where by = ?2 and room_id = ?1").bind(room.0).bind(by.0).execute(conn).await
}

/// The same, unless the room is open.
pub(super) async fn end_of_private(conn: &mut Conn, room: RoomId, by: UserId) -> Result<()> {
    query(
        "update invites set most = 0 where by = ?2 and room_id = ?1
           and exists (select 1 from rooms where id = ?1 and kind <> 'open')",
    )
    .bind(room.0)
    .bind(by.0)
    .execute(conn)
    .await
}

/// The same for all that members made who do not look after the room.
pub(super) async fn end_of_members(conn: &mut Conn, room: RoomId) -> Result<()> {
    query(
        "update invites set most = 0 where room_id = ?1 and not exists (
             select 1 from memberships
             where memberships.room_id = ?1 and memberships.user_id = invites.by and role <> 'member')",
    )
    .bind(room.0)
    .execute(conn)
    .await
}
