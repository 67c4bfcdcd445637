//! The table `memberships`: members of rooms, with their roles and counts.

use super::{
    Conn, Result, query, query_as, query_scalar,
    read_marks::{count_mentions, count_unread, unread_walk},
    rooms::kind_of,
    users::{UserRow, user_columns},
};
use crate::model::{
    Millis, NotifyLevel, Role, Room, RoomId, RoomKind, RoomMembership, Seq, User, UserId, limits, room::called_after,
};
use sqlx::{FromRow, Row, sqlite::SqliteRow};

/// Columns of a membership.
macro_rules! memberships {
    ($filter:literal) => {
        concat!(
            "select rooms.id, rooms.slug, rooms.name, rooms.topic, rooms.kind, rooms.archived_at is not null as archived,
                    rooms.head, memberships.role, memberships.read_seq, memberships.read_generation,
                    memberships.away_seq, memberships.favourite, rooms.active_at, ",
            count_unread!(),
            " as unread, ",
            count_mentions!(),
            " as mentions,
                    notify_rooms.level, (select level from notify_defaults where user_id = ?1) as default_level,
                    notify_rooms.muted_until,
                    case when rooms.kind = 'direct' then (
                        select json_group_array(json_object(
                            'id', users.id, 'username', users.username, 'name', users.name, 'rev', users.rev,
                            'picture', users.picture, 'emoji', users.emoji, 'status', users.status
                        ) order by users.id)
                        from memberships as others join users on users.id = others.user_id
                        where others.room_id = rooms.id and others.user_id <> memberships.user_id) end as others
             from memberships join rooms on rooms.id = memberships.room_id
             left join notify_rooms on notify_rooms.room_id = memberships.room_id
                  and notify_rooms.user_id = memberships.user_id
             where memberships.user_id = ?1 ",
            $filter
        )
    };
}

#[derive(FromRow)]
struct MembershipRow {
    id: i64,
    slug: String,
    name: String,
    topic: String,
    kind: String,
    archived: bool,
    head: Seq,
    role: String,
    read_seq: Seq,
    read_generation: i64,
    away_seq: Seq,
    favourite: bool,
    active_at: Millis,
    unread: i64,
    mentions: i64,
    level: Option<String>,
    default_level: Option<String>,
    muted_until: Option<Millis>,
    others: Option<String>,
}

impl From<MembershipRow> for RoomMembership {
    fn from(row: MembershipRow) -> Self {
        let with: Vec<User> = row.others.and_then(|others| serde_json::from_str(&others).ok()).unwrap_or_default();
        let kind = kind_of(&row.kind);
        let name = match kind {
            RoomKind::Direct => called_after(&with),
            RoomKind::Open | RoomKind::Private => row.name,
        };
        let level = |word: Option<String>| word.as_deref().and_then(NotifyLevel::parse);
        let usual = NotifyLevel::in_room(kind == RoomKind::Direct, level(row.default_level).unwrap_or_default());
        Self {
            room: Room { id: RoomId(row.id), slug: row.slug, name, topic: row.topic, kind, archived: row.archived },
            head: row.head,
            read: row.read_seq,
            read_generation: row.read_generation,
            unread: row.unread,
            mentions: row.mentions,
            role: Role::of_word(&row.role).unwrap_or_default(),
            level: level(row.level).unwrap_or(usual),
            muted_until: row.muted_until,
            with,
            away: row.away_seq,
            favourite: row.favourite,
            active_at: row.active_at,
        }
    }
}

/// A person's memberships, by room id.
pub async fn of(conn: &mut Conn, user: UserId) -> Result<Vec<RoomMembership>> {
    let rows: Vec<MembershipRow> =
        query_as(memberships!("order by rooms.id")).bind(user.0).bind(limits::UNREAD_MOST).fetch_all(conn).await?;
    Ok(rows.into_iter().map(RoomMembership::from).collect())
}

/// A person's rooms with their heads, by room id: of a membership what takes no counting.
pub async fn heads_of(conn: &mut Conn, user: UserId) -> Result<Vec<(RoomId, Seq)>> {
    let rows: Vec<(i64, Seq)> = query_as(
        "select rooms.id, rooms.head from memberships join rooms on rooms.id = memberships.room_id
         where memberships.user_id = ?1 order by rooms.id",
    )
    .bind(user.0)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|(room, head)| (RoomId(room), head)).collect())
}

/// Head of a room for a member; `None` for anybody else.
pub async fn head_in(conn: &mut Conn, user: UserId, room: RoomId) -> Result<Option<Seq>> {
    query_scalar(
        "select rooms.head from memberships join rooms on rooms.id = memberships.room_id
         where memberships.room_id = ?1 and memberships.user_id = ?2",
    )
    .bind(room.0)
    .bind(user.0)
    .fetch_optional(conn)
    .await
}

