//! `Command`: something that would become entries of a room's log. One file a command holds what it needs
//! to know and how it is decided.

use super::{batch::Batch, needs::Needs};
use crate::model::AppError;

/// See the module.
pub trait Command: Send + 'static {
    /// What becomes of it.
    type Answer: Send + 'static;

    /// Asks for what deciding it turns on.
    fn needs(&self, needs: &mut Needs);

    /// Decides it, as the next one of its batch.
    fn decide(self, batch: &mut Batch<'_>) -> Self::Answer;

    /// Bytes of text that listeners will be sent of it, as JSON at most.
    fn bytes(&self) -> usize {
        0
    }
}

/// There is no such room, or not for this person, or not for them to do this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoRoom;

impl From<NoRoom> for AppError {
    fn from(_: NoRoom) -> Self {
        Self::NotFound
    }
}
