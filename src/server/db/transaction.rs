//! Transactions and savepoints of the writer's connection, and the counters that SQLite keeps of its changes.

use super::{Conn, Error, Result, query, query_as};
use std::{future::Future, pin::Pin};

/// A future that borrows a connection.
pub type Borrowing<'c, T> = Pin<Box<dyn Future<Output = T> + Send + 'c>>;

/// Begins a writing transaction, waiting for its turn. Returns what [`data_version`] does: each statement on its own
/// costs a change of threads, so those that belong together go together.
///
/// # Errors
/// When the turn does not come within five seconds.
pub(in crate::server) async fn begin(conn: &mut Conn) -> Result<(i64, i64)> {
    query_as("begin immediate; select data_version, total_changes() from pragma_data_version").fetch_one(conn).await
}

/// Commits the transaction since [`begin`].
///
/// # Errors
/// When it cannot be made durable; then nothing of it is stored.
pub(in crate::server) async fn commit(conn: &mut Conn) -> Result<()> {
    query("commit").execute(conn).await
}

/// Rolls back the transaction since [`begin`], if one is open.
pub(in crate::server) async fn rollback(conn: &mut Conn) {
    drop(query("rollback").execute(conn).await);
}

/// SQLite's `data_version`, which changes when another connection writes to the file, and the number of rows
/// that this connection has written.
pub(in crate::server) async fn data_version(conn: &mut Conn) -> Result<(i64, i64)> {
    query_as("select data_version, total_changes() from pragma_data_version").fetch_one(conn).await
}

/// Tests whether the database can be written, with an update that changes nothing.
///
/// # Errors
/// When it cannot.
pub(in crate::server) async fn touch(conn: &mut Conn) -> Result<()> {
    query("update settings set value = value where key = 'epoch'").execute(conn).await
}

/// Lets SQLite update its query statistics.
pub(in crate::server) async fn optimize(conn: &mut Conn) -> Result<()> {
    query("pragma optimize").execute(conn).await
}

/// Runs `work` in a savepoint, which is rolled back if it fails. Returns its result, and whether the
/// surrounding transaction is still open: SQLite ends it by itself when the disk is full.
pub(in crate::server) async fn in_savepoint<T, F>(conn: &mut Conn, work: F) -> (Result<T>, Result<()>)
where
    F: for<'c> FnOnce(&'c mut Conn) -> Borrowing<'c, Result<T>>,
{
    if let Err(error) = query("savepoint job").execute(conn).await {
        return (Err(error.taken_back()), Err(error));
    }
    let outcome = work(&mut *conn).await;
    let undo = if outcome.is_ok() { "release job" } else { "rollback to job; release job" };
    let stands = sqlx::raw_sql(undo).execute(conn.as_mut()).await.map(drop).map_err(Error::from);
    match (outcome, stands) {
        (Err(error), Err(_)) => {
            let cause = error.taken_back();
            (Err(error), Err(cause))
        }
        both => both,
    }
}
