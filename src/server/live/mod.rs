//! Live delivery: the feed of committed entries, the hub, presence, and outgoing queues.

mod feed;
pub mod hub;
pub mod outgoing;
pub mod presence;
mod publish;
mod registration;

pub use feed::{Feed, Sink};
pub use hub::Hub;
pub use outgoing::{EncodedEntry, Item, Outgoing, Waiting};
pub use registration::Registration;
