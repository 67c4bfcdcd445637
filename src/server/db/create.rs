//! Making the database: under another name, and renamed once it is whole.

use super::file::MIGRATIONS;
use sqlx::{
    ConnectOptions, Connection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// Files that SQLite keeps beside a database.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The file's path with letters after it.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

fn unfinished(path: &Path) -> PathBuf {
    beside(path, ".new")
}

/// Removes what a first start left that was cut short.
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

/// Makes the database. A start that is cut short leaves nothing under its name.
pub(super) async fn make(path: &Path) -> Result<(), String> {
    for ending in BESIDE {
        let log = beside(path, ending);
        // SQLite would play another database's log into the new one.
        if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
            let name = log.file_name().unwrap_or_default().to_string_lossy().into_owned();
            return Err(format!("is gone, and {name} is still there; put it back, or move that away to start anew"));
        }
    }
    let new = unfinished(path);
    // It is made to last in one go at the end.
    let options = SqliteConnectOptions::new()
        .filename(&new)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Off);
    let mut conn = options.connect().await.map_err(|error| error.to_string())?;
    MIGRATIONS.run(&mut conn).await.map_err(|error| error.to_string())?;
    conn.close().await.map_err(|error| error.to_string())?;
    put_in_place(&new, path).map_err(|error| error.to_string())
}

/// Gives a file that is closed its name, so that both last.
pub(super) fn put_in_place(new: &Path, path: &Path) -> io::Result<()> {
    if beside(new, "-wal").exists() {
        return Err(io::Error::other("the new database could not be closed"));
    }
    File::open(new)?.sync_all()?;
    fs::rename(new, path)?;
    // The name is on disk when its folder is, and the folder's when the one around it is.
    for folder in path.ancestors().skip(1).take(2).filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
