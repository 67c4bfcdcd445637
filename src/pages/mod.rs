//! What is shown: a room, a page of HTML, or why there is neither.

pub mod html_page;
pub mod missing;
pub mod page;
pub mod room;
