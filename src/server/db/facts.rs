//! Loads the [`Facts`] that deciding a batch needs, each kind in one query.

use super::{Conn, Result, query_as, query_scalar, rooms::RoomRow, users};
use crate::{
    model::{ClientId, Role, Room, RoomId, Seq, User, UserId},
    server::domain::{
        facts::{Facts, Invite, MessageFacts, RoomFacts, Run},
        needs::Needs,
    },
};
use serde::Serialize;
use sqlx::{FromRow, Row, sqlite::SqliteRow};

/// Candidates for the next owner to load: more than one batch can remove, so that one remains.
const SUCCESSORS: i64 = 160;

/// Loads what `needs` asks for.
pub async fn load(conn: &mut Conn, needs: &Needs) -> Result<Facts> {
    let mut facts = Facts::default();
    rooms(conn, needs, &mut facts).await?;
    members(conn, needs, &mut facts).await?;
    stored(conn, needs, &mut facts).await?;
    if !needs.messages.is_empty() {
        messages(conn, needs, &mut facts).await?;
    }
    if !needs.names.is_empty() {
        named(conn, needs, &mut facts).await?;
    }
    if !needs.people.is_empty() {
        people(conn, needs, &mut facts).await?;
    }
    if !needs.slugs.is_empty() {
        slugs(conn, needs, &mut facts).await?;
    }
    if !needs.bans.is_empty() {
        bans(conn, needs, &mut facts).await?;
    }
    for invite in &needs.invites {
        facts.invites.extend(invite_of(conn, *invite).await?);
    }
    for people in &needs.directs {
        direct(conn, people, &mut facts).await?;
    }
    for room in &needs.successors {
        successors(conn, *room, &mut facts).await?;
    }
    Ok(facts)
}

/// Columns of a [`RoomFacts`].
macro_rules! room_facts {
    ($filter:literal) => {
        concat!(
            "select id, slug, name, topic, kind, archived_at is not null as archived, head, run_by, run
             from rooms where ",
            $filter
        )
    };
}

async fn rooms(conn: &mut Conn, needs: &Needs, facts: &mut Facts) -> Result<()> {
    let rooms: Vec<RoomFacts> = query_as(room_facts!("id in (select value from json_each(?1))"))
        .bind(json(&needs.rooms))
        .fetch_all(conn)
        .await?;
    facts.rooms.extend(rooms.into_iter().map(|of| (of.room.id, of)));
    Ok(())
}

impl FromRow<'_, SqliteRow> for RoomFacts {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let run: Option<i64> = row.try_get("run_by")?;
        let since: Option<Seq> = row.try_get("run")?;
        let run = run.zip(since).map(|(by, since)| Run { by: UserId(by), since });
        Ok(Self { room: Room::from(RoomRow::from_row(row)?), head: row.try_get("head")?, run })
    }
}

async fn members(conn: &mut Conn, needs: &Needs, facts: &mut Facts) -> Result<()> {
    let rows: Vec<(i64, i64, String)> = query_as(
        "select room_id, user_id, role from json_each(?1) as asked
         cross join memberships on room_id = asked.value ->> 0 and user_id = asked.value ->> 1",
    )
    .bind(json(&needs.members))
    .fetch_all(conn)
    .await?;
    let member = |(room, user, role): (i64, i64, String)| {
        ((RoomId(room), UserId(user)), Role::of_word(&role).unwrap_or_default())
    };
    facts.members.extend(rows.into_iter().map(member));
    Ok(())
}

/// Messages that are stored already under these client ids.
async fn stored(conn: &mut Conn, needs: &Needs, facts: &mut Facts) -> Result<()> {
    let rows: Vec<(i64, i64, String, Seq)> = query_as(
        "select room_id, user_id, client_id, seq from json_each(?1) as asked
         cross join messages on room_id = asked.value ->> 0 and user_id = asked.value ->> 1
           and client_id = asked.value ->> 2",
    )
    .bind(json(&needs.posts))
    .fetch_all(conn)
    .await?;
    for (room, user, client_id, seq) in rows {
        if let Ok(client_id) = ClientId::parse(&client_id) {
            facts.stored.insert((RoomId(room), UserId(user), client_id), seq);
        }
    }
    Ok(())
}

async fn messages(conn: &mut Conn, needs: &Needs, facts: &mut Facts) -> Result<()> {
    let rows: Vec<(i64, Seq, i64, Seq, Option<String>)> = query_as(
        "select messages.room_id, messages.seq, messages.user_id, messages.changed_seq, messages.body
         from json_each(?1) as asked
         cross join messages on messages.room_id = asked.value ->> 0 and messages.seq = asked.value ->> 1",
    )
    .bind(json(&needs.messages))
    .fetch_all(conn)
    .await?;
    let message =
        |(room, seq, by, changed, body)| ((RoomId(room), seq), MessageFacts { by: UserId(by), changed, body });
    facts.messages.extend(rows.into_iter().map(message));
    Ok(())
}

