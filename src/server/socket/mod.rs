//! WebSockets: upgrade, frames, catch-up, and close.

mod catch_up;
mod connection;
mod frames;
mod greeting;
mod heard;
mod refusals;
mod upgrade;
mod writing;

pub use upgrade::upgrade;
