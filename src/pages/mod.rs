//! What is shown: a room, a sheet, or why there is neither.

pub mod missing;
pub mod page;
pub mod room;
pub mod sheet;
