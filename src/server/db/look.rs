//! Inspecting a database file without writing: whether it is Roost's, and whether it is intact.

use super::{
    Conn, Error,
    create::beside,
    file::MIGRATIONS,
    head::{self, Position},
    open_error::{OpenError, Unusable},
    query_as, query_scalar,
};
use sqlx::{AssertSqlSafe, sqlite::SqliteConnectOptions};
use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    time::Duration,
};

/// "Roos" in the file's header, at offset 68 (SQLite file format, section 1.3).
const APPLICATION_ID: u32 = 1_383_034_739;
/// Bytes above which a file is checked while it is already served: the check takes too long to wait for.
const LARGE: u64 = 4 * 1024 * 1024;
/// Entries, and messages, whose texts are read together.
const TOGETHER: i64 = 500;

/// Findings about a file that is Roost's.
pub(super) struct Inspection {
    /// Large and closed cleanly: there is no WAL beside it.
    pub(super) is_large: bool,
    /// Migrations have to run.
    pub(super) is_behind: bool,
    pub(super) position: Option<Position>,
}

/// Integrity check of the whole file.
#[derive(Clone, Debug)]
pub struct Check(PathBuf);

impl Check {
    pub(super) fn of(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Reads the whole file. Nothing may be written to it meanwhile.
    ///
    /// # Errors
    /// When it is damaged.
    pub async fn run(&self) -> Result<(), OpenError> {
        let checked = async {
            let mut conn = reading(&self.0).await?;
            let checked = whole(&mut conn).await;
            conn.close().await.map_err(Unusable::Unreadable)?;
            checked
        };
        checked.await.map_err(|why: Unusable| OpenError::new(&self.0, why))
    }
}

/// Looks, without writing, whether the file is ours and which migrations it has had.
pub(super) async fn at(path: &Path) -> Result<Inspection, Unusable> {
    let length = header(path)?;
    let mut conn = reading(path).await?;
    let judged = judge(&mut conn).await;
    conn.close().await.map_err(Unusable::Unreadable)?;
    let position = judged?;
    Ok(Inspection { is_large: length > LARGE && !has(path, "-wal"), is_behind: position.is_none(), position })
}

/// Checks the file's header before SQLite opens it. Returns the file's length.
fn header(path: &Path) -> Result<u64, Unusable> {
    let mut header = [0_u8; 100];
    let mut file = fs::File::open(path)?;
    let length = file.metadata()?.len();
    if length == 0 {
        return Err(Unusable::Empty);
    }
    match file.read_exact(&mut header) {
        Ok(()) if header.starts_with(b"SQLite format 3\0") => {}
        Ok(()) => return Err(Unusable::NoDatabase),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return Err(Unusable::NoDatabase);
        }
        Err(error) => return Err(error.into()),
    }
    fs::OpenOptions::new().append(true).open(path).map_err(Unusable::Unwritable)?;
    let number = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    // Opening the file rolls a journal back, which is not ours to do to another program's file.
    if has(path, "-journal") && number(68) != APPLICATION_ID {
        return Err(Unusable::Foreign);
    }
    let page_size = match u64::from(u16::from_be_bytes([header[16], header[17]])) {
        1 => 65_536,
        size => size,
    };
    // With a WAL the last commits may be in that alone, and the header is older than they are.
    if !has(path, "-wal") && length < page_size * u64::from(number(28)) {
        return Err(Unusable::CutShort);
    }
    Ok(length)
}

/// Whether SQLite left a file with this ending beside it that belongs to the database.
fn has(path: &Path, ending: &str) -> bool {
    fs::metadata(beside(path, ending)).is_ok_and(|log| log.len() > 0)
}

async fn reading(path: &Path) -> Result<Conn, Unusable> {
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(Duration::from_secs(5));
    let options = if has(path, "-wal") {
        options.read_only(true)
    } else if has(path, "-journal") {
        // The journal has to be rolled back first, which needs writing.
        options
    } else {
        // Without a WAL the file is complete, and SQLite creates no files beside it.
        options.immutable(true)
    };
    Conn::open(&options).await.map_err(Unusable::Unreadable)
}

