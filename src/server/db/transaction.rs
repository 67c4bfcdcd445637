//! Transactions of the one who writes, and what SQLite says of its connection.

use super::{Conn, Result, taken_back};
use std::{future::Future, pin::Pin};

/// A future that borrows a connection.
pub type Borrowing<'c, T> = Pin<Box<dyn Future<Output = T> + Send + 'c>>;

/// Begins a transaction that may write, waiting its turn.
///
/// # Errors
/// When the turn does not come within five seconds.
pub(in crate::server) async fn begin(conn: &mut Conn) -> Result<()> {
    sqlx::query("begin immediate").execute(conn).await.map(drop)
}

/// Makes what was written since [`begin`] hold.
///
/// # Errors
/// When it cannot be made to last; then nothing of it does.
pub(in crate::server) async fn commit(conn: &mut Conn) -> Result<()> {
    sqlx::query("commit").execute(conn).await.map(drop)
}

/// Takes back what was written since [`begin`], if a transaction is open.
pub(in crate::server) async fn rollback(conn: &mut Conn) {
    drop(sqlx::query("rollback").execute(conn).await);
}

/// Changes when another connection has written to the file (SQLite's `data_version`); and how many
/// rows this one has written.
pub(in crate::server) async fn data_version(conn: &mut Conn) -> Result<(i64, i64)> {
    sqlx::query_as("select data_version, total_changes() from pragma_data_version").fetch_one(conn).await
}

/// Writes what is there already, to see whether anything can be written.
///
/// # Errors
/// When nothing can.
pub(in crate::server) async fn touch(conn: &mut Conn) -> Result<()> {
    sqlx::query("update place set value = value where key = 'epoch'").execute(conn).await.map(drop)
}

/// Lets SQLite learn from what was asked for, which it may write down.
pub(in crate::server) async fn optimize(conn: &mut Conn) -> Result<()> {
    sqlx::query("pragma optimize").execute(conn).await.map(drop)
}

/// Does something that is taken back alone when it fails. What comes of it; and whether the
/// transaction around it still stands, which SQLite ends by itself when the disk is full.
pub(in crate::server) async fn in_savepoint<T, F>(conn: &mut Conn, work: F) -> (Result<T>, Result<()>)
where
    F: for<'c> FnOnce(&'c mut Conn) -> Borrowing<'c, Result<T>>,
{
    if let Err(error) = sqlx::query("savepoint job").execute(&mut *conn).await {
        return (Err(taken_back(&error)), Err(error));
    }
    let outcome = work(&mut *conn).await;
    let undo = if outcome.is_ok() { "release job" } else { "rollback to job; release job" };
    let stands = sqlx::raw_sql(undo).execute(conn).await.map(drop);
    match (outcome, stands) {
        (Err(error), Err(_)) => {
            let cause = taken_back(&error);
            (Err(error), Err(cause))
        }
        both => both,
    }
}
