//! `Db`: opening the database file, migrating it, and its connections.

use super::{
    Conn, Error, create,
    head::Head,
    keep,
    look::{self, Check},
    open_error::{OpenError, Unusable},
    query_scalar,
};
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{fs, path::Path, sync::Arc, time::Duration};

/// File name of the database in the data folder.
pub const FILE: &str = "roost.db";
/// Size to which SQLite truncates the WAL once all of it is in the database.
const LOG_BYTES: u32 = 16 * 1024 * 1024;
/// Oldest SQLite that is safe: earlier ones can corrupt a WAL that two connections write and checkpoint at once.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);
/// Reading connections: more than the cores can serve at once would only wait.
const READERS: u32 = 4;

pub(super) static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// The database: a pool of reading connections, and the options for the writer's.
#[derive(Clone, Debug)]
pub struct Db {
    readers: SqlitePool,
    options: SqliteConnectOptions,
    head: Arc<Head>,
}

impl Db {
    /// Whether a folder contains a database.
    #[must_use]
    pub fn is_in(folder: &Path) -> bool {
        folder.join(FILE).exists()
    }

    /// Opens `roost.db` in the folder, creating both if they are missing. The caller holds the folder's lock,
    /// and allows no write before the returned check, if there is one, has run.
    ///
    /// # Errors
    /// When the file is empty, truncated, damaged, another program's, from a newer Roost, or cannot be written.
    /// It is then left unchanged.
    pub async fn open(folder: &Path) -> Result<(Self, Option<Check>), OpenError> {
        let path = folder.join(FILE);
        let refused = |why| OpenError::new(&path, why);
        fs::create_dir_all(folder).and_then(|()| create::clear(&path)).map_err(|error| refused(error.into()))?;
        if !path.exists() {
            create::make(&path).await.map_err(refused)?;
        }
        let found = look::at(&path).await.map_err(refused)?;
        let check = Check::of(&path);
        // Migrations and the epoch are written at once, so such a file is checked before.
        let can_wait = found.is_large && !found.is_behind && Head::agrees(&path, found.position.as_ref());
        if !can_wait {
            check.run().await?;
        }
        let options = options(&path);
        if found.is_behind {
            keep::copy(&options, &path).await.map_err(|error| refused(Unusable::NotCopied(error)))?;
        }
        let head = prepare(&options, &path).await.map_err(refused)?;
        Ok((Self::over(options, head), can_wait.then_some(check)))
    }

    /// Opens the database of a folder whose lock another Roost process holds.
    ///
    /// # Errors
    /// When there is none, or it is not of this version.
    pub async fn join(folder: &Path) -> Result<Self, OpenError> {
        let path = folder.join(FILE);
        let options = options(&path).create_if_missing(false);
        let head = async {
            let mut conn = Conn::open(&options).await.map_err(Unusable::Unreadable)?;
            let found = look::judge(&mut conn).await;
            conn.close().await.map_err(Unusable::Unreadable)?;
            let position = found?.ok_or(Unusable::UsedByOther)?;
            Ok(Head::open(&path, position.epoch)?)
        };
        let head = head.await.map_err(|why: Unusable| OpenError::new(&path, why))?;
        Ok(Self::over(options, head))
    }

    fn over(options: SqliteConnectOptions, head: Head) -> Self {
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(Duration::from_secs(10))
            .test_before_acquire(false)
            .connect_lazy_with(options.clone().pragma("query_only", "on"));
        Self { readers, options, head: Arc::new(head) }
    }

    /// A reading connection.
    ///
    /// # Errors
    /// When none is free within ten seconds.
    pub async fn read(&self) -> Result<Conn, Error> {
        Ok(self.readers.acquire().await?.into())
    }

    /// A reading connection in a transaction: all of its reads see one state.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn snapshot(&self) -> Result<Conn, Error> {
        Ok(self.readers.begin().await?.into())
    }

    /// A writing connection. SQLite allows one writer at a time.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub async fn writer(&self) -> Result<Conn, Error> {
        Conn::open(&self.options).await
    }

    /// Id of this database: made at its creation, and again after a restore from a copy.
    pub async fn epoch(&self) -> Result<String, Error> {
        query_scalar("select value from settings where key = 'epoch'").fetch_one(&mut self.read().await?).await
    }

    /// The note in which the writer records its commits.
    pub(in crate::server) fn head(&self) -> Arc<Head> {
        Arc::clone(&self.head)
    }

    /// Closes the readers, after which SQLite can remove the WAL.
    pub async fn close(&self) {
        self.readers.close().await;
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("secure_delete", "on")
        .pragma("journal_size_limit", LOG_BYTES.to_string())
}

/// Migrates the file and settles its epoch.
async fn prepare(options: &SqliteConnectOptions, path: &Path) -> Result<Head, Unusable> {
    let mut conn = Conn::open(options).await?;
    let version: String = query_scalar("select sqlite_version()").fetch_one(&mut conn).await?;
    if parse_version(&version) < Some(OLDEST_SQLITE) {
        return Err(Unusable::OldSqlite(version));
    }
    MIGRATIONS.run(conn.as_mut()).await?;
    let head = Head::settle(&mut conn, path).await?;
    conn.close().await?;
    Ok(head)
}

fn parse_version(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}
