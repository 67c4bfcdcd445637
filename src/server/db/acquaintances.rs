//! Acquaintances: people who share a room.

use super::{
    Conn, Result, query_as, query_scalar,
    users::{UserRow, user_columns},
};
use crate::model::{RoomId, User, UserId};

/// People among `ids` who share a room with this person.
pub async fn among(conn: &mut Conn, user: UserId, ids: &[UserId]) -> Result<Vec<UserId>> {
    let ids = serde_json::to_string(ids).unwrap_or_default();
    let rows: Vec<i64> = query_scalar(
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

/// People who share a room with this person, direct conversations not counted, and can come into this room: who are
/// neither in it nor banned from it. Those whose username or display name begins with `words`, by username.
pub async fn addable(conn: &mut Conn, user: UserId, room: RoomId, words: &str, most: i64) -> Result<Vec<User>> {
    let rows: Vec<UserRow> = query_as(concat!(
        "select ",
        user_columns!(),
        " from users
         where users.id in (
                 select theirs.user_id from memberships as own
                 cross join rooms on rooms.id = own.room_id and rooms.kind <> 'direct'
                 cross join memberships as theirs on theirs.room_id = own.room_id
                 where own.user_id = ?1)
           and users.id <> ?1 and users.deleted_at is null
           and not exists (select 1 from memberships where room_id = ?2 and user_id = users.id)
           and not exists (select 1 from bans where room_id = ?2 and user_id = users.id)
           and (username_key >= ?3 and username_key < ?3 || char(0x10ffff)
                or name collate nocase >= ?3 and name collate nocase < ?3 || char(0x10ffff))
         order by username_key limit ?4"
    ))
    .bind(user.0)
    .bind(room.0)
    .bind(words.to_ascii_lowercase())
    .bind(most)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(User::from).collect())
}

/// Whether two people share a room. Direct conversations do not count: anybody can open one with anybody.
pub async fn share_a_room(conn: &mut Conn, one: UserId, other: UserId) -> Result<bool> {
    query_scalar(
        "select exists (
             select 1 from memberships as own
             cross join memberships as theirs on theirs.room_id = own.room_id and theirs.user_id = ?2
             cross join rooms on rooms.id = own.room_id and rooms.kind <> 'direct'
             where own.user_id = ?1)",
    )
    .bind(one.0)
    .bind(other.0)
    .fetch_one(conn)
    .await
}
