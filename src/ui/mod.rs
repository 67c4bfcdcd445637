//! Components: they take model types or signals, and own how things look and are used.

pub mod avatar;
pub mod clock;
pub mod composer;
pub mod empty;
pub mod icon;
pub mod loading;
pub mod mark;
mod menu;
pub mod message;
pub mod need;
pub mod own_card;
mod person;
pub mod places;
mod reading_position;
pub mod room_link;
pub mod room_menu;
pub mod rows;
pub mod sidebar;
pub mod sign_out;
pub mod site_menu;
pub mod status;
pub mod system_message;
pub mod text;
pub mod timeline;
pub mod toast;
pub mod tools;
