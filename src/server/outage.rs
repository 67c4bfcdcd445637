//! Failures of the system that may be over in a moment.

use std::io::{Error, ErrorKind};

/// EIO, ENFILE and EMFILE, which have no kind of their own.
const WITHOUT_KIND: [i32; 3] = [5, 23, 24];

/// Whether it is the disk's, or some other want, and may be tried again.
#[must_use]
pub fn is_passing(error: &Error) -> bool {
    let kinds = [
        ErrorKind::StorageFull,
        ErrorKind::QuotaExceeded,
        ErrorKind::FileTooLarge,
        ErrorKind::ReadOnlyFilesystem,
        ErrorKind::ResourceBusy,
        ErrorKind::OutOfMemory,
    ];
    kinds.contains(&error.kind()) || error.raw_os_error().is_some_and(|code| WITHOUT_KIND.contains(&code))
}
