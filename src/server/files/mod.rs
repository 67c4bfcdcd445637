//! Uploaded files: spooling, decoding, storing.

pub mod picture;
mod pictures;
mod spool;
mod uploads;

pub use pictures::Pictures;
pub(in crate::server) use pictures::failed;
pub use spool::{Spool, Spooled};
pub use uploads::{Turn, Uploads};
