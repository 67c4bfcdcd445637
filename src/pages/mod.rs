//! Pages: a room, a server-rendered page, or an error.

pub mod html_page;
pub mod missing;
pub mod page;
pub mod panel;
pub mod room;
