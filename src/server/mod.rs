//! The server: configuration, database, hub, router, and the order in which they start and stop.

pub mod assets;
pub mod auth;
pub mod chat;
pub mod cli;
pub mod clock;
pub mod config;
pub mod data_folder;
pub mod db;
pub mod domain;
pub mod files;
pub mod limits;
pub mod live;
pub mod log;
pub mod net;
pub mod notify;
pub mod outage;
pub mod outbound;
pub mod run;
pub mod socket;
pub mod supervise;
pub mod web;

pub use cli::main;
pub use config::Config;
pub use run::Running;
