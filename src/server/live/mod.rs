//! What happens now: who listens to what, and the sockets they listen through.

mod catch_up;
mod connection;
mod hub;
mod line;
mod link;
mod pace;
pub(in crate::server) mod presence;
mod refusals;
mod upgrade;

pub use hub::Hub;
pub use link::{Item, Link, Waiting};
pub use pace::Pace;
pub use upgrade::upgrade;
