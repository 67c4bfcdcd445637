//! What there is only so much of: shared out by address, and in turn.

pub mod fair_queue;
pub mod shares;
