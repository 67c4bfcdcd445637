//! The table `bans`: people banned from rooms. Written by `decisions`.

use super::{
    Conn, Result, query_as, query_scalar,
    users::{UserRow, user_columns},
};
use crate::model::{RoomId, User, UserId};

/// People banned from a room, the newest ban first.
pub async fn of(conn: &mut Conn, room: RoomId, most: i64) -> Result<Vec<User>> {
    let rows: Vec<UserRow> = query_as(concat!(
        "select ",
        user_columns!(),
        " from bans join users on users.id = bans.user_id
         where bans.room_id = ?1 order by bans.at desc, users.id limit ?2"
    ))
    .bind(room.0)
    .bind(most)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(User::from).collect())
}

/// Whether a person is banned from a room.
pub async fn has(conn: &mut Conn, room: RoomId, user: UserId) -> Result<bool> {
    query_scalar("select exists (select 1 from bans where room_id = ?1 and user_id = ?2)")
        .bind(room.0)
        .bind(user.0)
        .fetch_one(conn)
        .await
}
