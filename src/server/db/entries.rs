//! The table `entries`, the room log: its pages, and the writer's loading of facts and saving of decisions.

use super::{Conn, Inside, Result, rooms::RoomRow};
use crate::{
    model::{
        ClientId, Entry, Event, Kind, Millis, Role, Room, RoomId, Seq, User, UserId,
        mention::{self, Mention},
    },
    server::domain::{
        decision::Rows,
        facts::{Facts, RoomFacts},
        needs::Needs,
    },
};
use sqlx::{FromRow, Row, sqlite::SqliteRow};

/// Columns of an entry, with each mentioned person's current and old usernames.
macro_rules! entries {
    ($filter:literal) => {
        concat!(
            "select seq, at, user_id, kind, client_id, body, change, whom,
                    (select json_group_array(json_array(mentions.user_id, usernames.key))
                     from mentions join usernames on usernames.user_id = mentions.user_id
                     where mentions.room_id = entries.room_id and mentions.seq = entries.seq) as named
             from entries where ",
            $filter
        )
    };
}

/// Limits of a page.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    pub entries: usize,
    /// Bytes of text; the first entry is taken however long it is.
    pub bytes: usize,
}

impl Most {
    /// Half of both limits.
    #[must_use]
    pub const fn half(self) -> Self {
        Self { entries: self.entries / 2, bytes: self.bytes / 2 }
    }

    /// Number of texts that fit, from the first on, given their lengths.
    pub(super) fn fit(self, texts: impl Iterator<Item = Option<i64>>) -> i64 {
        let (mut count, mut bytes) = (0, 0);
        for text in texts {
            bytes += text.and_then(|text| usize::try_from(text).ok()).unwrap_or(0);
            if count > 0 && bytes > self.bytes {
                break;
            }
            count += 1;
        }
        count
    }
}

/// Entries after a seq, oldest first, as many as fit.
pub async fn after(inside: &mut Inside, after: Seq, most: Most) -> Result<Vec<Entry>> {
    let room = inside.room();
    // Only the lengths: they are known without reading the texts.
    let texts = sqlx::query_scalar(
        "select octet_length(body) from entries where room_id = ?1 and seq > ?2 order by seq limit ?3",
    );
    let texts: Vec<Option<i64>> =
        texts.bind(room.0).bind(after).bind(number(most.entries)).fetch_all(inside.conn()).await?;
    sqlx::query(entries!("room_id = ?1 and seq > ?2 order by seq limit ?3"))
        .bind(room.0)
        .bind(after)
        .bind(most.fit(texts.into_iter()))
        .try_map(|row| entry(&row))
        .fetch_all(inside.conn())
        .await
}

/// Entries before a seq, oldest first, of the newest as many as fit.
pub async fn before(inside: &mut Inside, before: Seq, most: Most) -> Result<Vec<Entry>> {
    let room = inside.room();
    let texts = sqlx::query_scalar(
        "select octet_length(body) from entries where room_id = ?1 and seq < ?2 order by seq desc limit ?3",
    );
    let texts: Vec<Option<i64>> =
        texts.bind(room.0).bind(before).bind(number(most.entries)).fetch_all(inside.conn()).await?;
    let mut entries: Vec<Entry> = sqlx::query(entries!("room_id = ?1 and seq < ?2 order by seq desc limit ?3"))
        .bind(room.0)
        .bind(before)
        .bind(most.fit(texts.into_iter()))
        .try_map(|row| entry(&row))
        .fetch_all(inside.conn())
        .await?;
    entries.reverse();
    Ok(entries)
}

/// Text of the message that a person stored under this client id.
pub async fn body_of(inside: &mut Inside, by: UserId, client_id: &ClientId) -> Result<Option<String>> {
    let room = inside.room();
    sqlx::query_scalar("select body from entries where room_id = ?1 and user_id = ?2 and client_id = ?3")
        .bind(room.0)
        .bind(by.0)
        .bind(client_id.as_str())
        .fetch_optional(inside.conn())
        .await
}

/// Authors of messages after a seq, oldest first, at most `most`, without the texts.
pub async fn authors(conn: &mut Conn, room: RoomId, after: Seq, most: i64) -> Result<Vec<(Seq, UserId)>> {
    let rows: Vec<(Seq, i64)> = sqlx::query_as(
        "select seq, user_id from entries
         where room_id = ?1 and seq > ?2 and kind = 'post' order by seq limit ?3",
    )
    .bind(room.0)
    .bind(after)
    .bind(most)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|(seq, user)| (seq, UserId(user))).collect())
}

fn number(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}

