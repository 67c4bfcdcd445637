//! What happens now: who listens to what, and the sockets they listen through.

mod feed;
pub mod hub;
pub mod outgoing;
mod pace;
pub mod presence;

pub use feed::{Feed, Sink};
pub use hub::Hub;
pub use outgoing::{Item, Link, Waiting};
pub use pace::Pace;
