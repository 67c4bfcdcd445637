//! The table `recovery_codes`. It holds hashes of codes, never a code.

use super::{Conn, Result, query, query_scalar};
use crate::model::UserId;

/// SHA-256 of a code.
pub type CodeHash = [u8; 32];

/// Replaces all codes of a person.
pub async fn replace(conn: &mut Conn, user: UserId, hashes: &[CodeHash]) -> Result<()> {
    delete_of(&mut *conn, user).await?;
    for hash in hashes {
        query("insert into recovery_codes (user_id, code_hash) values (?1, ?2)")
            .bind(user.0)
            .bind(hash.as_slice())
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Number of a person's codes.
pub async fn left(conn: &mut Conn, user: UserId) -> Result<i64> {
    query_scalar("select count(*) from recovery_codes where user_id = ?1").bind(user.0).fetch_one(conn).await
}

/// Owner of a code, if it is one of the account with this username.
pub async fn owner(conn: &mut Conn, username_key: &str, hash: &CodeHash) -> Result<Option<UserId>> {
    let user: Option<i64> = query_scalar(
        "select users.id from users cross join recovery_codes on recovery_codes.user_id = users.id
         where users.username_key = ?1 and recovery_codes.code_hash = ?2",
    )
    .bind(username_key)
    .bind(hash.as_slice())
    .fetch_optional(conn)
    .await?;
    Ok(user.map(UserId))
}

/// Deletes a used code. Whether it was still there.
pub async fn take(conn: &mut Conn, user: UserId, hash: &CodeHash) -> Result<bool> {
    let changed = query("delete from recovery_codes where user_id = ?1 and code_hash = ?2")
        .bind(user.0)
        .bind(hash.as_slice())
        .changed(conn)
        .await?;
    Ok(changed > 0)
}

pub async fn delete_of(conn: &mut Conn, user: UserId) -> Result<()> {
    query("delete from recovery_codes where user_id = ?1").bind(user.0).execute(conn).await
}
