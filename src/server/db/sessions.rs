//! The table `sessions`. It holds hashes of tokens, never a token.

use super::{
    Conn, Result,
    choices::Choices,
    query, query_as, query_scalar,
    users::{UserRow, user_columns},
};
use crate::model::{Millis, User, UserId};
use sqlx::{FromRow, Row, sqlite::SqliteRow};
use std::collections::HashSet;

/// SHA-256 of a session's token.
pub type TokenHash = [u8; 32];

/// A live session with its account.
#[derive(Clone, Debug)]
pub struct Session {
    pub user: User,
    pub is_admin: bool,
    /// Whether recovery codes are still to be offered: neither accepted nor declined.
    pub offer_codes: bool,
    pub choices: Choices,
    pub used_at: Millis,
}

impl FromRow<'_, SqliteRow> for Session {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            user: UserRow::from_row(row)?.into(),
            is_admin: row.try_get("is_admin")?,
            offer_codes: row.try_get("offer_codes")?,
            choices: Choices::from_row(row)?,
            used_at: row.try_get("used_at")?,
        })
    }
}

/// Inserts a session for an account that is not suspended and still has this password hash. Whether it did.
pub async fn insert(
    conn: &mut Conn,
    hash: &TokenHash,
    (user, password_hash): (UserId, &str),
    device: &str,
    now: Millis,
) -> Result<bool> {
    let changed = query(
        "insert into sessions (token_hash, user_id, created_at, used_at, device, handle)
         select ?1, id, ?3, ?3, ?4, lower(hex(randomblob(12))) from users
         where id = ?2 and password_hash = ?5 and deleted_at is null and suspended_at is null",
    )
    .bind(hash.as_slice())
    .bind(user.0)
    .bind(now)
    .bind(device)
    .bind(password_hash)
    .changed(conn)
    .await?;
    Ok(changed == 1)
}

/// The live session with this token, unless it was last used before `since`.
pub async fn find(conn: &mut Conn, hash: &TokenHash, since: Millis) -> Result<Option<Session>> {
    query_as(concat!(
        "select ",
        user_columns!(),
        ", users.is_admin, users.codes_at is null as offer_codes, users.theme, users.by_activity, users.enter_key, sessions.used_at
         from sessions join users on users.id = sessions.user_id
         where sessions.token_hash = ?1 and sessions.used_at > ?2 and users.deleted_at is null
           and users.suspended_at is null"
    ))
    .bind(hash.as_slice())
    .bind(since)
    .fetch_optional(conn)
    .await
}

pub async fn touch(conn: &mut Conn, hash: &TokenHash, now: Millis) -> Result<()> {
    query("update sessions set used_at = ?2 where token_hash = ?1").bind(hash.as_slice()).bind(now).execute(conn).await
}

pub async fn delete(conn: &mut Conn, hash: &TokenHash) -> Result<()> {
    query("delete from sessions where token_hash = ?1").bind(hash.as_slice()).execute(conn).await
}

/// A session as its owner sees it.
#[derive(Clone, Debug, FromRow)]
pub struct Device {
    /// Id of the session in forms. It does not give access.
    pub handle: String,
    /// The browser's user agent.
    pub device: String,
    pub created_at: Millis,
    pub used_at: Millis,
    pub is_current: bool,
}

/// A person's sessions used after `since`: the current one first, then by last use.
pub async fn devices(conn: &mut Conn, user: UserId, current: &TokenHash, since: Millis) -> Result<Vec<Device>> {
    query_as(
        "select handle, device, created_at, used_at, token_hash = ?2 as is_current from sessions
         where user_id = ?1 and used_at > ?3 order by is_current desc, used_at desc, handle limit 200",
    )
    .bind(user.0)
    .bind(current.as_slice())
    .bind(since)
    .fetch_all(conn)
    .await
}

/// Deletes one of a person's sessions, by its handle. Returns its hash, if there was one.
pub async fn delete_named(conn: &mut Conn, user: UserId, handle: &str) -> Result<Option<TokenHash>> {
    let hash: Option<Vec<u8>> =
        query_scalar("delete from sessions where user_id = ?1 and handle = ?2 returning token_hash")
            .bind(user.0)
            .bind(handle)
            .fetch_optional(conn)
            .await?;
    Ok(hash.and_then(|hash| hash.try_into().ok()))
}

/// Deletes all sessions of a person, except `but`.
pub async fn delete_of(conn: &mut Conn, user: UserId, but: Option<TokenHash>) -> Result<()> {
    query("delete from sessions where user_id = ?1 and token_hash is not ?2")
        .bind(user.0)
        .bind(but.map(Vec::from))
        .execute(conn)
        .await
}

/// Hashes of all sessions.
pub async fn all(conn: &mut Conn) -> Result<HashSet<TokenHash>> {
    let hashes: Vec<Vec<u8>> = query_scalar("select token_hash from sessions").fetch_all(conn).await?;
    Ok(hashes.into_iter().filter_map(|hash| hash.try_into().ok()).collect())
}

/// Corrects last uses after `now`, which a clock ahead of time recorded.
pub async fn bring_back(conn: &mut Conn, now: Millis) -> Result<()> {
    query("update sessions set used_at = ?1 where used_at > ?1").bind(now).execute(conn).await
}

/// Deletes a person's sessions that were unused for longest, except `but`, so that `most` remain. Returns their
/// hashes.
pub async fn delete_beyond(conn: &mut Conn, user: UserId, but: &TokenHash, most: usize) -> Result<Vec<TokenHash>> {
    let hashes: Vec<Vec<u8>> = query_scalar(
        "delete from sessions where token_hash in (
             select token_hash from sessions where user_id = ?1 and token_hash <> ?2
             order by used_at desc, handle limit -1 offset ?3)
         returning token_hash",
    )
    .bind(user.0)
    .bind(but.as_slice())
    .bind(i64::try_from(most).unwrap_or(i64::MAX) - 1)
    .fetch_all(conn)
    .await?;
    Ok(hashes.into_iter().filter_map(|hash| hash.try_into().ok()).collect())
}

/// Deletes sessions last used before `since`.
pub async fn delete_unused(conn: &mut Conn, since: Millis) -> Result<()> {
    query("delete from sessions where used_at <= ?1").bind(since).execute(conn).await
}
