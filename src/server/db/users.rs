//! The table `users`.

use super::{Conn, Result};
use crate::model::{DisplayName, Millis, User, UserId, Username};
use sqlx::FromRow;

/// What a `User` is read from.
#[derive(FromRow)]
pub(super) struct UserRow {
    id: i64,
    username: String,
    name: String,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self { id: UserId(row.id), username: row.username, name: row.name }
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
///
/// # Errors
/// As the store's.
pub async fn any(conn: &mut Conn) -> Result<bool> {
    sqlx::query_scalar("select exists (select 1 from users)").fetch_one(conn).await
}

/// Whether an account has this name, in any case.
///
/// # Errors
/// As the store's.
pub async fn exists(conn: &mut Conn, username: &Username) -> Result<bool> {
    sqlx::query_scalar("select exists (select 1 from users where username_key = ?1)")
        .bind(username.key())
        .fetch_one(conn)
        .await
}

/// The person of this name.
///
/// # Errors
/// As the store's.
pub async fn called(conn: &mut Conn, username: &Username) -> Result<Option<User>> {
    let row: Option<UserRow> = sqlx::query_as("select id, username, name from users where username_key = ?1")
        .bind(username.key())
        .fetch_optional(conn)
        .await?;
    Ok(row.map(User::from))
}

/// The account of this name and the hash of its password.
///
/// # Errors
/// As the store's.
pub async fn by_username(conn: &mut Conn, username: &Username) -> Result<Option<(UserId, String)>> {
    let row: Option<(i64, String)> = sqlx::query_as("select id, password_hash from users where username_key = ?1")
        .bind(username.key())
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|(id, hash)| (UserId(id), hash)))
}

/// Those of `ids` who are or were in the room: whoever wrote or did something there.
///
/// # Errors
/// As the store's.
pub async fn seen_in(conn: &mut Conn, room: crate::model::RoomId, ids: &[UserId]) -> Result<Vec<User>> {
    let ids = serde_json::to_string(ids).unwrap_or_default();
    let rows: Vec<UserRow> = sqlx::query_as(
        "select id, username, name from users
         where id in (select value from json_each(?2))
           and (exists (select 1 from memberships where room_id = ?1 and user_id = users.id)
             or exists (select 1 from entries where room_id = ?1 and user_id = users.id and client_id is not null))
         order by id",
    )
    .bind(room.0)
    .bind(ids)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(User::from).collect())
}

/// Those of `ids` who exist.
///
/// # Errors
/// As the store's.
pub async fn by_ids(conn: &mut Conn, ids: impl Iterator<Item = UserId>) -> Result<Vec<User>> {
    let ids = serde_json::to_string(&ids.collect::<Vec<_>>()).unwrap_or_default();
    let rows: Vec<UserRow> = sqlx::query_as(
        "select id, username, name from users where id in (select value from json_each(?1)) order by id",
    )
    .bind(ids)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(User::from).collect())
}

/// Sets a password's hash and ends the account's sessions.
///
/// # Errors
/// As the store's.
pub async fn set_password(conn: &mut Conn, user: UserId, password_hash: &str) -> Result<()> {
    super::begin(conn).await?;
    sqlx::query("update users set password_hash = ?2 where id = ?1")
        .bind(user.0)
        .bind(password_hash)
        .execute(&mut *conn)
        .await?;
    sqlx::query("delete from sessions where user_id = ?1").bind(user.0).execute(&mut *conn).await?;
    sqlx::query("commit").execute(conn).await.map(drop)
}

/// Makes an account an administrator.
///
/// # Errors
/// As the store's.
pub async fn make_admin(conn: &mut Conn, user: UserId) -> Result<()> {
    sqlx::query("update users set is_admin = 1 where id = ?1").bind(user.0).execute(conn).await.map(drop)
}
