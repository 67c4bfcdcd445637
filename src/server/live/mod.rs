//! What happens now: who listens to what, and the sockets they listen through.

mod feed;
pub mod hub;
pub mod outgoing;
pub mod presence;

pub use feed::{Feed, Sink};
pub use hub::Hub;
pub use outgoing::{Item, Link, Waiting};
