//! Creating the database: under a temporary name, renamed once it is complete.

use super::{Conn, file::MIGRATIONS, open_error::Unusable};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// Endings of the files that SQLite keeps beside a database.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The path with an ending appended.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

fn unfinished(path: &Path) -> PathBuf {
    beside(path, ".new")
}

/// Removes the remains of an interrupted creation.
pub(super) fn clear(path: &Path) -> io::Result<()> {
    let new = unfinished(path);
    for file in BESIDE.iter().map(|ending| beside(&new, ending)).chain([new.clone()]) {
        match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Creates the database. If that is interrupted, no file has its name.
pub(super) async fn make(path: &Path) -> Result<(), Unusable> {
    for ending in BESIDE {
        let log = beside(path, ending);
        // SQLite would apply another database's log to the new one.
        if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
            let name = log.file_name().unwrap_or_default().to_string_lossy().into_owned();
            return Err(Unusable::LogAlone(name));
        }
    }
    let new = unfinished(path);
    // No sync with each write: the file is synced once, at the end.
    let options = SqliteConnectOptions::new()
        .filename(&new)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Off);
    let mut conn = Conn::open(&options).await?;
    MIGRATIONS.run(conn.as_mut()).await?;
    conn.close().await?;
    Ok(put_in_place(&new, path)?)
}

/// Renames a closed database file, and syncs both the file and its name.
pub(super) fn put_in_place(new: &Path, path: &Path) -> io::Result<()> {
    if beside(new, "-wal").exists() {
        return Err(io::Error::other("the new database could not be closed"));
    }
    File::open(new)?.sync_all()?;
    fs::rename(new, path)?;
    // A name is on disk once its folder is synced, and a new folder once its parent is.
    for folder in path.ancestors().skip(1).take(2).filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
