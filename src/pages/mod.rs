//! One file per URL.

pub mod browse;
pub mod home;
pub mod missing;
pub mod new_room;
pub mod room;
pub mod sheet;
