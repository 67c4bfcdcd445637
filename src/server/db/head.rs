//! Detection of restored databases: a counter of the writer's commits, in the table `settings` and in the file
//! `roost.head`. A database that does not match the file is a restored copy or has lost its WAL; it gets a new
//! epoch, so that clients load everything anew.

use super::{Conn, Result, open_error::Unusable, query_as, query_scalar};
use crate::model::Millis;
use std::{
    fs::{File, Metadata},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

/// Largest difference in milliseconds between the time in the note and the change time of its file. If it is
/// larger, something else wrote the file, such as a restore of the whole folder.
const LATER: Millis = 1_000;

/// Epoch and commit counter in the database.
#[derive(Debug)]
pub(super) struct Position {
    pub(super) epoch: String,
    commits: i64,
}

/// The note `roost.head` beside the database.
#[derive(Debug)]
pub struct Head {
    file: File,
    epoch: String,
    /// Identity of the database file: a copy of it has another.
    identity: u64,
    is_failing: AtomicBool,
}

/// Reads epoch and commit counter from the database.
pub(super) async fn position(conn: &mut Conn) -> Result<Position> {
    let (epoch, commits) = query_as(
        "select value, coalesce((select cast(value as integer) from settings where key = 'commits'), 0)
         from settings where key = 'epoch'",
    )
    .fetch_one(conn)
    .await?;
    Ok(Position { epoch, commits })
}

/// Commits, and counts the commit if `total_changes` shows writes since it was `changes`: returns the count.
///
/// # Errors
/// When the commit cannot be made durable; then nothing of it is stored.
pub(in crate::server) async fn commit_counted(conn: &mut Conn, changes: i64) -> Result<Option<i64>> {
    let counts = query_scalar(
        "insert into settings (key, value) select 'commits', 1 where total_changes() > ?1
         on conflict (key) do update set value = value + 1 returning cast(value as integer);
         commit",
    )
    .bind(changes)
    .fetch_all(conn)
    .await?;
    Ok(counts.into_iter().next())
}

impl Head {
    /// Whether the note matches this database as it is now, or as it was before a crash.
    pub(super) fn agrees(database: &Path, position: Option<&Position>) -> bool {
        let noted = || {
            let mut text = String::new();
            let mut file = File::open(database.with_extension("head")).ok()?;
            file.read_to_string(&mut text).ok()?;
            let parts: Vec<&str> = text.split_whitespace().collect();
            let [epoch, commits, file_is, at] = parts.as_slice() else { return None };
            let (commits, file_is, at): (i64, u64, Millis) =
                (commits.parse().ok()?, file_is.parse().ok()?, at.parse().ok()?);
            let position = position?;
            let is_ours = (changed(&file.metadata().ok()?)? - at).abs() <= LATER;
            let is_same = file_is == identity(&database.metadata().ok()?) && *epoch == position.epoch;
            Some(is_ours && is_same && commits <= position.commits)
        };
        noted().unwrap_or(false)
    }

    /// Gives the database a new epoch unless it matches the note, and writes the note.
    pub(super) async fn settle(conn: &mut Conn, database: &Path) -> std::result::Result<Self, Unusable> {
        let mut position = position(conn).await?;
        if !Self::agrees(database, Some(&position)) {
            position.epoch = renew(conn).await?;
            if database.with_extension("head").exists() {
                tracing::warn!("this is not the database that was here before: browsers begin anew with it");
            }
        }
        let commits = position.commits;
        let head = Self::open(database, position.epoch).map_err(Unusable::NoNote)?;
        head.note(commits);
        Ok(head)
    }

    pub(super) fn open(database: &Path, epoch: String) -> io::Result<Self> {
        let file = File::options().create(true).truncate(false).write(true).open(database.with_extension("head"))?;
        Ok(Self { file, epoch, identity: identity(&database.metadata()?), is_failing: AtomicBool::new(false) })
    }

    /// Records a commit that is durable: never one that might still be lost. The note itself is not synced: an
    /// older one is still true.
    pub(in crate::server) fn note(&self, commits: i64) {
        let mut written = self.write(commits);
        // Written late, on a busy machine, it would look as if something else had written it.
        for _ in 0..3 {
            match &written {
                Ok(late) if *late > LATER => written = self.write(commits),
                _ => break,
            }
        }
        let was_failing = self.is_failing.swap(written.is_err(), Ordering::Relaxed);
        if let (Err(error), false) = (written, was_failing) {
            tracing::warn!(%error, "how far the database has come could not be noted");
        }
    }

    /// Writes the note. Returns how much later than the time in it the file was changed.
    fn write(&self, commits: i64) -> io::Result<Millis> {
        let now = millis(SystemTime::now());
        // Fixed widths, so that nothing of a longer note remains.
        let note = format!("{:<32} {commits:020} {:020} {now:020}\n", self.epoch, self.identity);
        let mut file = &self.file;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(note.as_bytes())?;
        Ok(changed(&file.metadata()?).unwrap_or(now) - now)
    }
}

async fn renew(conn: &mut Conn) -> Result<String> {
    query_scalar("update settings set value = lower(hex(randomblob(16))) where key = 'epoch' returning value")
        .fetch_one(conn)
        .await
}

/// Tells a file from others: by its inode, and where the file system knows it, by the time of its creation, because
/// the inode of a removed file is soon used again.
fn identity(of: &Metadata) -> u64 {
    let created = of.created().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    let nanos = created.as_secs().wrapping_mul(1_000_000_000).wrapping_add(created.subsec_nanos().into());
    inode(of) ^ nanos.rotate_left(32)
}

#[cfg(unix)]
fn inode(of: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(of)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

/// Time of the last change of a file, of its data or metadata (ctime). No program can set it.
#[cfg(unix)]
fn changed(of: &Metadata) -> Option<Millis> {
    use std::os::unix::fs::MetadataExt;
    Some(of.ctime() * 1_000 + of.ctime_nsec() / 1_000_000)
}

#[cfg(not(unix))]
fn changed(of: &Metadata) -> Option<Millis> {
    of.modified().ok().map(millis)
}

fn millis(time: SystemTime) -> Millis {
    Millis::try_from(time.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis()).unwrap_or(Millis::MAX)
}
