//! The table `memberships`: who is in which room, and what they have read there.

use super::{Conn, Result, users::UserRow};
use crate::model::{Room, RoomId, Seq, Standing, User, UserId, limits};

/// The columns of a member's standing; the unread count walks `entries_unread` only as far as it
/// is shown.
macro_rules! standings {
    ($filter:literal) => {
        concat!(
            "select rooms.id, rooms.slug, rooms.name, rooms.topic, rooms.head, memberships.read_seq,
                    memberships.read_turn,
                    (select count(*) from (
                        select 1 from entries
                        where entries.room_id = rooms.id and entries.kind = 'post'
                          and entries.seq > memberships.read_seq and entries.user_id <> memberships.user_id
                        limit ?2)) as unread,
                    (select count(*) from (
                        select 1 from mentions
                        where mentions.room_id = rooms.id and mentions.user_id = memberships.user_id
                          and mentions.seq > memberships.read_seq
                        limit ?2)) as mentions
             from memberships join rooms on rooms.id = memberships.room_id
             where memberships.user_id = ?1 ",
            $filter
        )
    };
}

type StandingRow = (i64, String, String, String, Seq, Seq, i64, i64, i64);

fn standing((id, slug, name, topic, head, read, turn, unread, mentions): StandingRow) -> Standing {
    Standing { room: Room { id: RoomId(id), slug, name, topic }, head, read, turn, unread, mentions }
}

/// All rooms of a person, by id.
///
/// # Errors
/// As the store's.
pub async fn of(conn: &mut Conn, user: UserId) -> Result<Vec<Standing>> {
    let rows: Vec<StandingRow> =
        sqlx::query_as(standings!("order by rooms.id")).bind(user.0).bind(limits::UNREAD_MOST).fetch_all(conn).await?;
    Ok(rows.into_iter().map(standing).collect())
}

/// One room as a member stands in it; nothing to anybody else.
///
/// # Errors
/// As the store's.
pub async fn in_room(conn: &mut Conn, user: UserId, room: RoomId) -> Result<Option<Standing>> {
    let row: Option<StandingRow> = sqlx::query_as(standings!("and rooms.id = ?3"))
        .bind(user.0)
        .bind(limits::UNREAD_MOST)
        .bind(room.0)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(standing))
}

/// The same by the room's slug.
///
/// # Errors
/// As the store's.
pub async fn in_slug(conn: &mut Conn, user: UserId, slug: &str) -> Result<Option<Standing>> {
    let row: Option<StandingRow> = sqlx::query_as(standings!("and rooms.slug = ?3"))
        .bind(user.0)
        .bind(limits::UNREAD_MOST)
        .bind(slug)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(standing))
}

/// How many are in a room, and the longest members.
///
/// # Errors
/// As the store's.
pub async fn faces(conn: &mut Conn, room: RoomId) -> Result<(i64, Vec<User>)> {
    let members = sqlx::query_scalar("select count(*) from memberships where room_id = ?1")
        .bind(room.0)
        .fetch_one(&mut *conn)
        .await?;
    let faces: Vec<UserRow> = sqlx::query_as(
        "select users.id, users.username, users.name
         from memberships join users on users.id = memberships.user_id
         where memberships.room_id = ?1
         order by memberships.joined_seq, memberships.user_id limit ?2",
    )
    .bind(room.0)
    .bind(i64::try_from(limits::FACES).unwrap_or(8))
    .fetch_all(conn)
    .await?;
    Ok((members, faces.into_iter().map(User::from).collect()))
}

/// Those of `ids` who are in one of the person's rooms.
///
/// # Errors
/// As the store's.
pub async fn acquainted(conn: &mut Conn, user: UserId, ids: &[UserId]) -> Result<Vec<UserId>> {
    let ids = serde_json::to_string(ids).unwrap_or_default();
    let rows: Vec<i64> = sqlx::query_scalar(
        "select asked.value from json_each(?2) as asked
         where exists (
             select 1 from memberships as own cross join memberships as theirs
             on theirs.room_id = own.room_id and theirs.user_id = asked.value
             where own.user_id = ?1)",
    )
    .bind(user.0)
    .bind(ids)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(UserId).collect())
}

/// Moves the read mark forward within a turn (within whichever it is, without one), never beyond
/// the head and never back.
///
/// # Errors
/// As the store's.
pub async fn read(conn: &mut Conn, user: UserId, room: RoomId, seq: Seq, turn: Option<i64>) -> Result<()> {
    sqlx::query(
        "update memberships
         set read_seq = min(?3, (select head from rooms where rooms.id = memberships.room_id))
         where room_id = ?1 and user_id = ?2 and read_seq < ?3 and read_turn = coalesce(?4, read_turn)",
    )
    .bind(room.0)
    .bind(user.0)
    .bind(seq)
    .bind(turn)
    .execute(conn)
    .await
    .map(drop)
}

/// Moves the read mark to right before a seq, wherever it was, which begins a new turn.
///
/// # Errors
/// As the store's.
pub async fn unread(conn: &mut Conn, user: UserId, room: RoomId, seq: Seq) -> Result<()> {
    sqlx::query(
        "update memberships
         set read_seq = min(max(?3, 1) - 1, (select head from rooms where rooms.id = memberships.room_id)),
             read_turn = read_turn + 1
         where room_id = ?1 and user_id = ?2",
    )
    .bind(room.0)
    .bind(user.0)
    .bind(seq)
    .execute(conn)
    .await
    .map(drop)
}
