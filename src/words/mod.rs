//! The words for people: each sentence that is shown stands here by its name, and nowhere else. Errors, refusals and
//! components carry data. It knows the nouns and the protocol, and no page.
//!
//! Fixed sentences are constants, those that hold data are functions; there is no table of them, so that the client
//! carries no more than it shows. Pages that the server alone draws have theirs in `server/web/words`. A second
//! language is a second set behind the same names.

pub mod actions;
pub mod composer;
pub mod devices;
pub mod errors;
pub mod fields;
pub mod frame;
pub mod http;
pub mod people;
pub mod room;
pub mod sidebar;
pub mod sign_out;
pub mod status;
pub mod time;
pub mod timeline;
pub mod toast;
