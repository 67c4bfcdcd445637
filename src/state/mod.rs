//! The tab's state as reducers: `(state, input, now) -> effects`. No I/O, so that every rule is tested on the
//! host and can be run by a simulator.

mod changes;
mod client;
pub mod connection;
pub mod draft;
mod drawn;
pub mod marks;
pub mod moment;
pub mod notices;
pub mod outbox;
pub mod own_changes;
pub mod presence;
pub mod roster;
pub mod rows;
mod sorted;
pub mod step;
pub mod timeline;
pub mod tracked;

pub use client::Client;
pub use connection::{Connection, Status};
pub use draft::{Draft, Shared};
pub use drawn::Drawn;
pub use marks::Marks;
pub use moment::Moment;
pub use notices::{Notice, NoticeText, Notices, Toast};
pub use outbox::{Delivery, Outbox, Pending};
pub use own_changes::{KeptChange, OwnChange, OwnChanges, Stage};
pub use rows::{Row, put_changes, rows, rows_before_log};
pub use sorted::{Map, Set};
pub use step::{Effect, Input};
pub use timeline::Timeline;
pub use tracked::{Parts, Tracked};
