//! What members have read: their marks, which are columns of `memberships`, and what is after them.

use super::{Conn, Result};
use crate::model::{Millis, RoomId, Seq, UserId, limits};

/// What a member has not read: the count walks `entries_unread` only as far as it is shown.
macro_rules! count_unread {
    () => {
        "(select count(*) from (
             select 1 from entries
             where entries.room_id = memberships.room_id and entries.kind = 'post'
               and entries.seq > memberships.read_seq and entries.user_id <> memberships.user_id
             limit ?2))"
    };
}

/// What of it names the member.
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

/// The first of others' posts in a room that a person has not read.
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

/// How much a person has not read in all of their rooms, counted as a page does: of what is muted only
/// what names them. See [`crate::model::RoomMembership::is_muted`].
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

/// Moves the read mark forward within a turn (within whichever it is, without one), never beyond
/// the head and never back.
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

/// Puts a conversation away as far as it has come, which is all read then.
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
