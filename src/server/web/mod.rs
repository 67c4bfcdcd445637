//! HTTP: routes, pages, forms, and headers.

pub mod admission;
pub mod app_state;
pub mod avatars;
pub mod context;
pub mod current_user;
mod document;
pub mod drain;
pub mod forms;
pub mod headers;
pub mod loose_links;
pub mod manifest;
pub mod markup_shape;
pub mod odd_paths;
pub mod open_page;
pub mod origin_guard;
pub mod pages;
pub mod push;
pub mod render;
pub mod router;
pub mod theme;
pub mod time_zone;
pub mod words;
