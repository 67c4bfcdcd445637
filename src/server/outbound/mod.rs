//! Outgoing requests: the address guard, and the push client.

pub mod address_guard;
pub mod https;
pub mod options;
