//! Tells temporary failures of the operating system, such as a full disk, from lasting ones.

use std::io::{Error, ErrorKind};

/// EIO, ENFILE and EMFILE, which have no `ErrorKind` of their own.
const WITHOUT_KIND: [i32; 3] = [5, 23, 24];

/// Whether an error may be temporary, such as a full disk, so that a retry can succeed.
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
