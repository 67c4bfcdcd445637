//! Copies of the database from before each migration; the last few are kept.

use super::{Conn, Result, create::put_in_place, query, query_scalar};
use sqlx::sqlite::SqliteConnectOptions;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Number of copies kept.
const KEPT: usize = 2;
const BEFORE: &str = "roost.before-";

/// Copies the database beside itself, to `roost.before-0103.db` if 103 is its last migration.
pub(super) async fn copy(options: &SqliteConnectOptions, path: &Path) -> Result<()> {
    let mut conn = Conn::open(options).await?;
    // A database without tables needs no copy.
    let is_made = "select exists (select 1 from sqlite_schema where name = '_sqlx_migrations')";
    if !query_scalar(is_made).fetch_one(&mut conn).await? {
        return conn.close().await;
    }
    let step: i64 = query_scalar("select coalesce(max(version), 0) from _sqlx_migrations").fetch_one(&mut conn).await?;
    let copy = path.with_file_name(format!("{BEFORE}{step:04}.db"));
    let unfinished = copy.with_extension("part");
    remove(&unfinished)?;
    query("vacuum into ?1").bind(unfinished.to_string_lossy().as_ref()).execute(&mut conn).await?;
    put_in_place(&unfinished, &copy)?;
    tracing::info!(copy = %copy.display(), "the database was copied before it is brought up to date");
    conn.close().await?;
    for copy in copies(path)?.iter().rev().skip(KEPT) {
        remove(copy)?;
    }
    Ok(())
}

/// Copies beside a database, oldest first.
fn copies(path: &Path) -> io::Result<Vec<PathBuf>> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut copies = Vec::new();
    for file in fs::read_dir(folder)? {
        let file = file?;
        if file.file_name().to_string_lossy().starts_with(BEFORE) {
            copies.push(file.path());
        }
    }
    copies.sort();
    Ok(copies)
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
