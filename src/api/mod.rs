//! Server functions. Each is a public address: it identifies the viewer, calls one use case, and returns
//! model types.

pub mod json;
pub mod messages;
pub mod pages;
pub mod rooms;
pub mod session;
