//! The database file: refusing what is not ours, opening what is, bringing it up to date.

use super::{
    Conn, Error,
    create::{self, beside},
};
use sqlx::{
    ConnectOptions, Connection, SqlitePool, Transaction,
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    fmt, fs, io,
    io::Read,
    path::{Path, PathBuf},
    time::Duration,
};

/// "Roos" in the file's header, at offset 68 (SQLite file format, section 1.3).
const APPLICATION_ID: u32 = 1_383_034_739;
/// Earlier ones can corrupt a WAL that two connections write and checkpoint at once.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);
/// Reading connections: more than the cores can serve at once would only wait.
const READERS: u32 = 4;

pub(super) static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// The database: connections that read, and one for the one who writes.
#[derive(Clone, Debug)]
pub struct Db {
    readers: SqlitePool,
    options: SqliteConnectOptions,
}

/// Why the database cannot be used. Names the file; the file was left alone.
#[derive(Debug)]
pub struct OpenError {
    path: PathBuf,
    why: String,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.why)
    }
}

impl std::error::Error for OpenError {}

impl Db {
    /// Opens `roost.db` in the folder, making both where they do not exist.
    ///
    /// # Errors
    /// When the file is empty, cut short, another program's, from a newer Roost, or cannot be
    /// written. It is then left as it was.
    pub async fn open(folder: &Path) -> Result<Self, OpenError> {
        let path = folder.join("roost.db");
        let refused = |why: &dyn fmt::Display| OpenError { path: path.clone(), why: why.to_string() };
        fs::create_dir_all(folder).map_err(|error| refused(&error))?;
        create::clear(&path).map_err(|error| refused(&error))?;
        if !path.exists() {
            create::make(&path).await.map_err(|why| refused(&why))?;
        }
        look_at(&path).map_err(|why| refused(&why))?;
        judge_unopened(&path).await.map_err(|why| refused(&why))?;
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .pragma("secure_delete", "on")
            .optimize_on_close(true, None);
        let mut conn = options.connect().await.map_err(|error| refused(&error))?;
        let version: String = sqlx::query_scalar("select sqlite_version()")
            .fetch_one(&mut conn)
            .await
            .map_err(|error| refused(&error))?;
        if parse_version(&version) < Some(OLDEST_SQLITE) {
            return Err(refused(&format!("SQLite {version} is too old to be trusted with it")));
        }
        MIGRATIONS.run(&mut conn).await.map_err(|error| refused(&error))?;
        conn.close().await.map_err(|error| refused(&error))?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(Duration::from_secs(10))
            .test_before_acquire(false)
            // Optimising writes: a reader that tried would fail, and then close without being waited for.
            .connect_lazy_with(options.clone().pragma("query_only", "on").optimize_on_close(false, None));
        Ok(Self { readers, options })
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// When none is free for ten seconds.
    pub async fn read(&self) -> Result<PoolConnection<sqlx::Sqlite>, Error> {
        self.readers.acquire().await
    }

    /// A connection for reading on which everything is seen as of one moment.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn snapshot(&self) -> Result<Transaction<'static, sqlx::Sqlite>, Error> {
        self.readers.begin().await
    }

    /// A connection of one's own for writing. SQLite lets one write at a time.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub async fn writer(&self) -> Result<Conn, Error> {
        self.options.connect().await
    }

    /// What tells this database from any other: made with it, and anew when it is restored.
    ///
    /// # Errors
    /// As the store's.
    pub async fn epoch(&self) -> Result<String, Error> {
        let mut conn = self.read().await?;
        sqlx::query_scalar("select value from place where key = 'epoch'").fetch_one(&mut *conn).await
    }

    /// Closes the readers, which lets SQLite tidy the file.
    pub async fn close(&self) {
        self.readers.close().await;
    }
}

/// Begins a transaction that may write, waiting its turn.
///
/// # Errors
/// When the turn does not come within five seconds.
pub(in crate::server) async fn begin(conn: &mut Conn) -> Result<(), Error> {
    sqlx::query("begin immediate").execute(conn).await.map(drop)
}

/// Makes what was written since [`begin`] hold.
///
/// # Errors
/// When it cannot be made to last; then nothing of it does.
pub(in crate::server) async fn commit(conn: &mut Conn) -> Result<(), Error> {
    sqlx::query("commit").execute(conn).await.map(drop)
}

/// Changes when another connection has written to the file (SQLite's `data_version`).
///
/// # Errors
/// As the store's.
pub(in crate::server) async fn data_version(conn: &mut Conn) -> Result<i64, Error> {
    sqlx::query_scalar("select data_version from pragma_data_version").fetch_one(conn).await
}

fn parse_version(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}

/// Looks at the first bytes of the file before SQLite is let near it.
fn look_at(path: &Path) -> Result<(), String> {
    let mut header = [0_u8; 100];
    let mut file = fs::File::open(path).map_err(|error| error.to_string())?;
    let length = file.metadata().map_err(|error| error.to_string())?.len();
    if length == 0 {
        return Err("is empty; move it away to start anew, or put a copy back".to_owned());
    }
    match file.read_exact(&mut header) {
        Ok(()) if header.starts_with(b"SQLite format 3\0") => {}
        Ok(()) => return Err("is not a database".to_owned()),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return Err("is not a database".to_owned());
        }
        Err(error) => return Err(error.to_string()),
    }
    fs::OpenOptions::new().append(true).open(path).map_err(|error| format!("cannot be written ({error})"))?;
    let number = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    // What was committed last may still be in the log beside the file: then its header is old.
    if has_log(path) {
        return Ok(());
    }
    let page_size = match u64::from(u16::from_be_bytes([header[16], header[17]])) {
        1 => 65_536,
        size => size,
    };
    if length < page_size * u64::from(number(28)) {
        return Err("is cut short; put a copy back".to_owned());
    }
    Ok(())
}

fn has_log(path: &Path) -> bool {
    fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0)
}

/// Looks, without writing, whether the file is ours and which migrations it has had.
async fn judge_unopened(path: &Path) -> Result<(), String> {
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(Duration::from_secs(5));
    // With nothing in the log the file is all there is, and nothing has to be laid beside it.
    let options = if has_log(path) { options.read_only(true) } else { options.immutable(true) };
    let mut conn = options.connect().await.map_err(damaged)?;
    let judged = judge(&mut conn).await;
    conn.close().await.map_err(damaged)?;
    judged
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn damaged(error: Error) -> String {
    format!("cannot be read ({error}); put a copy back")
}

async fn judge(conn: &mut Conn) -> Result<(), String> {
    let (id, others, migrations): (i64, i64, i64) = sqlx::query_as(
        "select (select application_id from pragma_application_id),
                (select count(*) from sqlite_schema where tbl_name <> '_sqlx_migrations'),
                (select count(*) from sqlite_schema where name = '_sqlx_migrations')",
    )
    .fetch_one(&mut *conn)
    .await
    .map_err(damaged)?;
    let newest: Option<i64> = match migrations {
        0 => None,
        _ => sqlx::query_scalar("select max(version) from _sqlx_migrations").fetch_one(conn).await.map_err(damaged)?,
    };
    // What holds no table is new.
    if others == 0 && newest.is_none() {
        return Ok(());
    }
    if id != i64::from(APPLICATION_ID) {
        return Err("is another program's database".to_owned());
    }
    let known = MIGRATIONS.iter().map(|migration| migration.version).max();
    if newest > known {
        return Err("was written by a newer Roost; use that one".to_owned());
    }
    Ok(())
}
