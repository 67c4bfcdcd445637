//! What pages ask the server for. Each function is a public address: it finds out who asks, calls
//! one use case, and returns model types.

pub mod json;
pub mod messages;
pub mod pages;
pub mod rooms;
pub mod session;
