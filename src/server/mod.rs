//! The server: configuration, database, hub, router, and the order in which they start and stop.

pub mod assets;
pub mod auth;
pub mod chat;
pub mod command;
pub mod config;
pub mod db;
pub mod drain;
pub mod files;
pub mod folder;
pub mod forms;
pub mod headers;
pub mod lasting;
pub mod lines;
pub mod listen;
pub mod live;
pub mod manifest;
pub mod notify;
pub mod outage;
pub mod pages;
pub mod render;
pub mod room_forms;
pub mod router;
pub mod run;
pub mod sheets;
pub mod state;
pub mod theme;
pub mod tls;
pub mod zone;

pub use command::main;
pub use config::Config;
pub use run::Running;
