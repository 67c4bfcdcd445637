//! Saves a [`Decision`], in the writer's transaction.

use super::{
    Conn, Result,
    entry_row::{Stored, stored},
    query,
};
use crate::{
    model::{Entry, Millis, RoomId, RoomKind, Seq, UserId},
    server::domain::{
        decision::{Decision, NewMessage, NewRoom, RowChange},
        slug,
    },
};
use serde::Serialize;

/// Saves a decision: all rows of a kind that belong to entries in one statement.
pub async fn save(conn: &mut Conn, rows: &Decision) -> Result<()> {
    free_slugs(conn, &rows.changes).await?;
    for room in &rows.rooms {
        insert_room(conn, room).await?;
    }
    if !rows.entries.is_empty() {
        insert_entries(conn, rows).await?;
    }
    if !rows.mentions.is_empty() {
        insert_mentions(conn, &rows.mentions).await?;
    }
    for change in &rows.changes {
        save_change(conn, change).await?;
    }
    Ok(())
}

/// Inserts the entries, moves the heads of their rooms, and inserts the messages that they post: together, because
/// each statement on its own costs a change of threads.
async fn insert_entries(conn: &mut Conn, rows: &Decision) -> Result<()> {
    type Columns = (i64, Seq, Millis, i64, String, bool, Option<Seq>, Option<String>);
    let columns = |(room, entry): &(RoomId, Entry)| -> Columns {
        let Stored { kind, target, data } = stored(entry);
        (room.0, entry.seq, entry.at, entry.by.0, kind, entry.target().is_none(), target, data)
    };
    let posted = |room: RoomId| {
        let of_room = rows.entries.iter().rev().find(|(of, entry)| *of == room && entry.is_post());
        of_room.map(|(_, entry)| entry.at)
    };
    let heads = rows.heads.iter().map(|(room, head)| {
        let run = head.run.map(|run| (run.by, run.since));
        (room, head.seq, run, posted(*room))
    });
    let messages = rows.messages.iter().map(|message| {
        let NewMessage { room, seq, by, client_id, run, body } = message;
        (room, seq, by, client_id, run, body)
    });
    query(
        "insert into entries (room_id, seq, at, user_id, kind, visible, target, data)
         select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
         from json_each(?1);
         update rooms set head = news.value ->> 1, run_by = news.value ->> '$[2][0]', run = news.value ->> '$[2][1]',
             active_at = coalesce(news.value ->> 3, active_at)
         from json_each(?2) as news where rooms.id = news.value ->> 0;
         insert into messages (room_id, seq, user_id, client_id, run, body)
         select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 from json_each(?3)",
    )
    .bind(json(rows.entries.iter().map(columns)))
    .bind(json(heads))
    .bind(json(messages))
    .execute(conn)
    .await
}

async fn insert_mentions(conn: &mut Conn, mentions: &[(RoomId, UserId, Seq)]) -> Result<()> {
    query(
        "insert into mentions (room_id, user_id, seq, message_id)
         select messages.room_id, named.value ->> 1, messages.seq, messages.id
         from json_each(?1) as named
         cross join messages on messages.room_id = named.value ->> 0 and messages.seq = named.value ->> 2",
    )
    .bind(json(mentions))
    .execute(conn)
    .await
}

fn json(rows: impl IntoIterator<Item = impl Serialize>) -> String {
    serde_json::to_string(&rows.into_iter().collect::<Vec<_>>()).unwrap_or_default()
}

/// Frees the slugs of rooms to be deleted, before new rooms are inserted.
async fn free_slugs(conn: &mut Conn, changes: &[RowChange]) -> Result<()> {
    for change in changes {
        if let RowChange::Gone { room, .. } = change {
            super::rooms::note_members(&mut *conn, *room).await?;
            query("update rooms set slug = ?2 where id = ?1")
                .bind(room.0)
                .bind(slug::gone(*room))
                .execute(conn)
                .await?;
        }
    }
    Ok(())
}

async fn insert_room(conn: &mut Conn, NewRoom { room, by, at, people }: &NewRoom) -> Result<()> {
    query(
        "insert into rooms (id, slug, name, topic, kind, people, created_by, created_at, active_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
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
}

async fn save_change(conn: &mut Conn, change: &RowChange) -> Result<()> {
    match change {
        RowChange::In { room, user, role, seq } => {
            query("insert into memberships (room_id, user_id, role, joined_seq, read_seq) values (?1, ?2, ?3, ?4, ?4)")
                .bind(room.0)
                .bind(user.0)
                .bind(role.word())
                .bind(seq)
                .execute(conn)
                .await?;
        }
        RowChange::Out { room, user } => {
            query("delete from memberships where room_id = ?1 and user_id = ?2")
                .bind(room.0)
                .bind(user.0)
                .execute(conn)
                .await?;
            super::invites::end_of(conn, *room, *user).await?;
        }
        RowChange::Role { room, user, role } => {
            query("update memberships set role = ?3 where room_id = ?1 and user_id = ?2")
                .bind(room.0)
                .bind(user.0)
                .bind(role.word())
                .execute(conn)
                .await?;
            if role.is_member() {
                super::invites::end_of_private(conn, *room, *user).await?;
            }
        }
        RowChange::Ban { room, user, by, at } => {
            query("insert into bans (room_id, user_id, by, at) values (?1, ?2, ?3, ?4)")
                .bind(room.0)
                .bind(user.0)
                .bind(by.0)
                .bind(at)
                .execute(conn)
                .await?;
        }
        RowChange::Unban { room, user } => {
            query("delete from bans where room_id = ?1 and user_id = ?2")
                .bind(room.0)
                .bind(user.0)
                .execute(conn)
                .await?;
        }
        RowChange::OldSlug { room, old, new } => {
            query("delete from old_slugs where slug = ?1").bind(new).execute(conn).await?;
            query("insert into old_slugs (slug, room_id) values (?1, ?2)").bind(old).bind(room.0).execute(conn).await?;
        }
        RowChange::Room { room, at } => {
            query(
                "update rooms set slug = ?2, name = ?3, topic = ?4, kind = ?7,
                     archived_at = case when ?5 then coalesce(archived_at, ?6) end
                 where id = ?1",
            )
            .bind(room.id.0)
            .bind(&room.slug)
            .bind(&room.name)
            .bind(&room.topic)
            .bind(room.archived)
            .bind(at)
            .bind(room.kind.word())
            .execute(&mut *conn)
            .await?;
            if room.kind == RoomKind::Private {
                super::invites::end_of_members(conn, room.id).await?;
            }
        }
        RowChange::Used { invite } => {
            query("update invites set uses = uses + 1 where id = ?1").bind(invite).execute(conn).await?;
        }
        RowChange::Edit { room, target, seq, body, mentions } => {
            super::messages::edit(&mut *conn, (*room, *target), *seq, Some(body)).await?;
            let mentions: Vec<_> = mentions.iter().map(|user| (*room, *user, *target)).collect();
            insert_mentions(conn, &mentions).await?;
        }
        RowChange::DeleteMessage { room, target, seq } => {
            super::messages::edit(conn, (*room, *target), *seq, None).await?;
        }
        RowChange::Gone { room, at } => {
            query("insert into deleted_rooms (id, at) values (?1, ?2)").bind(room.0).bind(at).execute(conn).await?;
            // Deletes everything that belongs to the room, by foreign keys.
            query("delete from rooms where id = ?1").bind(room.0).execute(conn).await?;
        }
    }
    Ok(())
}
