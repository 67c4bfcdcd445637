//! `Queued`: a command in the writer's queue, whatever the type of its answer.

use super::Unstored;
use crate::server::domain::{batch::Batch, command::Command, needs::Needs};

/// A command in a batch.
pub(super) trait Queued: Send {
    fn bytes(&self) -> usize;
    fn needs(&self, needs: &mut Needs);
    fn decide(&mut self, batch: &mut Batch<'_>);
    /// Gives the caller its answer, after the commit and before the entry is published.
    fn answer(self: Box<Self>, stored: Result<(), Unstored>);
}

/// A [`Queued`] command, and its answer once it is decided.
pub(super) struct Undecided<C: Command, R> {
    command: Option<C>,
    answer: Option<C::Answer>,
    reply: R,
}

impl<C: Command, R> Undecided<C, R> {
    pub(super) fn new(command: C, reply: R) -> Self {
        Self { command: Some(command), answer: None, reply }
    }
}

impl<C, R> Queued for Undecided<C, R>
where
    C: Command,
    R: FnOnce(Result<C::Answer, Unstored>) + Send,
{
    fn bytes(&self) -> usize {
        self.command.as_ref().map_or(0, C::bytes)
    }

    fn needs(&self, needs: &mut Needs) {
        if let Some(command) = &self.command {
            command.needs(needs);
        }
    }

    fn decide(&mut self, batch: &mut Batch<'_>) {
        self.answer = self.command.take().map(|command| command.decide(batch));
    }

    fn answer(self: Box<Self>, stored: Result<(), Unstored>) {
        let Self { answer, reply, .. } = *self;
        reply(stored.and_then(|()| answer.ok_or(Unstored::Failed)));
    }
}
