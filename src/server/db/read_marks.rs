//! Read marks, which are columns of `memberships`, and the counts of unread messages after them.

use super::{Conn, Result};
use crate::model::{Millis, RoomId, Seq, UserId, limits};

/// Unread messages of a member. The count uses `entries_unread` and stops at the most that is shown.
macro_rules! count_unread {
    () => {
        "(select count(*) from (
             select 1 from entries
             where entries.room_id = memberships.room_id and entries.kind = 'post'
               and entries.seq > memberships.read_seq and entries.user_id <> memberships.user_id
             limit ?2))"
    };
}

/// Unread mentions of a member.
macro_rules! count_mentions {
    () => {
        "(select count(*) from (
             select 1 from mentions
             where mentions.room_id = memberships.room_id and mentions.user_id = memberships.user_id
               and mentions.seq > memberships.read_seq
             limit ?2))"
    };
}
pub(super) use {count_mentions, count_unread};

/// Seq of the first unread message by somebody else.
pub async fn first_unread(conn: &mut Conn, user: UserId, room: RoomId, read: Seq) -> Result<Option<Seq>> {
    sqlx::query_scalar(
        "select seq from entries where room_id = ?1 and kind = 'post' and seq > ?2 and user_id <> ?3
         order by seq limit 1",
    )
    .bind(room.0)
    .bind(read)
    .bind(user.0)
    .fetch_optional(conn)
    .await
}

/// Unread messages in all of a person's rooms, counted as pages do: in muted rooms only mentions count. See
/// [`crate::model::RoomMembership::is_muted`].
pub async fn unread_in_all(conn: &mut Conn, user: UserId, now: Millis) -> Result<i64> {
    sqlx::query_scalar(concat!(
        "select coalesce(sum(
             case when coalesce(notify_rooms.level, (select level from notify_usual where user_id = ?1)) = 'nothing'
                         or notify_rooms.muted_until > ?3
                  then ",
        count_mentions!(),
        " else ",
        count_unread!(),
        " end), 0)
         from memberships
         left join notify_rooms on notify_rooms.room_id = memberships.room_id
              and notify_rooms.user_id = memberships.user_id
         where memberships.user_id = ?1"
    ))
    .bind(user.0)
    .bind(limits::UNREAD_MOST)
    .bind(now)
    .fetch_one(conn)
    .await
}

/// Moves the read mark forward, never beyond the head and never back. Only within the generation `read_generation`;
/// without one, whatever the generation is.
pub async fn read(conn: &mut Conn, user: UserId, room: RoomId, seq: Seq, read_generation: Option<i64>) -> Result<()> {
    sqlx::query(
        "update memberships
         set read_seq = min(?3, (select head from rooms where rooms.id = memberships.room_id))
         where room_id = ?1 and user_id = ?2 and read_seq < ?3 and read_turn = coalesce(?4, read_turn)",
    )
    .bind(room.0)
    .bind(user.0)
    .bind(seq)
    .bind(read_generation)
    .execute(conn)
    .await
    .map(drop)
}

/// Moves the read mark to right before a seq, in either direction, and starts a new generation.
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

/// Marks a direct conversation as read, and hides it until its next message.
pub async fn put_away(conn: &mut Conn, user: UserId, room: RoomId) -> Result<()> {
    sqlx::query(
        "update memberships set (away_seq, read_seq) = (select head, head from rooms where rooms.id = memberships.room_id)
         where room_id = ?1 and user_id = ?2",
    )
    .bind(room.0)
    .bind(user.0)
    .execute(conn)
    .await
    .map(drop)
}
