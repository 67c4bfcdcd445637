//! SQL statements: a text, the values bound to it, and the type that its rows are read as.

use super::{Conn, Result};
use sqlx::{
    Encode, FromRow, SqlSafeStr, Sqlite, Type,
    query::Query,
    sqlite::{SqliteArguments, SqliteRow},
};

/// A statement, and how a row of it is read.
#[must_use = "it does nothing before it is run"]
pub(super) struct Statement<R> {
    query: Query<'static, Sqlite, SqliteArguments>,
    read: R,
}

/// A statement without rows.
pub(super) fn query(sql: impl SqlSafeStr) -> Statement<()> {
    Statement { query: sqlx::query(sql), read: () }
}

/// A statement whose rows are read by the names, or in a tuple by the order, of their columns.
pub(super) fn query_as<T>(sql: impl SqlSafeStr) -> Statement<impl FnMut(SqliteRow) -> sqlx::Result<T> + Send>
where
    T: for<'r> FromRow<'r, SqliteRow>,
{
    Statement { query: sqlx::query(sql), read: |row: SqliteRow| T::from_row(&row) }
}

/// A statement of one column.
pub(super) fn query_scalar<T>(sql: impl SqlSafeStr) -> Statement<impl FnMut(SqliteRow) -> sqlx::Result<T> + Send>
where
    (T,): for<'r> FromRow<'r, SqliteRow>,
{
    Statement { query: sqlx::query(sql), read: |row: SqliteRow| <(T,)>::from_row(&row).map(|(value,)| value) }
}

impl<R> Statement<R> {
    /// Binds the next value: the first to `?1`.
    pub(super) fn bind<'v>(self, value: impl Encode<'v, Sqlite> + Type<Sqlite>) -> Self {
        Self { query: self.query.bind(value), ..self }
    }
}

impl Statement<()> {
    pub(super) async fn execute(self, conn: &mut Conn) -> Result<()> {
        self.changed(conn).await.map(drop)
    }

    /// Executes it and returns how many rows it changed.
    pub(super) async fn changed(self, conn: &mut Conn) -> Result<u64> {
        Ok(self.query.execute(conn.as_mut()).await?.rows_affected())
    }
}

impl<T, R> Statement<R>
where
    R: FnMut(SqliteRow) -> sqlx::Result<T> + Send,
    T: Send + Unpin,
{
    /// The first row.
    ///
    /// # Errors
    /// [`super::Error::Missing`] without one.
    pub(super) async fn fetch_one(self, conn: &mut Conn) -> Result<T> {
        Ok(self.query.try_map(self.read).fetch_one(conn.as_mut()).await?)
    }

    /// The first row, if there is one.
    pub(super) async fn fetch_optional(self, conn: &mut Conn) -> Result<Option<T>> {
        Ok(self.query.try_map(self.read).fetch_optional(conn.as_mut()).await?)
    }

    /// All rows.
    pub(super) async fn fetch_all(self, conn: &mut Conn) -> Result<Vec<T>> {
        Ok(self.query.try_map(self.read).fetch_all(conn.as_mut()).await?)
    }
}