/// Members of a room by username.
async fn named(conn: &mut Conn, needs: &Needs, facts: &mut Facts) -> Result<()> {
    let rows: Vec<(i64, String, i64)> = query_as(
        "select memberships.room_id, users.username_key, users.id from json_each(?1) as asked
         cross join users on users.username_key = asked.value ->> 1
         cross join memberships on memberships.room_id = asked.value ->> 0 and memberships.user_id = users.id",
    )
    .bind(json(&needs.names))
    .fetch_all(conn)
    .await?;
    facts.named.extend(rows.into_iter().map(|(room, name, user)| ((RoomId(room), name), UserId(user))));
    Ok(())
}

async fn people(conn: &mut Conn, needs: &Needs, facts: &mut Facts) -> Result<()> {
    let people = users::still_here(&mut *conn, &needs.people).await?;
    facts.people.extend(people.into_iter().map(|user: User| (user.id, user)));
    let rows: Vec<(i64, bool, bool)> = query_as(
        "select id, is_admin, suspended_at is not null from users
         where id in (select value from json_each(?1))",
    )
    .bind(json(&needs.people))
    .fetch_all(conn)
    .await?;
    for (user, is_admin, is_suspended) in rows {
        let user = UserId(user);
        facts.admins.extend(is_admin.then_some(user));
        facts.suspended.extend(is_suspended.then_some(user));
    }
    Ok(())
}

/// Slugs that are taken, and the next room's id.
async fn slugs(conn: &mut Conn, needs: &Needs, facts: &mut Facts) -> Result<()> {
    for slug in &needs.slugs {
        let taken: Vec<(String, i64)> = query_as(
            "select slug, id from rooms where slug = ?1 or slug glob ?1 || '-*'
             union all
             select slug, room_id from old_slugs where slug = ?1 or slug glob ?1 || '-*'",
        )
        .bind(slug)
        .fetch_all(conn)
        .await?;
        facts.slugs.extend(taken.into_iter().map(|(slug, room)| (slug, RoomId(room))));
    }
    // Ids of deleted rooms are never used again.
    let next = "select max(coalesce((select max(id) from rooms), 0),
                           coalesce((select max(id) from deleted_rooms), 0)) + 1";
    facts.next_room = query_scalar(next).fetch_one(conn).await?;
    Ok(())
}

async fn bans(conn: &mut Conn, needs: &Needs, facts: &mut Facts) -> Result<()> {
    let rows: Vec<(i64, i64)> = query_as(
        "select room_id, user_id from json_each(?1) as asked
         cross join bans on room_id = asked.value ->> 0 and user_id = asked.value ->> 1",
    )
    .bind(json(&needs.bans))
    .fetch_all(conn)
    .await?;
    facts.banned.extend(rows.into_iter().map(|(room, user)| (RoomId(room), UserId(user))));
    Ok(())
}

async fn invite_of(conn: &mut Conn, id: i64) -> Result<Option<(i64, Invite)>> {
    let row: Option<(i64, i64, Option<i64>, Option<i64>)> = query_as(
        "select room_id, by, expires_at, most - uses from invites
         where id = ?1 and exists (select 1 from users where users.id = by and suspended_at is null)",
    )
    .bind(id)
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|(room, by, expires_at, left)| (id, Invite { room: RoomId(room), by: UserId(by), expires_at, left })))
}

async fn direct(conn: &mut Conn, people: &str, facts: &mut Facts) -> Result<()> {
    let room: Option<RoomFacts> = query_as(room_facts!("people = ?1")).bind(people).fetch_optional(conn).await?;
    if let Some(of) = room {
        facts.directs.insert(people.to_owned(), of.room.id);
        facts.rooms.insert(of.room.id, of);
    }
    Ok(())
}

async fn successors(conn: &mut Conn, room: RoomId, facts: &mut Facts) -> Result<()> {
    // The lists may overlap; the union, ordered by joining, has each member once.
    let rows: Vec<(i64, String, bool, i64)> = query_as(
        "with known (user_id, role, joined_seq) as (
             select * from (
                 select user_id, role, joined_seq from memberships
                 where room_id = ?1 and role <> 'member' limit ?2)
             union
             select * from (
                 select user_id, role, joined_seq from memberships
                 where room_id = ?1 order by joined_seq, user_id limit ?2)
             union
             select * from (
                 select memberships.user_id, memberships.role, memberships.joined_seq
                 from memberships cross join users on users.id = memberships.user_id
                 where memberships.room_id = ?1 and users.suspended_at is null and users.deleted_at is null
                 order by memberships.joined_seq, memberships.user_id limit ?2))
         select known.user_id, known.role, users.suspended_at is not null, known.joined_seq
         from known cross join users on users.id = known.user_id and users.deleted_at is null
         order by known.joined_seq, known.user_id",
    )
    .bind(room.0)
    .bind(SUCCESSORS)
    .fetch_all(conn)
    .await?;
    for (user, role, is_suspended, _) in rows {
        let user = UserId(user);
        facts.members.insert((room, user), Role::of_word(&role).unwrap_or_default());
        facts.successors.entry(room).or_default().push(user);
        facts.suspended.extend(is_suspended.then_some(user));
    }
    Ok(())
}

fn json(list: impl Serialize) -> String {
    serde_json::to_string(&list).unwrap_or_default()
}