/// Epoch and commit counter of a database with all migrations; `None` for one of Roost's that still needs some,
/// such as one without tables.
pub(super) async fn judge(conn: &mut Conn) -> Result<Option<Position>, Unusable> {
    let (id, others, migrations): (i64, i64, i64) = query_as(
        "select (select application_id from pragma_application_id),
                (select count(*) from sqlite_schema where tbl_name <> '_sqlx_migrations'),
                (select count(*) from sqlite_schema where name = '_sqlx_migrations')",
    )
    .fetch_one(conn)
    .await
    .map_err(Unusable::Unreadable)?;
    let steps: Vec<(i64, Vec<u8>)> = match migrations {
        0 => Vec::new(),
        _ => query_as("select version, checksum from _sqlx_migrations order by version")
            .fetch_all(conn)
            .await
            .map_err(Unusable::Unreadable)?,
    };
    let newest = steps.last().map(|(version, _)| *version);
    if others == 0 && newest.is_none() {
        return Ok(None);
    }
    if id != i64::from(APPLICATION_ID) {
        return Err(Unusable::Foreign);
    }
    let known = MIGRATIONS.iter().map(|migration| migration.version).max();
    if newest > known {
        return Err(Unusable::Newer);
    }
    let first = MIGRATIONS.iter().map(|migration| migration.version).min().unwrap_or_default();
    if steps.iter().any(|(version, _)| *version < first) {
        return Err(Unusable::Unreleased);
    }
    let sum_of = |version| MIGRATIONS.iter().find(|ours| ours.version == version).map(|ours| &*ours.checksum);
    if let Some((step, _)) = steps.iter().find(|(version, sum)| sum_of(*version) != Some(sum)) {
        return Err(Unusable::Damaged(format!("step {step} of its making is not what it was")));
    }
    if newest < known { Ok(None) } else { head::position(conn).await.map(Some).map_err(Unusable::Unreadable) }
}

/// Checks pages, rows and indexes, texts, and the rooms' heads.
async fn whole(conn: &mut Conn) -> Result<(), Unusable> {
    let says: String = query_scalar("pragma integrity_check(1)").fetch_one(conn).await.map_err(Unusable::Unreadable)?;
    if says != "ok" {
        return Err(Unusable::Damaged(says.trim().to_owned()));
    }
    let columns: Vec<(String, String)> = query_as(
        "select schema.name, group_concat('\"' || columns.name || '\"')
         from sqlite_schema as schema, pragma_table_info(schema.name) as columns
         where schema.type = 'table' and lower(columns.type) = 'text' group by schema.name order by schema.name",
    )
    .fetch_all(conn)
    .await
    .map_err(Unusable::Unreadable)?;
    let has_rooms = columns.iter().any(|(table, _)| table == "rooms");
    for (table, columns) in columns {
        let read = match table.as_str() {
            "entries" => entries(conn, &columns).await,
            "messages" => messages(conn, &columns).await,
            _ => texts(conn, &table, &columns).await,
        };
        read.map_err(|error| match error {
            Error::Damaged(_) => Unusable::Damaged(format!("a text in {table} cannot be read")),
            error => Unusable::Unreadable(error),
        })?;
    }
    if has_rooms { heads(conn).await } else { Ok(()) }
}

/// Reads all texts of a table: SQLite does not check that they are UTF-8.
async fn texts(conn: &mut Conn, table: &str, columns: &str) -> Result<(), Error> {
    let sql = format!("select group_concat(concat_ws(' ', {columns}), ' ') from \"{table}\"");
    query_scalar::<Option<String>>(AssertSqlSafe(sql)).fetch_one(conn).await.map(drop)
}

/// Reads the texts of the room logs, in parts.
async fn entries(conn: &mut Conn, columns: &str) -> Result<(), Error> {
    let rooms: Vec<i64> = query_scalar("select id from rooms order by id").fetch_all(conn).await?;
    let sql = format!(
        "select max(seq), group_concat(concat_ws(' ', {columns}), ' ')
         from (select seq, {columns} from entries where room_id = ?1 and seq > ?2 order by seq limit {TOGETHER})"
    );
    for room in rooms {
        let mut after = 0;
        loop {
            let part = query_as::<(Option<i64>, Option<String>)>(AssertSqlSafe(sql.clone()));
            match part.bind(room).bind(after).fetch_one(conn).await?.0 {
                Some(last) => after = last,
                None => break,
            }
        }
    }
    Ok(())
}

/// Reads the texts of the messages, in parts.
async fn messages(conn: &mut Conn, columns: &str) -> Result<(), Error> {
    let sql = format!(
        "select max(id), group_concat(concat_ws(' ', {columns}), ' ')
         from (select id, {columns} from messages where id > ?1 order by id limit {TOGETHER})"
    );
    let mut after = 0;
    loop {
        let part = query_as::<(Option<i64>, Option<String>)>(AssertSqlSafe(sql.clone()));
        match part.bind(after).fetch_one(conn).await?.0 {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

/// Checks that each room's head is its newest entry: otherwise the next entry would collide or leave a gap.
async fn heads(conn: &mut Conn) -> Result<(), Unusable> {
    let wrong: Option<i64> = query_scalar(
        "select id from rooms where head <> (select coalesce(max(seq), 0) from entries where room_id = rooms.id)
         order by id limit 1",
    )
    .fetch_optional(conn)
    .await
    .map_err(Unusable::Unreadable)?;
    wrong.map_or(Ok(()), |room| Err(Unusable::Damaged(format!("the log of room {room} does not end where it should"))))
}