/// Ids of a person's rooms, ascending.
pub async fn rooms_of(conn: &mut Conn, user: UserId) -> Result<Vec<RoomId>> {
    let ids: Vec<i64> = query_scalar("select room_id from memberships where user_id = ?1 order by room_id")
        .bind(user.0)
        .fetch_all(conn)
        .await?;
    Ok(ids.into_iter().map(RoomId).collect())
}

/// Ids of the people whose memberships began with an entry, ascending.
pub async fn since(conn: &mut Conn, room: RoomId, seq: Seq) -> Result<Vec<UserId>> {
    let ids: Vec<i64> =
        query_scalar("select user_id from memberships where room_id = ?1 and joined_seq = ?2 order by user_id")
            .bind(room.0)
            .bind(seq)
            .fetch_all(conn)
            .await?;
    Ok(ids.into_iter().map(UserId).collect())
}

/// A person's membership in a room; `None` for anybody else.
pub async fn in_room(conn: &mut Conn, user: UserId, room: RoomId) -> Result<Option<RoomMembership>> {
    let row: Option<MembershipRow> = query_as(memberships!("and rooms.id = ?3"))
        .bind(user.0)
        .bind(limits::UNREAD_MOST)
        .bind(room.0)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(RoomMembership::from))
}

/// The same, by the room's slug, current or old.
pub async fn in_slug(conn: &mut Conn, user: UserId, slug: &str) -> Result<Option<RoomMembership>> {
    let row: Option<MembershipRow> = query_as(memberships!(
        "and rooms.id = coalesce((select id from rooms where slug = ?3), (select room_id from old_slugs where slug = ?3))"
    ))
        .bind(user.0)
        .bind(limits::UNREAD_MOST)
        .bind(slug)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(RoomMembership::from))
}

/// Lists a room above the member's others, or no longer.
pub async fn set_favourite(conn: &mut Conn, user: UserId, room: RoomId, favourite: bool) -> Result<()> {
    query("update memberships set favourite = ?3 where room_id = ?1 and user_id = ?2")
        .bind(room.0)
        .bind(user.0)
        .bind(favourite)
        .execute(conn)
        .await
}

/// Number of members, and the first of them by joining.
pub async fn faces(conn: &mut Conn, room: RoomId) -> Result<(i64, Vec<User>)> {
    let members =
        query_scalar("select count(*) from memberships where room_id = ?1").bind(room.0).fetch_one(conn).await?;
    let faces: Vec<UserRow> = query_as(concat!(
        "select ",
        user_columns!(),
        " from memberships join users on users.id = memberships.user_id
         where memberships.room_id = ?1
         order by memberships.joined_seq, memberships.user_id limit ?2"
    ))
    .bind(room.0)
    .bind(i64::try_from(limits::FACES).unwrap_or(8))
    .fetch_all(conn)
    .await?;
    Ok((members, faces.into_iter().map(User::from).collect()))
}

/// A member as other people see them.
#[derive(Clone, Debug)]
pub struct Member {
    pub user: User,
    pub role: Role,
    pub joined_seq: Seq,
}

impl FromRow<'_, SqliteRow> for Member {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            user: UserRow::from_row(row)?.into(),
            role: Role::of_word(row.try_get("role")?).unwrap_or_default(),
            joined_seq: row.try_get("joined_seq")?,
        })
    }
}

/// Members of a room by joining, after one of them (seq of joining, user id).
pub async fn page(conn: &mut Conn, room: RoomId, (seq, user): (Seq, i64), most: usize) -> Result<Vec<Member>> {
    query_as(concat!(
        "select ",
        user_columns!(),
        ", memberships.role, memberships.joined_seq
         from memberships join users on users.id = memberships.user_id
         where memberships.room_id = ?1 and (memberships.joined_seq, memberships.user_id) > (?2, ?3)
         order by memberships.joined_seq, memberships.user_id limit ?4"
    ))
    .bind(room.0)
    .bind(seq)
    .bind(user)
    .bind(i64::try_from(most).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await
}

/// Members of a room whose username or display name begins with `words`, by joining.
pub async fn called(conn: &mut Conn, room: RoomId, words: &str, most: usize) -> Result<Vec<Member>> {
    query_as(concat!(
        "select ",
        user_columns!(),
        ", memberships.role, memberships.joined_seq
         from users cross join memberships on memberships.room_id = ?1 and memberships.user_id = users.id
         where users.id in (select id from users where username_key >= ?2 and username_key < ?2 || char(0x10ffff)
                            union
                            select id from users where name collate nocase >= ?3
                                                   and name collate nocase < ?3 || char(0x10ffff))
         order by memberships.joined_seq, memberships.user_id limit ?4"
    ))
    .bind(room.0)
    .bind(words.to_ascii_lowercase())
    .bind(words)
    .bind(i64::try_from(most).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await
}
