//! The table `users`.

use super::{Conn, Result};
use crate::model::{DisplayName, Millis, Status, User, UserId, Username};
use sqlx::FromRow;

/// The columns that [`UserRow`] is read from.
macro_rules! user_columns {
    () => {
        "users.id, users.username, users.name, users.rev, users.picture, users.emoji, users.status"
    };
}
pub(super) use user_columns;

/// What a `User` is read from; see [`user_columns`].
#[derive(FromRow)]
pub(super) struct UserRow {
    id: i64,
    username: String,
    name: String,
    rev: i64,
    picture: i64,
    emoji: String,
    status: String,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        let UserRow { id, username, name, rev, picture, emoji, status } = row;
        Self { id: UserId(id), username, name, rev, picture, emoji, status }
    }
}

/// Makes an account; the first one of all is the administrator. Returns its id.
///
/// # Errors
/// [`super::is_taken`] when the name is.
pub async fn insert(
    conn: &mut Conn,
    username: &Username,
    name: &DisplayName,
    password_hash: &str,
    now: Millis,
) -> Result<UserId> {
    sqlx::query_scalar(
        "insert into users (username, username_key, name, password_hash, is_admin, created_at)
         values (?1, ?2, ?3, ?4, not exists (select 1 from users), ?5)
         returning id",
    )
    .bind(username.as_str())
    .bind(username.key())
    .bind(name.as_str())
    .bind(password_hash)
    .bind(now)
    .fetch_one(conn)
    .await
    .map(UserId)
}

/// Whether there is any account yet.
pub async fn any(conn: &mut Conn) -> Result<bool> {
    sqlx::query_scalar("select exists (select 1 from users)").fetch_one(conn).await
}

/// Whether an account has this name, in any case, or had it and nobody may have it again.
pub async fn exists(conn: &mut Conn, username: &Username) -> Result<bool> {
    sqlx::query_scalar("select exists (select 1 from usernames where key = ?1)")
        .bind(username.key())
        .fetch_one(conn)
        .await
}

/// The account of this name and the hash of its password.
pub async fn by_username(conn: &mut Conn, username: &Username) -> Result<Option<(UserId, String)>> {
    let row: Option<(i64, String)> = sqlx::query_as("select id, password_hash from users where username_key = ?1")
        .bind(username.key())
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|(id, hash)| (UserId(id), hash)))
}

/// Those of `ids` who are or were in the room: whoever wrote or did something there.
pub async fn seen_in(conn: &mut Conn, room: crate::model::RoomId, ids: &[UserId]) -> Result<Vec<User>> {
    let ids = serde_json::to_string(ids).unwrap_or_default();
    let rows: Vec<UserRow> = sqlx::query_as(concat!(
        "select ",
        user_columns!(),
        " from users
         where id in (select value from json_each(?2))
           and (exists (select 1 from memberships where room_id = ?1 and user_id = users.id)
             or exists (select 1 from entries where room_id = ?1 and user_id = users.id and client_id is not null))
         order by id"
    ))
    .bind(room.0)
    .bind(ids)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(User::from).collect())
}

/// Those of `ids` whose account has not been deleted.
pub async fn still_here(conn: &mut Conn, ids: &[UserId]) -> Result<Vec<User>> {
    let ids = serde_json::to_string(ids).unwrap_or_default();
    let rows: Vec<UserRow> = sqlx::query_as(concat!(
        "select ",
        user_columns!(),
        " from users where id in (select value from json_each(?1)) and deleted_at is null order by id"
    ))
    .bind(ids)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(User::from).collect())
}

/// Those of `ids` who exist.
pub async fn by_ids(conn: &mut Conn, ids: impl Iterator<Item = UserId>) -> Result<Vec<User>> {
    let ids = serde_json::to_string(&ids.collect::<Vec<_>>()).unwrap_or_default();
    let rows: Vec<UserRow> = sqlx::query_as(concat!(
        "select ",
        user_columns!(),
        " from users where id in (select value from json_each(?1)) order by id"
    ))
    .bind(ids)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(User::from).collect())
}

/// What somebody tells of themselves, checked.
#[derive(Clone, Debug)]
pub struct Profile {
    pub username: Username,
    pub name: DisplayName,
    pub status: Status,
    pub emoji: String,
    pub zone: String,
}

/// Changes what somebody tells of themselves. Who they are now, if anything is different.
///
/// # Errors
/// [`super::is_taken`] when the name is another's, or was.
pub async fn set_profile(conn: &mut Conn, user: UserId, profile: &Profile) -> Result<Option<User>> {
    let row: Option<UserRow> = sqlx::query_as(
        "update users set username = ?2, username_key = ?3, name = ?4, status = ?5, emoji = ?6, zone = ?7,
                          rev = rev + 1
         where id = ?1 and deleted_at is null and (username, name, status, emoji, zone) is not (?2, ?4, ?5, ?6, ?7)
         returning id, username, name, rev, picture, emoji, status",
    )
    .bind(user.0)
    .bind(profile.username.as_str())
    .bind(profile.username.key())
    .bind(profile.name.as_str())
    .bind(profile.status.as_str())
    .bind(&profile.emoji)
    .bind(&profile.zone)
    .fetch_optional(conn)
    .await?;
    Ok(row.map(User::from))
}

/// Shows this version of somebody's picture from now on, or none with 0. Who they are now, if that
/// is different.
pub async fn set_picture(conn: &mut Conn, user: UserId, version: i64) -> Result<Option<User>> {
    let row: Option<UserRow> = sqlx::query_as(
        "update users set picture = ?2, rev = max(rev + 1, ?2) where id = ?1 and deleted_at is null and picture <> ?2
         returning id, username, name, rev, picture, emoji, status",
    )
    .bind(user.0)
    .bind(version)
    .fetch_optional(conn)
    .await?;
    Ok(row.map(User::from))
}

/// How often somebody has changed what they tell of themselves, and which picture is shown.
pub async fn version(conn: &mut Conn, user: UserId) -> Result<Option<(i64, i64)>> {
    sqlx::query_as("select rev, picture from users where id = ?1").bind(user.0).fetch_optional(conn).await
}

/// The name of somebody's time zone, or nothing.
pub async fn zone(conn: &mut Conn, user: UserId) -> Result<String> {
    let zone: Option<String> =
        sqlx::query_scalar("select zone from users where id = ?1").bind(user.0).fetch_optional(conn).await?;
    Ok(zone.unwrap_or_default())
}
