//! Storage of profile pictures: `pictures/{user}/{version}-{side}` in the data folder. Names consist of numbers
//! alone; nothing that a browser sent becomes part of one.

use super::{
    Spool, Spooled, Turn, Uploads,
    picture::{self, Crop, LARGE, SMALL, Squares, Unusable},
};
use crate::{
    model::{AppError, Field, Invalid, Problem, UserId},
    server::{auth::secret, outage},
};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::Semaphore;

/// KiB of memory for decoding at once. A picture that needs more than this takes all of it.
const AT_WORK: u32 = 64 * 1024;

/// The folder of the pictures, and the limits on decoding.
#[derive(Debug)]
pub struct Pictures {
    folder: PathBuf,
    /// One header is read at a time.
    at_heads: Semaphore,
    at_work: Arc<Semaphore>,
    pub uploads: Uploads,
}

impl Pictures {
    #[must_use]
    pub fn new(data: &Path) -> Self {
        Self {
            folder: data.join("pictures"),
            at_heads: Semaphore::new(1),
            at_work: Arc::new(Semaphore::new(AT_WORK as usize)),
            uploads: Uploads::default(),
        }
    }

    /// A spool for an upload.
    ///
    /// # Errors
    /// When it cannot be created.
    pub async fn spool(&self) -> Result<Spool, AppError> {
        Spool::new(self.folder.clone()).await.map_err(failed)
    }

    /// Decodes an upload and stores it as this version. It is durable when this returns.
    ///
    /// # Errors
    /// With the picture field when it cannot be used; when it cannot be stored.
    pub async fn keep(&self, turn: &Turn, version: i64, came: Spooled, crop: Option<Crop>) -> Result<(), AppError> {
        let cost = {
            let _alone = self.at_heads.acquire().await.map_err(broken)?;
            let came = came.clone();
            decoding(turn, move || picture::cost(&came.read().map_err(|_| Unusable::Unreadable)?)).await?
        };
        let kib = u32::try_from(cost / 1024).unwrap_or(AT_WORK).clamp(1, AT_WORK);
        let permit = Arc::clone(&self.at_work).acquire_many_owned(kib).await.map_err(broken)?;
        let folder = self.of(turn.user);
        let kept = decoding(turn, move || {
            let squares = picture::squares(&came.read().map_err(|_| Unusable::Unreadable)?, crop);
            drop(permit);
            Ok(store(&folder, version, &squares?))
        });
        kept.await?.map_err(failed)
    }

    /// A stored picture in one of its sizes.
    pub async fn read(&self, user: UserId, version: i64, side: u32) -> Option<Vec<u8>> {
        if ![SMALL, LARGE].contains(&side) || version <= 0 {
            return None;
        }
        let path = self.of(user).join(name(version, side));
        tokio::task::spawn_blocking(move || fs::read(path).ok()).await.ok().flatten()
    }

    /// Deletes a person's pictures except this version. A file that remains is deleted the next time.
    pub async fn forget_but(&self, user: UserId, version: i64) {
        let folder = self.of(user);
        let forgotten = tokio::task::spawn_blocking(move || {
            let keep = [name(version, SMALL), name(version, LARGE)];
            for file in fs::read_dir(folder)? {
                let file = file?;
                if !keep.iter().any(|keep| file.file_name() == keep.as_str()) {
                    fs::remove_file(file.path())?;
                }
            }
            io::Result::Ok(())
        });
        match forgotten.await {
            Ok(Err(error)) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(user = user.0, %error, "an old picture could not be deleted");
            }
            _ => {}
        }
    }

    fn of(&self, user: UserId) -> PathBuf {
        self.folder.join(user.0.to_string())
    }
}

/// Decodes on a blocking thread, away from the live messages. A panic of the decoder counts as no picture.
async fn decoding<T: Send + 'static>(
    turn: &Turn,
    work: impl FnOnce() -> Result<T, Unusable> + Send + 'static,
) -> Result<T, AppError> {
    let refused = |problem| Err(AppError::Invalid(Invalid { field: Field::Picture, problem }));
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(Unusable::TooLarge)) => refused(Problem::TooLong),
        Ok(Err(Unusable::Unreadable)) => refused(Problem::Characters),
        Err(error) => {
            // Without the panic's message, which can contain data of the picture.
            tracing::error!(user = turn.user.0, panicked = error.is_panic(), "a picture was too much for its decoder");
            refused(Problem::Characters)
        }
    }
}

fn name(version: i64, side: u32) -> String {
    format!("{version}-{side}")
}

/// Writes both sizes so that each is complete or missing, also after a power failure.
fn store(folder: &Path, version: i64, squares: &Squares) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (side, bytes) in [(SMALL, &squares.small), (LARGE, &squares.large)] {
        let unfinished = folder.join(format!("{}.part", name(version, side)));
        let mut file = File::create(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(unfinished, folder.join(name(version, side)))?;
    }
    // A name is durable once its folder is synced.
    for folder in folder.ancestors().take(3) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Error for a failed write: temporary or internal.
pub(in crate::server) fn failed(error: io::Error) -> AppError {
    if outage::is_passing(&error) {
        tracing::warn!(%error, "a picture could not be stored just now");
        return AppError::Unavailable;
    }
    broken(error)
}

fn broken(error: impl std::fmt::Display) -> AppError {
    let id = secret::short();
    tracing::error!(%id, %error, "a picture could not be stored");
    AppError::Internal(id)
}
