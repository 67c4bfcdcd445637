//! Rooms that every new account is in from the start.

use super::{Conn, Result, query, query_scalar};
use crate::model::RoomId;

/// All of them that can be joined.
pub async fn all(conn: &mut Conn) -> Result<Vec<RoomId>> {
    let rooms: Vec<i64> = query_scalar(
        "select rooms.id from default_rooms cross join rooms on rooms.id = default_rooms.room_id
         where rooms.kind = 'open' and rooms.archived_at is null order by rooms.id",
    )
    .fetch_all(conn)
    .await?;
    Ok(rooms.into_iter().map(RoomId).collect())
}

/// Makes a room one of them, or no longer.
pub async fn set(conn: &mut Conn, room: RoomId, is_default: bool) -> Result<()> {
    let sql = if is_default {
        "insert into default_rooms (room_id) values (?1) on conflict do nothing"
    } else {
        "delete from default_rooms where room_id = ?1"
    };
    query(sql).bind(room.0).execute(conn).await
}
