//! The table `users` as account holders and administrators see it: passwords, roles, endings.

use super::{Conn, Result, users};
use crate::model::{Millis, User, UserId, Username};
use std::collections::HashMap;

/// An account as administrators see it.
#[derive(Clone, Debug)]
pub struct Account {
    pub user: User,
    pub is_admin: bool,
    pub created_at: Millis,
    /// Whether nobody can sign in to it.
    pub suspended: bool,
}

type AccountRow = (i64, bool, Millis, bool);

/// Accounts by username, at most `most`, after the one with this name.
pub async fn after(conn: &mut Conn, after: &str, most: i64) -> Result<Vec<Account>> {
    let rows = sqlx::query_as(
        "select id, is_admin, created_at, suspended_at is not null from users
         where username_key > ?1 and deleted_at is null order by username_key limit ?2",
    )
    .bind(after.to_ascii_lowercase())
    .bind(most)
    .fetch_all(&mut *conn)
    .await?;
    with_names(conn, rows).await
}

/// Those of them whose username or display name begins with `words`.
pub async fn beginning_with(conn: &mut Conn, words: &str, after: &str, most: i64) -> Result<Vec<Account>> {
    let rows = sqlx::query_as(
        "select id, is_admin, created_at, suspended_at is not null from users
         where id in (select id from users where username_key >= ?1 and username_key < ?1 || char(0x10ffff)
                      union
                      select id from users where name collate nocase >= ?1
                                             and name collate nocase < ?1 || char(0x10ffff))
           and +username_key > ?2 and deleted_at is null order by +username_key limit ?3",
    )
    .bind(words.to_ascii_lowercase())
    .bind(after.to_ascii_lowercase())
    .bind(most)
    .fetch_all(&mut *conn)
    .await?;
    with_names(conn, rows).await
}

/// The account of this name.
pub async fn by_username(conn: &mut Conn, username: &Username) -> Result<Option<Account>> {
    let row: Option<AccountRow> =
        sqlx::query_as("select id, is_admin, created_at, suspended_at is not null from users where username_key = ?1")
            .bind(username.key())
            .fetch_optional(&mut *conn)
            .await?;
    Ok(with_names(conn, row.into_iter().collect()).await?.pop())
}

/// The account of this id.
pub async fn by_id(conn: &mut Conn, user: UserId) -> Result<Option<Account>> {
    let row: Option<AccountRow> = sqlx::query_as(
        "select id, is_admin, created_at, suspended_at is not null from users where id = ?1 and deleted_at is null",
    )
    .bind(user.0)
    .fetch_optional(&mut *conn)
    .await?;
    Ok(with_names(conn, row.into_iter().collect()).await?.pop())
}

/// The hash of an account's password.
pub async fn password_hash(conn: &mut Conn, user: UserId) -> Result<Option<String>> {
    sqlx::query_scalar("select password_hash from users where id = ?1 and deleted_at is null")
        .bind(user.0)
        .fetch_optional(conn)
        .await
}

/// Sets a password's hash. What else could lead into the account is worth nothing any more: codes
/// that somebody made who knew the old one, and a link for a lost one.
pub async fn set_password(conn: &mut Conn, user: UserId, password_hash: &str) -> Result<()> {
    recover(&mut *conn, user, password_hash).await?;
    sqlx::query("update users set codes_at = null where id = ?1").bind(user.0).execute(&mut *conn).await?;
    super::recovery_codes::delete_of(conn, user).await
}

/// Sets a password's hash for somebody who has used one of their codes: the others still hold.
pub async fn recover(conn: &mut Conn, user: UserId, password_hash: &str) -> Result<()> {
    sqlx::query("update users set password_hash = ?2 where id = ?1 and deleted_at is null")
        .bind(user.0)
        .bind(password_hash)
        .execute(&mut *conn)
        .await?;
    super::reset_links::delete_of(conn, user).await
}

