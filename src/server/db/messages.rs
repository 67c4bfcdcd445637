//! The table `messages`: messages in their present state.

use super::{Conn, Inside, Result, query, query_as, query_scalar};
use crate::model::{ClientId, RoomId, Seq, UserId};

/// Text of the message that a person stored under this client id; `None` also if it is deleted.
pub async fn body_of(inside: &mut Inside, by: UserId, client_id: &ClientId) -> Result<Option<String>> {
    let room = inside.room();
    query_scalar("select body from messages where room_id = ?1 and user_id = ?2 and client_id = ?3")
        .bind(room.0)
        .bind(by.0)
        .bind(client_id.as_str())
        .fetch_optional(inside.conn())
        .await
        .map(Option::flatten)
}

/// Authors of messages after a seq, oldest first, at most `most`, without the texts.
pub async fn authors(conn: &mut Conn, room: RoomId, after: Seq, most: i64) -> Result<Vec<(Seq, UserId)>> {
    let rows: Vec<(Seq, i64)> = query_as(
        "select seq, user_id from messages
         where room_id = ?1 and seq > ?2 and body is not null order by seq limit ?3",
    )
    .bind(room.0)
    .bind(after)
    .bind(most)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|(seq, user)| (seq, UserId(user))).collect())
}

/// Gives a message another text, or none, by the entry `seq`. Its mentions go.
pub async fn edit(conn: &mut Conn, (room, target): (RoomId, Seq), seq: Seq, body: Option<&str>) -> Result<()> {
    let id: Option<i64> =
        query_scalar("update messages set body = ?3, changed_seq = ?4 where room_id = ?1 and seq = ?2 returning id")
            .bind(room.0)
            .bind(target)
            .bind(body)
            .bind(seq)
            .fetch_optional(conn)
            .await?;
    query("delete from mentions where message_id = ?1").bind(id).execute(conn).await
}
