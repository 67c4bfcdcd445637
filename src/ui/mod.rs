//! Components: they take model types or signals, and own how things look and are used.

pub mod avatar;
pub mod clock;
pub mod composer;
pub mod empty;
pub mod icon;
pub mod loading;
pub mod mark;
pub mod message;
pub mod need;
mod reading_position;
pub mod room_link;
pub mod rows;
pub mod share;
pub mod sidebar;
pub mod sign_out;
pub mod site_menu;
pub mod status;
pub mod text;
pub mod timeline;
pub mod toast;
pub mod tools;
