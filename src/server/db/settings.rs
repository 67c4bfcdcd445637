//! The table `settings`: settings and state of the site, by key.

use super::{Conn, Result, query, query_scalar};

pub async fn get(conn: &mut Conn, key: &str) -> Result<Option<String>> {
    query_scalar("select value from settings where key = ?1").bind(key).fetch_optional(conn).await
}

pub async fn set(conn: &mut Conn, key: &str, value: &str) -> Result<()> {
    query("insert into settings (key, value) values (?1, ?2) on conflict (key) do update set value = excluded.value")
        .bind(key)
        .bind(value)
        .execute(conn)
        .await
}

/// Stores a value unless the key has one. Returns the stored value.
pub async fn keep(conn: &mut Conn, key: &str, value: &str) -> Result<String> {
    query_scalar(
        "insert into settings (key, value) values (?1, ?2) on conflict (key) do update set value = value returning value",
    )
    .bind(key)
    .bind(value)
    .fetch_one(conn)
    .await
}
