//! Files that people give: taken apart, made anew, kept, and served as what they are.

pub mod picture;
mod pictures;
mod serve;
mod spool;
mod uploads;

pub use pictures::Pictures;
pub(in crate::server) use pictures::failed;
pub use serve::picture as serve_picture;
pub use spool::{Spool, Spooled};
pub use uploads::{Turn, Uploads};
