//! One WebSocket: opening it, what is said over it, and its end.

mod catch_up;
mod connection;
mod frames;
mod refusals;
mod upgrade;

pub use upgrade::upgrade;
