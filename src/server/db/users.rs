//! The table `users` for profiles and sign-in; `accounts` has the rest.

use super::{Conn, Result, query_as, query_scalar, usernames};
use crate::model::{DisplayName, Millis, Status, User, UserId, Username};
use sqlx::FromRow;

/// Columns of a [`UserRow`].
macro_rules! user_columns {
    () => {
        "users.id, users.username, users.name, users.rev, users.picture, users.emoji, users.status"
    };
}
pub(super) use user_columns;

/// Row for a `User`, of the columns [`user_columns`].
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

/// Inserts an account; the first one becomes administrator. Returns its id.
///
/// # Errors
/// [`super::Error::Taken`] when the username is taken.
pub async fn insert(
    conn: &mut Conn,
    username: &Username,
    name: &DisplayName,
    password_hash: &str,
    now: Millis,
) -> Result<UserId> {
    let id = query_scalar(
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
    .map(UserId)?;
    usernames::take(conn, id, username).await?;
    Ok(id)
}

/// Whether there is any account yet.
pub async fn any(conn: &mut Conn) -> Result<bool> {
    query_scalar("select exists (select 1 from users)").fetch_one(conn).await
}

/// Whether a username is taken, in any case, now or by an old one.
pub async fn exists(conn: &mut Conn, username: &Username) -> Result<bool> {
    query_scalar("select exists (select 1 from usernames where key = ?1)").bind(username.key()).fetch_one(conn).await
}

/// Id and password hash of the account with this username.
pub async fn by_username(conn: &mut Conn, username: &Username) -> Result<Option<(UserId, String)>> {
    let row: Option<(i64, String)> = query_as("select id, password_hash from users where username_key = ?1")
        .bind(username.key())
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|(id, hash)| (UserId(id), hash)))
}

/// People among `ids` who are members of the room or posted in it.
pub async fn seen_in(conn: &mut Conn, room: crate::model::RoomId, ids: &[UserId]) -> Result<Vec<User>> {
    let ids = serde_json::to_string(ids).unwrap_or_default();
    let rows: Vec<UserRow> = query_as(concat!(
        "select ",
        user_columns!(),
        " from users
         where id in (select value from json_each(?2))
           and (exists (select 1 from memberships where room_id = ?1 and user_id = users.id)
             or exists (select 1 from messages where room_id = ?1 and user_id = users.id))
         order by id"
    ))
    .bind(room.0)
    .bind(ids)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(User::from).collect())
}

/// People among `ids` whose account is not deleted.
pub async fn still_here(conn: &mut Conn, ids: &[UserId]) -> Result<Vec<User>> {
    let ids = serde_json::to_string(ids).unwrap_or_default();
    let rows: Vec<UserRow> = query_as(concat!(
        "select ",
        user_columns!(),
        " from users where id in (select value from json_each(?1)) and deleted_at is null order by id"
    ))
    .bind(ids)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(User::from).collect())
}

/// People with these ids, deleted accounts included.
pub async fn by_ids(conn: &mut Conn, ids: impl Iterator<Item = UserId>) -> Result<Vec<User>> {
    let ids = serde_json::to_string(&ids.collect::<Vec<_>>()).unwrap_or_default();
    let rows: Vec<UserRow> = query_as(concat!(
        "select ",
        user_columns!(),
        " from users where id in (select value from json_each(?1)) order by id"
    ))
    .bind(ids)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(User::from).collect())
}

/// Fields of a profile, validated.
#[derive(Clone, Debug)]
pub struct Profile {
    pub username: Username,
    pub name: DisplayName,
    pub status: Status,
    pub emoji: String,
    pub zone: String,
    /// When the status ends by itself.
    pub status_until: Option<Millis>,
}

/// Changes a profile. Returns the person, if anything changed.
///
/// # Errors
/// [`super::Error::Taken`] when the username is another person's, now or before.
pub async fn set_profile(conn: &mut Conn, user: UserId, profile: &Profile) -> Result<Option<User>> {
    let row: Option<UserRow> = query_as(
        "update users set username = ?2, username_key = ?3, name = ?4, status = ?5, emoji = ?6, zone = ?7,
                          status_until = ?8, rev = rev + 1
         where id = ?1 and deleted_at is null
           and (username, name, status, emoji, zone, status_until) is not (?2, ?4, ?5, ?6, ?7, ?8)
         returning id, username, name, rev, picture, emoji, status",
    )
    .bind(user.0)
    .bind(profile.username.as_str())
    .bind(profile.username.key())
    .bind(profile.name.as_str())
    .bind(profile.status.as_str())
    .bind(&profile.emoji)
    .bind(&profile.zone)
    .bind(profile.status_until)
    .fetch_optional(conn)
    .await?;
    if row.is_some() {
        usernames::take(conn, user, &profile.username).await?;
    }
    Ok(row.map(User::from))
}

/// Sets the version of a person's picture; 0 is none. Returns the person, if that changed anything.
pub async fn set_picture(conn: &mut Conn, user: UserId, version: i64) -> Result<Option<User>> {
    let row: Option<UserRow> = query_as(
        "update users set picture = ?2, rev = max(rev + 1, ?2) where id = ?1 and deleted_at is null and picture <> ?2
         returning id, username, name, rev, picture, emoji, status",
    )
    .bind(user.0)
    .bind(version)
    .fetch_optional(conn)
    .await?;
    Ok(row.map(User::from))
}

/// Revision of a person's profile, and version of the picture shown.
pub async fn version(conn: &mut Conn, user: UserId) -> Result<Option<(i64, i64)>> {
    query_as("select rev, picture from users where id = ?1").bind(user.0).fetch_optional(conn).await
}

/// Name of a person's time zone; empty without one.
pub async fn zone(conn: &mut Conn, user: UserId) -> Result<String> {
    let zone: Option<String> =
        query_scalar("select zone from users where id = ?1").bind(user.0).fetch_optional(conn).await?;
    Ok(zone.unwrap_or_default())
}

/// When a person's status ends by itself.
pub async fn status_until(conn: &mut Conn, user: UserId) -> Result<Option<Millis>> {
    let until: Option<Option<Millis>> =
        query_scalar("select status_until from users where id = ?1").bind(user.0).fetch_optional(conn).await?;
    Ok(until.flatten())
}

/// Whether the status of anybody has ended.
pub async fn has_ended_status(conn: &mut Conn, now: Millis) -> Result<bool> {
    query_scalar("select exists (select 1 from users where status_until <= ?1)").bind(now).fetch_one(conn).await
}

/// Clears every status that has ended. Returns the people.
pub async fn end_statuses(conn: &mut Conn, now: Millis) -> Result<Vec<User>> {
    let rows: Vec<UserRow> = query_as(
        "update users set status = '', emoji = '', status_until = null, rev = rev + 1 where status_until <= ?1
         returning id, username, name, rev, picture, emoji, status",
    )
    .bind(now)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(User::from).collect())
}
