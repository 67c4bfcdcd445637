//! Read marks, which are columns of `memberships`, and the counts of unread messages after them.

use super::{Conn, Result, query, query_scalar};
use crate::model::{Millis, RoomId, Seq, UserId, limits};

/// Live messages after a member's read mark, oldest first: the `id` of each that is looked at, and whether it is
/// their `own`.
///
/// Walks from message to message and steps over a run of the member's own at once. So it looks at no more of
/// them than at messages of others, however many own ones lie between.
macro_rules! unread_walk {
    () => {
        "with recursive walk (id, own) as (
             select * from (
                 select id, user_id = memberships.user_id from messages
                 where room_id = memberships.room_id and seq > memberships.read_seq and body is not null
                 order by seq limit 1)
             union all
             select next.id, next.user_id = memberships.user_id
             from walk cross join messages as here on here.id = walk.id
             cross join messages as next on next.id = case
                 when walk.own then (
                     select id from messages
                     where room_id = memberships.room_id and run > here.run and body is not null
                     order by run, seq limit 1)
                 else (
                     select id from messages
                     where room_id = memberships.room_id and seq > here.seq and body is not null
                     order by seq limit 1) end)"
    };
}

/// Unread messages of a member, counted up to the most that is shown. Mostly they are among the first 200 messages
/// after the mark, and a look at these is several times cheaper than the walk; where they are not, because the
/// member's own lie before them, the walk finds them.
macro_rules! count_unread {
    () => {
        concat!(
            "(select case when near.others >= ?2 or near.seen < 200 then min(near.others, ?2) else (",
            unread_walk!(),
            " select count(*) from (select 1 from walk where not own limit ?2)) end
              from (select count(*) as seen, count(*) filter (where user_id <> memberships.user_id) as others
                    from (select user_id from messages
                          where room_id = memberships.room_id and seq > memberships.read_seq and body is not null
                          order by seq limit 200)) as near)"
        )
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
pub(super) use {count_mentions, count_unread, unread_walk};

/// Seq of a member's first unread message.
pub async fn first_unread(conn: &mut Conn, user: UserId, room: RoomId) -> Result<Option<Seq>> {
    query_scalar(concat!(
        "select (",
        unread_walk!(),
        " select messages.seq from walk cross join messages on messages.id = walk.id where not walk.own limit 1)
         from memberships where room_id = ?1 and user_id = ?2"
    ))
    .bind(room.0)
    .bind(user.0)
    .fetch_optional(conn)
    .await
    .map(Option::flatten)
}

/// Unread messages in all of a person's rooms, counted as pages do: in muted rooms only mentions count. See
/// [`crate::model::RoomMembership::is_muted`].
pub async fn unread_in_all(conn: &mut Conn, user: UserId, now: Millis) -> Result<i64> {
    query_scalar(concat!(
        "select coalesce(sum(
             case when coalesce(notify_rooms.level, (select level from notify_defaults where user_id = ?1)) = 'nothing'
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
    query(
        "update memberships
         set read_seq = min(?3, (select head from rooms where rooms.id = memberships.room_id))
         where room_id = ?1 and user_id = ?2 and read_seq < ?3 and read_generation = coalesce(?4, read_generation)",
    )
    .bind(room.0)
    .bind(user.0)
    .bind(seq)
    .bind(read_generation)
    .execute(conn)
    .await
}

/// Moves the read mark to right before a seq, in either direction, and starts a new generation.
pub async fn unread(conn: &mut Conn, user: UserId, room: RoomId, seq: Seq) -> Result<()> {
    query(
        "update memberships
         set read_seq = min(max(?3, 1) - 1, (select head from rooms where rooms.id = memberships.room_id)),
             read_generation = read_generation + 1
         where room_id = ?1 and user_id = ?2",
    )
    .bind(room.0)
    .bind(user.0)
    .bind(seq)
    .execute(conn)
    .await
}

/// Marks a direct conversation as read, and hides it until its next message.
pub async fn put_away(conn: &mut Conn, user: UserId, room: RoomId) -> Result<()> {
    query(
        "update memberships set (away_seq, read_seq) = (select head, head from rooms where rooms.id = memberships.room_id)
         where room_id = ?1 and user_id = ?2",
    )
    .bind(room.0)
    .bind(user.0)
    .execute(conn)
    .await
}

/// Lists a direct conversation again that is hidden, with its read mark at `read`; a mark that has been moved since
/// stays where it is.
pub async fn bring_back(conn: &mut Conn, user: UserId, room: RoomId, read: Seq) -> Result<()> {
    query(
        "update memberships
         set away_seq = 0, read_generation = read_generation + (read_seq = away_seq and read_seq > ?3),
             read_seq = iif(read_seq = away_seq, min(read_seq, ?3), read_seq)
         where room_id = ?1 and user_id = ?2 and away_seq > 0",
    )
    .bind(room.0)
    .bind(user.0)
    .bind(read.max(0))
    .execute(conn)
    .await
}
