//! Browser APIs. Compiles for the host too, where nothing calls it.

pub mod drafts;
pub mod failure;
pub mod needed;
pub mod notice;
pub mod outbox;
pub mod own_changes;
pub mod page;
pub mod scroll;
pub mod socket;
pub mod storage;
pub mod submit;
pub mod zone;
