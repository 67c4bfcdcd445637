//! The data folder: one server at a time, and nobody else on the machine reads in it.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::Path,
    time::Duration,
};

/// How often, and how far apart, a lock is asked for that a command may be about to give back.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(50);

/// How names begin of what Roost keeps in the folder, but for the pictures'.
#[cfg(unix)]
const OURS: &str = "roost.";
#[cfg(unix)]
const PICTURES: &str = "pictures";
/// What others than the owner may do.
#[cfg(unix)]
const OTHERS: u32 = 0o077;

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

/// Lets nobody but its owner read what is in the folder, whatever an earlier Roost or a hand that put a
/// copy back had let others do. The folder itself is left alone where it holds anything of somebody else.
///
/// # Errors
/// When others may read and that cannot be changed.
#[cfg(unix)]
pub fn keep_private(folder: &Path) -> io::Result<()> {
    let mut is_ours = true;
    for file in fs::read_dir(folder)? {
        let file = file?;
        let name = file.file_name();
        if name == PICTURES {
            close_all(&file.path())?;
        } else if name.to_string_lossy().starts_with(OURS) {
            close(&file.path(), file.metadata()?.permissions())?;
        } else {
            // What a disk of its own has at its top.
            is_ours &= name == "lost+found";
        }
    }
    if is_ours { close(folder, fs::metadata(folder)?.permissions()) } else { Ok(()) }
}

#[cfg(not(unix))]
pub fn keep_private(_: &Path) -> io::Result<()> {
    Ok(())
}

/// A folder and everything in it; one that is closed has been gone through.
#[cfg(unix)]
fn close_all(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let now = fs::metadata(folder)?.permissions();
    if now.mode() & OTHERS == 0 {
        return Ok(());
    }
    for file in fs::read_dir(folder)? {
        let file = file?;
        let about = file.metadata()?;
        if about.is_dir() {
            close_all(&file.path())?;
        } else {
            close(&file.path(), about.permissions())?;
        }
    }
    close(folder, now)
}

#[cfg(unix)]
fn close(path: &Path, mut permissions: fs::Permissions) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    // A link's own mode means nothing, and what it leads to may be somebody else's.
    if permissions.mode() & OTHERS == 0 || path.is_symlink() {
        return Ok(());
    }
    permissions.set_mode(permissions.mode() & !OTHERS);
    fs::set_permissions(path, permissions)
}
