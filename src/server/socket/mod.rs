//! WebSockets: upgrade, frames, catch-up, and close.

mod catch_up;
mod connection;
mod frames;
mod refusals;
mod upgrade;

pub use upgrade::upgrade;
