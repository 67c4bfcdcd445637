//! `Spool`: an upload on disk rather than in memory. The file has no name, so it is gone once it is dropped,
//! also after a crash.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, Write},
    path::PathBuf,
    sync::Arc,
};
use tokio::task::spawn_blocking;

/// Bytes written at a time.
const PIECE: usize = 256 * 1024;

/// An upload received in part.
#[derive(Debug)]
pub struct Spool {
    file: Arc<File>,
    waiting: Vec<u8>,
    length: usize,
}

impl Spool {
    /// An empty spool in a folder, which is created if it is missing.
    ///
    /// # Errors
    /// When the file cannot be created.
    pub async fn new(folder: PathBuf) -> io::Result<Self> {
        let made = blocking(move || {
            fs::create_dir_all(&folder)?;
            tempfile::tempfile_in(folder)
        });
        Ok(Self { file: Arc::new(made.await?), waiting: Vec::new(), length: 0 })
    }

    /// Bytes received.
    #[must_use]
    pub const fn length(&self) -> usize {
        self.length
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// When they cannot be written.
    pub async fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.waiting.extend_from_slice(bytes);
        self.length += bytes.len();
        if self.waiting.len() < PIECE { Ok(()) } else { self.write().await }
    }

    /// Completes the upload.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn end(mut self) -> io::Result<Spooled> {
        self.write().await?;
        Ok(Spooled(self.file))
    }

    async fn write(&mut self) -> io::Result<()> {
        let (file, bytes) = (Arc::clone(&self.file), std::mem::take(&mut self.waiting));
        blocking(move || (&*file).write_all(&bytes)).await
    }
}

/// A complete upload.
#[derive(Clone, Debug)]
pub struct Spooled(Arc<File>);

impl Spooled {
    /// All of its bytes. Blocks on the disk.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        let mut file = &*self.0;
        file.rewind()?;
        let mut bytes = Vec::with_capacity(usize::try_from(file.metadata()?.len()).unwrap_or_default());
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    spawn_blocking(work).await.map_err(io::Error::other)?
}
