//! The words of the pages that the server alone draws: see `words`. They stand here, so that it is plain that the
//! client does not carry them.

pub mod account;
pub mod admin;
pub mod admin_people;
pub mod app;
pub mod common;
pub mod details;
pub mod direct;
pub mod first_steps;
pub mod invitations;
pub mod invites;
pub mod notifications;
pub mod profile;
pub mod recovery;
pub mod rooms;
pub mod scripts;
pub mod share;
pub mod sign_in;
