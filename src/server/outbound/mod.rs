//! Requests that leave this machine: where they may go, and how.

pub mod address_guard;
pub mod https;
pub mod options;
