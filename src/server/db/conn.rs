//! `Conn`: one connection to the database, inside or outside a transaction.

use super::Result;
use sqlx::{
    ConnectOptions, Connection, Sqlite, SqliteConnection, Transaction, pool::PoolConnection,
    sqlite::SqliteConnectOptions,
};

/// One connection to the database. Dropped, it goes back to where it came from, and what it has not committed is
/// rolled back.
#[derive(Debug)]
pub struct Conn(Kind);

#[derive(Debug)]
enum Kind {
    Own(SqliteConnection),
    Reader(PoolConnection<Sqlite>),
    Snapshot(Transaction<'static, Sqlite>),
}

impl Conn {
    /// A connection of its own.
    pub(super) async fn open(options: &SqliteConnectOptions) -> Result<Self> {
        Ok(options.connect().await?.into())
    }

    /// Closes a connection of its own. Any other is given back.
    ///
    /// # Errors
    /// When it cannot be closed well.
    pub async fn close(self) -> Result<()> {
        match self.0 {
            Kind::Own(conn) => Ok(conn.close().await?),
            Kind::Reader(_) | Kind::Snapshot(_) => Ok(()),
        }
    }
}

impl From<SqliteConnection> for Conn {
    fn from(conn: SqliteConnection) -> Self {
        Self(Kind::Own(conn))
    }
}

impl From<PoolConnection<Sqlite>> for Conn {
    fn from(conn: PoolConnection<Sqlite>) -> Self {
        Self(Kind::Reader(conn))
    }
}

impl From<Transaction<'static, Sqlite>> for Conn {
    fn from(conn: Transaction<'static, Sqlite>) -> Self {
        Self(Kind::Snapshot(conn))
    }
}

/// For the statements.
impl AsMut<SqliteConnection> for Conn {
    fn as_mut(&mut self) -> &mut SqliteConnection {
        match &mut self.0 {
            Kind::Own(conn) => conn,
            Kind::Reader(conn) => conn,
            Kind::Snapshot(conn) => conn,
        }
    }
}
