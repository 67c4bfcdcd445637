//! The nouns of Roost and the rules for their text. Pure: no I/O, no clock, the same on both sides.

pub mod entry;
pub mod here;
pub mod ids;
pub mod level;
pub mod limits;
pub mod mention;
pub mod profile;
pub mod room;
pub mod sheet;
pub mod text;
pub mod time;
pub mod user;

pub use entry::{Entry, Event, Kind};
pub use here::Here;
pub use ids::{ClientId, Millis, RoomId, Seq, UserId};
pub use level::Level;
pub use profile::Status;
pub use room::{Card, History, OpenRoom, Role, Room, RoomKind, RoomPage, Standing, Viewer};
pub use sheet::Sheet;
pub use text::{Body, DisplayName, Field, Invalid, Password, PlaceMark, PlaceName, Problem, RoomName, Topic, Username};
pub use user::{Presence, User};