/// Head of a room's log; `None` if there is no such room.
pub async fn head(conn: &mut Conn, room: RoomId) -> Result<Option<Seq>> {
    sqlx::query_scalar("select head from rooms where id = ?1").bind(room.0).fetch_optional(conn).await
}

/// Loads the facts that a batch needs, each kind in one query.
pub async fn load(conn: &mut Conn, needs: &Needs) -> Result<Facts> {
    let mut facts = Facts::default();
    let rooms = serde_json::to_string(&needs.rooms).unwrap_or_default();
    let rows = sqlx::query(
        "select id, slug, name, topic, kind, archived_at is not null as archived, head
             from rooms where id in (select value from json_each(?1))",
    )
    .bind(rooms)
    .fetch_all(&mut *conn)
    .await?;
    for row in rows {
        let room = Room::from(RoomRow::from_row(&row)?);
        facts.rooms.insert(room.id, RoomFacts { head: row.try_get("head")?, room });
    }
    let pairs = serde_json::to_string(&needs.members).unwrap_or_default();
    let rows: Vec<(i64, i64, String)> = sqlx::query_as(
        "select room_id, user_id, role from json_each(?1) as asked
         cross join memberships on room_id = asked.value ->> 0 and user_id = asked.value ->> 1",
    )
    .bind(pairs)
    .fetch_all(&mut *conn)
    .await?;
    let member = |(room, user, role): (i64, i64, String)| {
        ((RoomId(room), UserId(user)), Role::of_word(&role).unwrap_or_default())
    };
    facts.members.extend(rows.into_iter().map(member));
    let posts = serde_json::to_string(&needs.posts).unwrap_or_default();
    let rows: Vec<(i64, i64, String, Seq)> = sqlx::query_as(
        "select room_id, user_id, client_id, seq from json_each(?1) as asked
         cross join entries on room_id = asked.value ->> 0 and user_id = asked.value ->> 1
           and client_id = asked.value ->> 2",
    )
    .bind(posts)
    .fetch_all(&mut *conn)
    .await?;
    for (room, user, client_id, seq) in rows {
        if let Ok(client_id) = ClientId::parse(&client_id) {
            facts.stored.insert((RoomId(room), UserId(user), client_id), seq);
        }
    }
    if !needs.names.is_empty() {
        let names = serde_json::to_string(&needs.names).unwrap_or_default();
        let rows: Vec<(i64, String, i64)> = sqlx::query_as(
            "select memberships.room_id, users.username_key, users.id from json_each(?1) as asked
             cross join users on users.username_key = asked.value ->> 1
             cross join memberships on memberships.room_id = asked.value ->> 0 and memberships.user_id = users.id",
        )
        .bind(names)
        .fetch_all(&mut *conn)
        .await?;
        facts.named.extend(rows.into_iter().map(|(room, name, user)| ((RoomId(room), name), UserId(user))));
    }
    if !needs.people.is_empty() {
        let people = super::users::still_here(&mut *conn, &needs.people).await?;
        facts.people.extend(people.into_iter().map(|user: User| (user.id, user)));
    }
    for slug in &needs.slugs {
        let taken: Vec<(String, i64)> = sqlx::query_as(
            "select slug, id from rooms where slug = ?1 or slug glob ?1 || '-*'
             union all
             select slug, room_id from old_slugs where slug = ?1 or slug glob ?1 || '-*'",
        )
        .bind(slug)
        .fetch_all(&mut *conn)
        .await?;
        facts.slugs.extend(taken.into_iter().map(|(slug, room)| (slug, RoomId(room))));
    }
    if !needs.slugs.is_empty() {
        // Ids of deleted rooms are never used again.
        let next = "select max(coalesce((select max(id) from rooms), 0),
                               coalesce((select max(id) from deleted_rooms), 0)) + 1";
        facts.next_room = sqlx::query_scalar(next).fetch_one(&mut *conn).await?;
    }
    super::room_changes::load(conn, needs, &mut facts).await?;
    Ok(facts)
}