/// Makes an account an administrator, or one no longer.
pub async fn set_admin(conn: &mut Conn, user: UserId, is_admin: bool) -> Result<()> {
    sqlx::query("update users set is_admin = ?2 where id = ?1 and deleted_at is null")
        .bind(user.0)
        .bind(is_admin)
        .execute(conn)
        .await
        .map(drop)
}

/// Lets nobody into an account any more: its sessions end, and a link for a new password with them.
pub async fn suspend(conn: &mut Conn, user: UserId, now: Millis) -> Result<()> {
    sqlx::query("update users set suspended_at = ?2 where id = ?1 and suspended_at is null and deleted_at is null")
        .bind(user.0)
        .bind(now)
        .execute(&mut *conn)
        .await?;
    super::reset_links::delete_of(&mut *conn, user).await?;
    super::sessions::delete_of(conn, user, None).await
}

/// Lets people into an account again.
pub async fn lift(conn: &mut Conn, user: UserId) -> Result<()> {
    sqlx::query("update users set suspended_at = null where id = ?1").bind(user.0).execute(conn).await.map(drop)
}

/// Whether nobody is let into an account.
pub async fn is_suspended(conn: &mut Conn, user: UserId) -> Result<bool> {
    sqlx::query_scalar("select exists (select 1 from users where id = ?1 and suspended_at is not null)")
        .bind(user.0)
        .fetch_one(conn)
        .await
}

/// Whether this is an administrator, and the place has no other who can sign in.
pub async fn is_last_admin(conn: &mut Conn, user: UserId) -> Result<bool> {
    sqlx::query_scalar(
        "select exists (select 1 from users where id = ?1 and is_admin = 1)
            and not exists (select 1 from users where is_admin = 1 and id <> ?1 and suspended_at is null)",
    )
    .bind(user.0)
    .fetch_one(conn)
    .await
}

/// Notes that the person has said yes or no to recovery codes.
pub async fn answer_codes(conn: &mut Conn, user: UserId, now: Millis) -> Result<()> {
    sqlx::query("update users set codes_at = ?2 where id = ?1").bind(user.0).bind(now).execute(conn).await.map(drop)
}

/// Takes everything that says who it was from an account. Its username is kept from others. The name
/// it gets instead is none that anybody could choose or sign in with.
pub async fn bury(conn: &mut Conn, user: UserId, name: &str, now: Millis) -> Result<()> {
    sqlx::query(
        "update users set username = 'deleted~' || id, username_key = 'deleted~' || id, name = ?2, password_hash = '',
                          is_admin = 0, codes_at = null, suspended_at = null, deleted_at = ?3, rev = rev + 1, picture = 0, status = '',
                          emoji = '', zone = ''
         where id = ?1",
    )
    .bind(user.0)
    .bind(name)
    .bind(now)
    .execute(&mut *conn)
    .await?;
    super::recovery_codes::delete_of(&mut *conn, user).await?;
    sqlx::query("delete from quiet_hours where user_id = ?1").bind(user.0).execute(&mut *conn).await?;
    sqlx::query("delete from notify_usual where user_id = ?1").bind(user.0).execute(&mut *conn).await?;
    sqlx::query("delete from deleted_members where user_id = ?1").bind(user.0).execute(&mut *conn).await?;
    super::reset_links::delete_of(&mut *conn, user).await?;
    super::sessions::delete_of(conn, user, None).await
}

async fn with_names(conn: &mut Conn, rows: Vec<AccountRow>) -> Result<Vec<Account>> {
    let people = users::by_ids(conn, rows.iter().map(|(id, ..)| UserId(*id))).await?;
    let mut people: HashMap<UserId, User> = people.into_iter().map(|user| (user.id, user)).collect();
    let accounts = rows.into_iter().filter_map(|(id, is_admin, created_at, suspended)| {
        people.remove(&UserId(id)).map(|user| Account { user, is_admin, created_at, suspended })
    });
    Ok(accounts.collect())
}
