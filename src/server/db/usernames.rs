//! The table `usernames`: all current and old usernames.

use super::{Conn, Result, query, query_as, query_scalar, users::UserRow, users::user_columns};
use crate::model::{User, UserId, Username};

/// Records that a person has a username: from now on nobody else can take it.
///
/// # Errors
/// [`super::Error::Taken`] when it is another person's, now or before.
pub async fn take(conn: &mut Conn, user: UserId, name: &Username) -> Result<()> {
    query(
        "insert into usernames (key, user_id)
         select ?1, ?2 where not exists (select 1 from usernames where key = ?1 and user_id = ?2)",
    )
    .bind(name.key())
    .bind(user.0)
    .execute(conn)
    .await
}

/// The person who has or had this username, in any case.
pub async fn person(conn: &mut Conn, name: &Username) -> Result<Option<User>> {
    let row: Option<UserRow> = query_as(concat!(
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

/// A person's current and old usernames, in lower case.
pub async fn of(conn: &mut Conn, user: UserId) -> Result<Vec<String>> {
    query_scalar("select key from usernames where user_id = ?1 order by key").bind(user.0).fetch_all(conn).await
}

/// Number of a person's current and old usernames.
pub async fn count(conn: &mut Conn, user: UserId) -> Result<i64> {
    query_scalar("select count(*) from usernames where user_id = ?1").bind(user.0).fetch_one(conn).await
}
