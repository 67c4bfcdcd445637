//! The table `users` for accounts and administration: passwords, roles, suspension, deletion.

use super::{Conn, Result, query, query_as, query_scalar, users};
use crate::model::{Millis, User, UserId, Username};
use std::collections::HashMap;

/// An account with what administrators see of it.
#[derive(Clone, Debug)]
pub struct Account {
    pub user: User,
    pub is_admin: bool,
    pub created_at: Millis,
    /// Whether it is suspended.
    pub suspended: bool,
}

type AccountRow = (i64, bool, Millis, bool);

/// Accounts by username, at most `most`, after the username `after`.
pub async fn after(conn: &mut Conn, after: &str, most: i64) -> Result<Vec<Account>> {
    let rows = query_as(
        "select id, is_admin, created_at, suspended_at is not null from users
         where username_key > ?1 and deleted_at is null order by username_key limit ?2",
    )
    .bind(after.to_ascii_lowercase())
    .bind(most)
    .fetch_all(conn)
    .await?;
    with_names(conn, rows).await
}

/// Accounts as [`after`], only those whose username or display name begins with `words`.
pub async fn beginning_with(conn: &mut Conn, words: &str, after: &str, most: i64) -> Result<Vec<Account>> {
    let rows = query_as(
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
    .fetch_all(conn)
    .await?;
    with_names(conn, rows).await
}

/// The account with this username.
pub async fn by_username(conn: &mut Conn, username: &Username) -> Result<Option<Account>> {
    let row: Option<AccountRow> =
        query_as("select id, is_admin, created_at, suspended_at is not null from users where username_key = ?1")
            .bind(username.key())
            .fetch_optional(conn)
            .await?;
    Ok(with_names(conn, row.into_iter().collect()).await?.pop())
}

/// The account with this id.
pub async fn by_id(conn: &mut Conn, user: UserId) -> Result<Option<Account>> {
    let row: Option<AccountRow> = query_as(
        "select id, is_admin, created_at, suspended_at is not null from users where id = ?1 and deleted_at is null",
    )
    .bind(user.0)
    .fetch_optional(conn)
    .await?;
    Ok(with_names(conn, row.into_iter().collect()).await?.pop())
}

/// An account's password hash.
pub async fn password_hash(conn: &mut Conn, user: UserId) -> Result<Option<String>> {
    query_scalar("select password_hash from users where id = ?1 and deleted_at is null")
        .bind(user.0)
        .fetch_optional(conn)
        .await
}

/// Sets a password hash and invalidates the other ways into the account: recovery codes, which somebody may
/// have made who knew the old password, and a reset link.
pub async fn set_password(conn: &mut Conn, user: UserId, password_hash: &str) -> Result<()> {
    recover(&mut *conn, user, password_hash).await?;
    query("update users set codes_at = null where id = ?1").bind(user.0).execute(conn).await?;
    super::recovery_codes::delete_of(conn, user).await
}

/// Sets a password hash after a recovery code was used. The other codes stay valid.
pub async fn recover(conn: &mut Conn, user: UserId, password_hash: &str) -> Result<()> {
    query("update users set password_hash = ?2 where id = ?1 and deleted_at is null")
        .bind(user.0)
        .bind(password_hash)
        .execute(conn)
        .await?;
    super::reset_links::delete_of(conn, user).await
}

/// Gives or takes the role of administrator.
pub async fn set_admin(conn: &mut Conn, user: UserId, is_admin: bool) -> Result<()> {
    query("update users set is_admin = ?2 where id = ?1 and deleted_at is null")
        .bind(user.0)
        .bind(is_admin)
        .execute(conn)
        .await
}

/// Suspends an account: its sessions end, and its reset link becomes invalid.
pub async fn suspend(conn: &mut Conn, user: UserId, now: Millis) -> Result<()> {
    query("update users set suspended_at = ?2 where id = ?1 and suspended_at is null and deleted_at is null")
        .bind(user.0)
        .bind(now)
        .execute(conn)
        .await?;
    super::reset_links::delete_of(&mut *conn, user).await?;
    super::sessions::delete_of(conn, user, None).await
}

/// Lifts a suspension.
pub async fn unsuspend(conn: &mut Conn, user: UserId) -> Result<()> {
    query("update users set suspended_at = null where id = ?1").bind(user.0).execute(conn).await
}

/// Whether an account is suspended.
pub async fn is_suspended(conn: &mut Conn, user: UserId) -> Result<bool> {
    query_scalar("select exists (select 1 from users where id = ?1 and suspended_at is not null)")
        .bind(user.0)
        .fetch_one(conn)
        .await
}

/// Whether this is an administrator, and no other administrator can sign in.
pub async fn is_last_admin(conn: &mut Conn, user: UserId) -> Result<bool> {
    query_scalar(
        "select exists (select 1 from users where id = ?1 and is_admin = 1)
            and not exists (select 1 from users where is_admin = 1 and id <> ?1 and suspended_at is null)",
    )
    .bind(user.0)
    .fetch_one(conn)
    .await
}

/// Whether this account was made after `since`, and its owner has not been asked about recovery codes yet.
pub async fn is_new(conn: &mut Conn, user: UserId, since: Millis) -> Result<bool> {
    query_scalar("select exists (select 1 from users where id = ?1 and codes_at is null and created_at > ?2)")
        .bind(user.0)
        .bind(since)
        .fetch_one(conn)
        .await
}

/// Records that the person accepted or declined the offer of recovery codes.
pub async fn answer_codes(conn: &mut Conn, user: UserId, now: Millis) -> Result<()> {
    query("update users set codes_at = ?2 where id = ?1").bind(user.0).bind(now).execute(conn).await
}

/// Anonymizes a deleted account. Its username stays taken. The username that it gets instead contains `~`, so
/// nobody can choose it or sign in with it.
pub async fn anonymize(conn: &mut Conn, user: UserId, name: &str, now: Millis) -> Result<()> {
    query(
        "update users set username = 'deleted~' || id, username_key = 'deleted~' || id, name = ?2, password_hash = '',
                          is_admin = 0, codes_at = null, suspended_at = null, deleted_at = ?3, rev = rev + 1, picture = 0, status = '',
                          emoji = '', zone = '', status_until = null, quiet_until = null, theme = 'system', by_activity = 0, enter_key = 'device'
         where id = ?1",
    )
    .bind(user.0)
    .bind(name)
    .bind(now)
    .execute(conn)
    .await?;
    super::recovery_codes::delete_of(&mut *conn, user).await?;
    query("delete from quiet_hours where user_id = ?1").bind(user.0).execute(conn).await?;
    query("delete from notify_defaults where user_id = ?1").bind(user.0).execute(conn).await?;
    query("delete from deleted_members where user_id = ?1").bind(user.0).execute(conn).await?;
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
