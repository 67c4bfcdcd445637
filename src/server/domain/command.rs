//! `Command`: a request that may become entries of a room's log. One file per command holds its needs and its
//! decision.

use super::{batch::Batch, needs::Needs};
use crate::model::AppError;

/// A request that is decided from facts alone.
pub trait Command: Send + 'static {
    /// Outcome for the caller.
    type Answer: Send + 'static;

    /// Adds the facts that the decision depends on.
    fn needs(&self, needs: &mut Needs);

    /// Decides it, as the next command of its batch.
    fn decide(self, batch: &mut Batch<'_>) -> Self::Answer;

    /// Upper bound for the bytes of text that connections will be sent for it, as JSON.
    fn bytes(&self) -> usize {
        0
    }
}

/// Refusal: no such room, not visible to the actor, or not permitted. One answer for all three, so that it does
/// not reveal whether the room exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoRoom;

impl From<NoRoom> for AppError {
    fn from(_: NoRoom) -> Self {
        Self::NotFound
    }
}
