//! The data folder: its lock, which admits one server, and its file permissions.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::Path,
    time::Duration,
};

/// Attempts to take a lock, and the pause between them: a command may be about to release it.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(50);

/// Prefix of Roost's files in the folder, apart from the pictures.
#[cfg(unix)]
const OURS: &str = "roost.";
#[cfg(unix)]
const PICTURES: &str = "pictures";
/// Permission bits of everybody but the owner.
#[cfg(unix)]
const OTHERS: u32 = 0o077;

/// Lock on the folder while this value lives; the system releases it when the process ends.
#[derive(Debug)]
pub struct Lock {
    /// The folder itself, where folders can be locked: unlike a file in it, it is not deleted under a server.
    _folder: Option<File>,
    /// A file in it, for systems that cannot lock folders, and for earlier versions of Roost.
    _file: File,
}

impl Lock {
    /// Takes the lock, creating the folder; `None` when another process holds it.
    ///
    /// # Errors
    /// When the folder or the file cannot be created.
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

    /// The same, with a few attempts.
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

/// Makes the files in the folder readable for the owner only, whatever an earlier Roost or a restored copy
/// allowed. The folder's own permissions stay if it contains files that are not Roost's.
///
/// # Errors
/// When others can read them and that cannot be changed.
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
            // Present at the top of a file system of its own.
            is_ours &= name == "lost+found";
        }
    }
    if is_ours { close(folder, fs::metadata(folder)?.permissions()) } else { Ok(()) }
}

#[cfg(not(unix))]
pub fn keep_private(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Applies to a folder and everything in it. A folder that is private already was done before.
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
    // A symbolic link has no mode of its own, and its target may not be ours.
    if permissions.mode() & OTHERS == 0 || path.is_symlink() {
        return Ok(());
    }
    permissions.set_mode(permissions.mode() & !OTHERS);
    fs::set_permissions(path, permissions)
}
