//! The nouns of Roost and the rules for their text. Pure: no I/O, no clock, the same on both sides.

pub mod entry;
pub mod ids;
pub mod limits;
pub mod mention;
pub mod room;
pub mod sheet;
pub mod text;
pub mod time;
pub mod user;

pub use entry::{Entry, Event};
pub use ids::{ClientId, Millis, RoomId, Seq, UserId};
pub use room::{Card, History, OpenRoom, Room, RoomPage, Standing, Viewer};
pub use sheet::Sheet;
pub use text::{Body, DisplayName, Field, Invalid, Password, Problem, RoomName, Topic, Username};
pub use user::{Presence, User};
