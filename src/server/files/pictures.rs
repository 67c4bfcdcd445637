//! Where people's pictures are kept: `pictures/{user}/{version}-{side}` in the data folder. Names
//! are made of numbers alone; nothing that a browser sent becomes part of one.

use super::{
    Turn, Uploads,
    picture::{self, Crop, LARGE, SMALL, Squares, Unusable},
};
use crate::{
    error::AppError,
    model::{Field, Invalid, Problem, UserId},
    server::{auth::secret, outage},
};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::Semaphore;

/// Pictures that are made at once; each may hold a large one unpacked.
const AT_WORK: usize = 2;
/// The folder with the pictures, and how many are made at once.
#[derive(Debug)]
pub struct Pictures {
    folder: PathBuf,
    at_work: Arc<Semaphore>,
    pub uploads: Uploads,
}

impl Pictures {
    #[must_use]
    pub fn new(data: &Path) -> Self {
        Self { folder: data.join("pictures"), at_work: Arc::new(Semaphore::new(AT_WORK)), uploads: Uploads::default() }
    }

    /// Makes a picture of what came and keeps it as this version. When this returns, it is on disk.
    ///
    /// # Errors
    /// In the words of the picture field when it cannot be used; when it cannot be stored.
    pub async fn keep(&self, turn: &Turn, version: i64, bytes: Vec<u8>, crop: Option<Crop>) -> Result<(), AppError> {
        let permit = Arc::clone(&self.at_work).acquire_owned().await.map_err(broken)?;
        let folder = self.of(turn.user);
        let kept = tokio::task::spawn_blocking(move || {
            let squares = picture::squares(&bytes, crop);
            drop((bytes, permit));
            squares.map(|squares| store(&folder, version, &squares))
        });
        let refused = |problem| AppError::Invalid(Invalid { field: Field::Picture, problem });
        match kept.await {
            Ok(Ok(stored)) => stored.map_err(failed),
            Ok(Err(Unusable::TooLarge)) => Err(refused(Problem::TooLong)),
            Ok(Err(Unusable::Unreadable)) => Err(refused(Problem::Characters)),
            Err(error) => {
                tracing::error!(user = turn.user.0, %error, "a picture was too much for its decoder");
                Err(refused(Problem::Characters))
            }
        }
    }

    /// A kept picture in one of its sizes.
    pub async fn read(&self, user: UserId, version: i64, side: u32) -> Option<Vec<u8>> {
        if ![SMALL, LARGE].contains(&side) || version <= 0 {
            return None;
        }
        let path = self.of(user).join(name(version, side));
        tokio::task::spawn_blocking(move || fs::read(path).ok()).await.ok().flatten()
    }

    /// Deletes a person's pictures but for this version. One that stays is found out next time.
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

fn name(version: i64, side: u32) -> String {
    format!("{version}-{side}")
}

/// Writes both sizes so that each is there whole or not at all, also after a power cut.
fn store(folder: &Path, version: i64, squares: &Squares) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (side, bytes) in [(SMALL, &squares.small), (LARGE, &squares.large)] {
        let unfinished = folder.join(format!("{}.part", name(version, side)));
        let mut file = File::create(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(unfinished, folder.join(name(version, side)))?;
    }
    // The names are on disk when their folders are.
    for folder in folder.ancestors().take(3) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn failed(error: io::Error) -> AppError {
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
