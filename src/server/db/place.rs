//! The table `place`: what is true of the whole place.

use super::{Conn, Result};

/// # Errors
/// As the store's.
pub async fn get(conn: &mut Conn, key: &str) -> Result<Option<String>> {
    sqlx::query_scalar("select value from place where key = ?1").bind(key).fetch_optional(conn).await
}

/// # Errors
/// As the store's.
pub async fn set(conn: &mut Conn, key: &str, value: &str) -> Result<()> {
    sqlx::query("insert into place (key, value) values (?1, ?2) on conflict (key) do update set value = excluded.value")
        .bind(key)
        .bind(value)
        .execute(conn)
        .await
        .map(drop)
}