/// Saves the rows of a decision, each kind in one statement.
pub async fn save(conn: &mut Conn, rows: &Rows) -> Result<()> {
    super::room_changes::prepare(conn, &rows.changes).await?;
    for room in &rows.rooms {
        super::room_changes::found(conn, room).await?;
    }
    if !rows.entries.is_empty() {
        sqlx::query(
            "insert into entries (room_id, seq, at, user_id, kind, client_id, body, change, whom)
             select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
                    value ->> 7, value ->> 8
             from json_each(?1)",
        )
        .bind(entries_json(&rows.entries))
        .execute(&mut *conn)
        .await?;
        let heads = serde_json::to_string(&rows.heads.iter().collect::<Vec<_>>()).unwrap_or_default();
        sqlx::query(
            "update rooms set head = news.value ->> 1
             from json_each(?1) as news where rooms.id = news.value ->> 0",
        )
        .bind(heads)
        .execute(&mut *conn)
        .await?;
    }
    if !rows.mentions.is_empty() {
        sqlx::query(
            "insert into mentions (room_id, user_id, seq)
             select value ->> 0, value ->> 1, value ->> 2 from json_each(?1)",
        )
        .bind(serde_json::to_string(&rows.mentions).unwrap_or_default())
        .execute(&mut *conn)
        .await?;
    }
    for change in &rows.changes {
        super::room_changes::save(conn, change).await?;
    }
    Ok(())
}

/// Actors of these entries, and the people whom they were applied to.
pub async fn people(conn: &mut Conn, entries: &[Entry]) -> Result<Vec<User>> {
    let ids = entries
        .iter()
        .map(|entry| entry.by)
        .chain(entries.iter().filter_map(Entry::whom))
        .collect::<std::collections::BTreeSet<_>>();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    super::users::by_ids(conn, ids.into_iter()).await
}

fn entries_json(entries: &[(RoomId, Entry)]) -> String {
    type Columns<'a> = (i64, Seq, Millis, i64, &'a str, Option<&'a str>, Option<&'a str>, Option<&'a str>, Option<i64>);
    let columns = entries.iter().map(|(room, entry)| -> Columns<'_> {
        let (kind, client_id, body, change) = match &entry.event {
            Event::Create => ("create", None, None, None),
            Event::Join => ("join", None, None, None),
            Event::Leave => ("leave", None, None, None),
            Event::Post { client_id, body, .. } => ("post", Some(client_id.as_str()), Some(body.as_str()), None),
            Event::Changed { what: Kind::Add, .. } => ("join", None, None, None),
            Event::Changed { what, text, .. } => ("create", None, text.as_deref(), change_word(*what)),
        };
        let whom = entry.whom().map(|whom| whom.0);
        (room.0, entry.seq, entry.at, entry.by.0, kind, client_id, body, change, whom)
    });
    serde_json::to_string(&columns.collect::<Vec<_>>()).unwrap_or_default()
}

/// Values of the column `change`, by kind.
const CHANGES: [(Kind, &str); 9] = [
    (Kind::Remove, "remove"),
    (Kind::Ban, "ban"),
    (Kind::Unban, "unban"),
    (Kind::Role, "role"),
    (Kind::Name, "name"),
    (Kind::Topic, "topic"),
    (Kind::Archive, "archive"),
    (Kind::Unarchive, "unarchive"),
    (Kind::Delete, "delete"),
];

fn change_word(what: Kind) -> Option<&'static str> {
    CHANGES.iter().find(|(kind, _)| *kind == what).map(|(_, word)| *word)
}

fn entry(row: &SqliteRow) -> Result<Entry> {
    let unreadable = |why: String| super::Error::Decode(why.into());
    let change: Option<&str> = row.try_get("change")?;
    let event = match (change, row.try_get::<&str, _>("kind")?) {
        (Some(word), _) => {
            let what = CHANGES.iter().find(|(_, known)| *known == word).map_or(Kind::Other, |(kind, _)| *kind);
            let whom = row.try_get::<Option<i64>, _>("whom")?.map(UserId);
            Event::Changed { what, whom, text: row.try_get("body")? }
        }
        (None, "create") => Event::Create,
        (None, "join") => match row.try_get::<Option<i64>, _>("whom")? {
            // An addition is stored as a join with `whom`: the check on `change` has no value for it.
            Some(whom) => Event::Changed { what: Kind::Add, whom: Some(UserId(whom)), text: None },
            None => Event::Join,
        },
        (None, "leave") => Event::Leave,
        (None, "post") => {
            let body: String = row.try_get("body")?;
            let mut mentions: Vec<Mention> =
                serde_json::from_str(row.try_get("named")?).map_err(|why| unreadable(why.to_string()))?;
            mentions.retain(|of| mention::names(&body).any(|(_, name)| name.eq_ignore_ascii_case(&of.1)));
            mentions.sort_unstable();
            let client_id = row.try_get("client_id")?;
            let client_id = ClientId::parse(client_id).map_err(|why| unreadable(why.to_owned()))?;
            Event::Post { client_id, body, mentions }
        }
        (None, other) => return Err(unreadable(format!("an entry of kind {other:?}"))),
    };
    Ok(Entry { seq: row.try_get("seq")?, at: row.try_get("at")?, by: UserId(row.try_get("user_id")?), event })
}
