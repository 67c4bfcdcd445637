//! The data folder's lock: one server at a time.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::Path,
    time::Duration,
};

/// How often, and how far apart, a lock is asked for that a command may be about to give back.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(50);

/// Holds the folder for as long as it lives; the system lets go when the process ends.
#[derive(Debug)]
pub struct Lock {
    /// The folder itself, where it can be locked: nobody deletes that from under a server.
    _folder: Option<File>,
    /// A file in it, for systems that lock no folders, and earlier versions.
    _file: File,
}

impl Lock {
    /// The lock, made with its folder; nothing when another process holds it.
    ///
    /// # Errors
    /// When folder or file cannot be made.
    pub fn take(folder: &Path) -> io::Result<Option<Self>> {
        fs::create_dir_all(folder)?;
        let opened = File::open(folder).ok();
        let held = match opened.as_ref().map(File::try_lock) {
            Some(Ok(())) => opened,
            Some(Err(TryLockError::WouldBlock)) => return Ok(None),
            Some(Err(TryLockError::Error(_))) | None => None,
        };
        let file = File::options().create(true).truncate(false).write(true).open(folder.join("roost.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _folder: held, _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// The same, for somebody who can wait a moment.
    ///
    /// # Errors
    /// As [`Lock::take`].
    pub async fn wait(folder: &Path) -> io::Result<Option<Self>> {
        for _ in 1..TRIES {
            match Self::take(folder)? {
                None => tokio::time::sleep(PAUSE).await,
                held => return Ok(held),
            }
        }
        Self::take(folder)
    }
}
