//! The table `invitations`. It holds hashes of tokens, never a token.

use super::{Conn, Result, query, query_as, query_scalar};
use crate::model::{Millis, UserId};
use sqlx::FromRow;

/// A usable invitation. It stays usable only while its maker is an administrator.
#[derive(Clone, Debug, FromRow)]
pub struct Invitation {
    pub id: i64,
    /// May be empty.
    pub name: String,
    pub expires_at: Millis,
    /// Remaining uses; `None` without a limit.
    pub uses_left: Option<i64>,
    pub used: i64,
    /// Display name of the maker.
    pub maker: String,
}

/// Deletes invitations that ended before a moment. Of those that are used up only the time of their creation is known.
pub async fn forget_ended(conn: &mut Conn, before: Millis) -> Result<()> {
    query("delete from invitations where expires_at <= ?1 or (uses_left = 0 and made_at <= ?1)")
        .bind(before)
        .execute(conn)
        .await
}

/// An invitation to be stored.
#[derive(Debug)]
pub struct NewInvitation {
    pub by: UserId,
    pub name: String,
    pub token_hash: [u8; 32],
    pub made_at: Millis,
    pub expires_at: Millis,
    pub uses: Option<i64>,
}

/// Stores a new invitation.
pub async fn insert(conn: &mut Conn, new: NewInvitation) -> Result<()> {
    query(
        "insert into invitations (token_hash, made_by, name, made_at, expires_at, uses_left)
         values (?1, ?2, ?3, ?4, ?5, ?6)",
    )
    .bind(new.token_hash.as_slice())
    .bind(new.by.0)
    .bind(new.name)
    .bind(new.made_at)
    .bind(new.expires_at)
    .bind(new.uses)
    .execute(conn)
    .await
}

/// Usable invitations, the newest first.
pub async fn usable(conn: &mut Conn, now: Millis, most: i64) -> Result<Vec<Invitation>> {
    query_as(
        "select invitations.id, invitations.name, expires_at, uses_left, used, users.name as maker
         from invitations join users on users.id = invitations.made_by
         where expires_at > ?1 and uses_left is not 0 and is_admin = 1 and suspended_at is null order by invitations.id desc limit ?2",
    )
    .bind(now)
    .bind(most)
    .fetch_all(conn)
    .await
}

/// Whether an account can be created with it.
pub async fn is_usable(conn: &mut Conn, hash: &[u8; 32], now: Millis) -> Result<bool> {
    query_scalar(
        "select exists (select 1 from invitations
                        where token_hash = ?1 and expires_at > ?2 and uses_left is not 0
                          and exists (select 1 from users
                                      where users.id = made_by and is_admin = 1 and suspended_at is null))",
    )
    .bind(hash.as_slice())
    .bind(now)
    .fetch_one(conn)
    .await
}

/// Takes one use. Whether there was one.
pub async fn take(conn: &mut Conn, hash: &[u8; 32], now: Millis) -> Result<bool> {
    let changed = query(
        "update invitations set uses_left = uses_left - 1, used = used + 1
         where token_hash = ?1 and expires_at > ?2 and uses_left is not 0
           and exists (select 1 from users where users.id = made_by and is_admin = 1 and suspended_at is null)",
    )
    .bind(hash.as_slice())
    .bind(now)
    .changed(conn)
    .await?;
    Ok(changed > 0)
}

/// Whether there is one with this token, ended or not.
pub async fn exists(conn: &mut Conn, hash: &[u8; 32]) -> Result<bool> {
    query_scalar("select exists (select 1 from invitations where token_hash = ?1)")
        .bind(hash.as_slice())
        .fetch_one(conn)
        .await
}

/// Ends an invitation.
pub async fn end(conn: &mut Conn, id: i64, now: Millis) -> Result<()> {
    query("update invitations set expires_at = ?2 where id = ?1 and expires_at > ?2")
        .bind(id)
        .bind(now)
        .execute(conn)
        .await
}
