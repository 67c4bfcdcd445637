//! The table `reset_links`. It holds hashes of tokens, never a token.

use super::{Conn, Result, query, query_scalar};
use crate::model::{Millis, UserId};

/// Stores a person's reset link in place of an earlier one.
pub async fn put(conn: &mut Conn, user: UserId, hash: &[u8; 32], expires_at: Millis) -> Result<()> {
    query("insert or replace into reset_links (user_id, token_hash, expires_at) values (?1, ?2, ?3)")
        .bind(user.0)
        .bind(hash.as_slice())
        .bind(expires_at)
        .execute(conn)
        .await
}

/// Account of a reset link that has not expired.
pub async fn find(conn: &mut Conn, hash: &[u8; 32], now: Millis) -> Result<Option<UserId>> {
    let user: Option<i64> = query_scalar("select user_id from reset_links where token_hash = ?1 and expires_at > ?2")
        .bind(hash.as_slice())
        .bind(now)
        .fetch_optional(conn)
        .await?;
    Ok(user.map(UserId))
}

pub async fn delete_of(conn: &mut Conn, user: UserId) -> Result<()> {
    query("delete from reset_links where user_id = ?1").bind(user.0).execute(conn).await
}
