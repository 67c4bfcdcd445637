//! Transactions and savepoints of the writer's connection, and the counters that SQLite keeps of its changes.

use super::{Conn, Result, taken_back};
use std::{future::Future, pin::Pin};

/// A future that borrows a connection.
pub type Borrowing<'c, T> = Pin<Box<dyn Future<Output = T> + Send + 'c>>;

/// Begins a writing transaction, waiting for its turn.
///
/// # Errors
/// When the turn does not come within five seconds.
pub(in crate::server) async fn begin(conn: &mut Conn) -> Result<()> {
    sqlx::query("begin immediate").execute(conn).await.map(drop)
}

/// Commits the transaction since [`begin`].
///
/// # Errors
/// When it cannot be made durable; then nothing of it is stored.
pub(in crate::server) async fn commit(conn: &mut Conn) -> Result<()> {
    sqlx::query("commit").execute(conn).await.map(drop)
}

/// Rolls back the transaction since [`begin`], if one is open.
pub(in crate::server) async fn rollback(conn: &mut Conn) {
    drop(sqlx::query("rollback").execute(conn).await);
}

/// SQLite's `data_version`, which changes when another connection writes to the file, and the number of rows
/// that this connection has written.
pub(in crate::server) async fn data_version(conn: &mut Conn) -> Result<(i64, i64)> {
    sqlx::query_as("select data_version, total_changes() from pragma_data_version").fetch_one(conn).await
}

/// Tests whether the database can be written, with an update that changes nothing.
///
/// # Errors
/// When it cannot.
pub(in crate::server) async fn touch(conn: &mut Conn) -> Result<()> {
    sqlx::query("update settings set value = value where key = 'epoch'").execute(conn).await.map(drop)
}

/// Lets SQLite update its query statistics.
pub(in crate::server) async fn optimize(conn: &mut Conn) -> Result<()> {
    sqlx::query("pragma optimize").execute(conn).await.map(drop)
}

/// Runs `work` in a savepoint, which is rolled back if it fails. Returns its result, and whether the
/// surrounding transaction is still open: SQLite ends it by itself when the disk is full.
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
