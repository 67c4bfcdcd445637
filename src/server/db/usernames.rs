//! The table `usernames`: every name that anybody has or has had. The store itself adds to it
//! whenever somebody takes a name.

use super::{Conn, Result, users::UserRow, users::user_columns};
use crate::model::{User, UserId, Username};

/// Whoever has or had this name, in any case.
pub async fn person(conn: &mut Conn, name: &Username) -> Result<Option<User>> {
    let row: Option<UserRow> = sqlx::query_as(concat!(
        "select ",
        user_columns!(),
        " from usernames join users on users.id = usernames.user_id where usernames.key = ?1
           and users.deleted_at is null"
    ))
    .bind(name.key())
    .fetch_optional(conn)
    .await?;
    Ok(row.map(User::from))
}

/// The names that a person has or had, without case.
pub async fn of(conn: &mut Conn, user: UserId) -> Result<Vec<String>> {
    sqlx::query_scalar("select key from usernames where user_id = ?1 order by key").bind(user.0).fetch_all(conn).await
}

/// How many names a person has or had.
pub async fn count(conn: &mut Conn, user: UserId) -> Result<i64> {
    sqlx::query_scalar("select count(*) from usernames where user_id = ?1").bind(user.0).fetch_one(conn).await
}
