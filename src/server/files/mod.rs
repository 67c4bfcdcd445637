//! Files that people give: taken apart, made anew, kept, and served as what they are.

pub mod picture;
mod pictures;
mod serve;
mod uploads;

pub use pictures::Pictures;
pub use serve::picture as serve_picture;
pub use uploads::{Turn, Uploads};
