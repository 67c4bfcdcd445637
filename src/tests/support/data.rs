//! Data folders: copied, damaged, left over; and starting a server on them.

use super::{TestApp, seed, until};
use roost::server::{Config, Running};
use sqlx::{
    ConnectOptions, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};
use std::{collections::BTreeMap, fs, path::Path, time::Duration};
use tempfile::TempDir;

pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// A server over a folder, with default settings.
pub(crate) async fn start(folder: &Path) -> Result<Running, String> {
    let config = Config { addr: ([127, 0, 0, 1], 0).into(), data: folder.to_owned(), ..Config::default() };
    Running::start(config).await.map_err(|why| why.to_string())
}

/// All files of a folder with their bytes, except the locks (ours, and SQLite's index of its log) and the
/// note beside the database.
pub(crate) fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for file in fs::read_dir(folder).expect("a folder").flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        found.insert(name, fs::read(file.path()).unwrap_or_default());
    }
    for beside in ["roost.lock", "roost.db-shm", "roost.head"] {
        found.remove(beside);
    }
    found
}

/// The error of a server that does not start on a folder; the folder must be unchanged.
pub(crate) async fn refused(folder: &Path) -> String {
    let before = contents(folder);
    let why = start(folder).await.err().expect("it does not start");
    is_left_alone(folder, &before, &why).await;
    why
}

/// The refusal names the file, and every byte is unchanged.
pub(crate) async fn is_left_alone(folder: &Path, before: &BTreeMap<String, Vec<u8>>, why: &str) {
    assert!(why.contains("roost.db"), "the file is named: {why}");
    // SQLite's temporary files beside it go with the last connection.
    let same = || before.keys().eq(contents(folder).keys());
    until(Duration::from_secs(3), &format!("no file came or went: {why}"), same).await;
    assert!(*before == contents(folder), "the bytes are as they were: {why}");
}

pub(crate) async fn open(file: &Path) -> SqliteConnection {
    let options =
        SqliteConnectOptions::new().filename(file).create_if_missing(true).journal_mode(SqliteJournalMode::Wal);
    options.connect().await.expect("a database")
}

/// A folder with a used and cleanly closed database.
pub(crate) async fn used() -> TempDir {
    let mut app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    seed::posts(&app, &room, "ada", 500).await;
    app.stop().await;
    let log = app.config.data.join("roost.db-wal");
    until(Duration::from_secs(5), "the file is tidied", || !log.exists()).await;
    let folder = folder();
    copy(&app.config.data, folder.path(), &["roost.db"]);
    folder
}

/// Copies these files of a folder, if they exist.
pub(crate) fn copy(from: &Path, to: &Path, names: &[&str]) {
    fs::create_dir_all(to).expect("a folder");
    for name in names.iter().filter(|name| from.join(name).exists()) {
        fs::copy(from.join(name), to.join(name)).expect("a copy");
    }
}

/// Pseudo-random numbers, the same in every run.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }
}

/// The number of repetitions: from an environment variable, or this default.
pub(crate) fn times(variable: &str, otherwise: usize) -> usize {
    std::env::var(variable).ok().and_then(|times| times.parse().ok()).unwrap_or(otherwise)
}
