//! `Edit` and `DeleteMessage`: the commands that change a stored message.

use super::{
    batch::Batch,
    command::Command,
    decision::RowChange,
    facts::MessageFacts,
    mentions::{self, named},
    needs::Needs,
    permissions::{Action, can},
    post::Refused,
};
use crate::{
    model::{Body, Event, Problem, RoomId, Seq, UserId},
    wire::Refusal,
};

/// A new text for a message.
#[derive(Clone, Debug)]
pub struct Edit {
    pub room: RoomId,
    pub by: UserId,
    pub target: Seq,
    /// The entry that had changed the message last when its author began; 0 for none.
    pub base: Seq,
    pub body: Result<Body, Problem>,
}

impl Command for Edit {
    /// The seq of the edit. Of one that changes nothing, as of a second attempt: the seq of the last change.
    type Answer = Result<Seq, Refused>;

    fn needs(&self, needs: &mut Needs) {
        mentions::needs(self.room, self.body.as_ref().ok(), needs);
        needs.member(self.room, self.by);
        needs.messages.push((self.room, self.target));
    }

    fn decide(self, batch: &mut Batch<'_>) -> Self::Answer {
        let Self { room, by, target, base, body } = self;
        let message = changeable(batch, (room, target), by, [Action::EditOwn, Action::EditAny])?;
        let body = body.map_err(|problem| match problem {
            Problem::Empty => Refusal::Empty,
            _ => Refusal::TooLong,
        })?;
        if message.body.as_deref() == Some(body.as_str()) {
            return Ok(message.changed);
        }
        if message.changed != base || message.body.is_none() {
            return Err(Refusal::Conflict.into());
        }
        let limited = batch.limiter.take(by, body.as_str().len(), batch.now.ticks);
        limited.map_err(|seconds| Refused { why: Refusal::TooMany, retry_after: Some(seconds) })?;
        let mentions = named(batch, room, by, &body);
        let people = mentions.iter().map(|mention| mention.0).collect();
        let body = body.into_string();
        let event = Event::Edit { target, body: Some(body.clone()), mentions };
        let seq = batch.append(room, by, event).ok_or(Refusal::NotFound)?;
        set(batch, room, target, seq, Some(&body));
        batch.change(RowChange::Edit { room, target, seq, body, mentions: people });
        Ok(seq)
    }

    fn bytes(&self) -> usize {
        self.body.as_ref().map_or(0, |body| mentions::escaped(body.as_str()))
    }
}

/// Deletes a message: its own author may, and whoever moderates the room.
#[derive(Clone, Copy, Debug)]
pub struct DeleteMessage {
    pub room: RoomId,
    pub by: UserId,
    pub target: Seq,
}

impl Command for DeleteMessage {
    /// The seq of the deletion; of a message that is deleted already, of that one.
    type Answer = Result<Seq, Refused>;

    fn needs(&self, needs: &mut Needs) {
        needs.member(self.room, self.by);
        needs.people.push(self.by);
        needs.messages.push((self.room, self.target));
    }

    fn decide(self, batch: &mut Batch<'_>) -> Self::Answer {
        let Self { room, by, target } = self;
        let message = changeable(batch, (room, target), by, [Action::DeleteOwn, Action::DeleteAny])?;
        if message.body.is_none() {
            return Ok(message.changed);
        }
        let event = Event::Delete { target };
        let seq = batch.append(room, by, event).ok_or(Refusal::NotFound)?;
        set(batch, room, target, seq, None);
        batch.change(RowChange::DeleteMessage { room, target, seq });
        Ok(seq)
    }
}

/// The message, for somebody who may change it: `own` to their own, `any` to those of others.
fn changeable(
    batch: &Batch<'_>,
    (room, target): (RoomId, Seq),
    by: UserId,
    [own, any]: [Action; 2],
) -> Result<MessageFacts, Refusal> {
    let facts = &batch.facts;
    let of = facts.rooms.get(&room).ok_or(Refusal::NotFound)?;
    let message = facts.messages.get(&(room, target)).cloned().ok_or(Refusal::NotFound)?;
    let action = if message.by == by { own } else { any };
    if facts.signed_out.contains(&by) || !can(of.room.kind, facts.actor(room, by), action) {
        return Err(Refusal::NotFound);
    }
    if of.room.archived { Err(Refusal::Archived) } else { Ok(message) }
}

/// Keeps the facts in step, for the next command of the batch.
fn set(batch: &mut Batch<'_>, room: RoomId, target: Seq, changed: Seq, body: Option<&str>) {
    if let Some(message) = batch.facts.messages.get_mut(&(room, target)) {
        message.changed = changed;
        message.body = body.map(str::to_owned);
    }
}
