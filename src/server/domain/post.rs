//! `Post`: posting a message.

use super::{
    batch::Batch,
    command::Command,
    mentions::{self, named},
    needs::Needs,
    permissions::{Action, can},
};
use crate::{
    model::{Body, ClientId, Event, Problem, RoomId, Seq, UserId},
    wire::Refusal,
};

/// A message. Its text is validated only after the check for a duplicate.
#[derive(Clone, Debug)]
pub struct Post {
    pub room: RoomId,
    pub by: UserId,
    pub client_id: ClientId,
    pub body: Result<Body, Problem>,
}

/// Reason for a refusal, and the seconds after which a retry can succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    pub why: Refusal,
    pub retry_after: Option<u64>,
}

impl From<Refusal> for Refused {
    fn from(why: Refusal) -> Self {
        Self { why, retry_after: None }
    }
}

impl Command for Post {
    /// The seq of the message, stored now or by an earlier attempt.
    type Answer = Result<Seq, Refused>;

    fn needs(&self, needs: &mut Needs) {
        mentions::needs(self.room, self.body.as_ref().ok(), needs);
        needs.member(self.room, self.by);
        needs.posts.push((self.room, self.by, self.client_id.clone()));
    }

    fn decide(self, batch: &mut Batch<'_>) -> Self::Answer {
        let Self { room, by, client_id, body } = self;
        let key = (room, by, client_id);
        // Before all other checks: a duplicate gets the first answer, whatever has changed since.
        if let Some(seq) = batch.facts.stored.get(&key) {
            return Ok(*seq);
        }
        let of = batch.facts.rooms.get(&room).map(|of| (of.room.kind, of.room.archived));
        let Some((kind, archived)) = of else { return Err(Refusal::NotFound.into()) };
        if !can(kind, batch.facts.actor(room, by), Action::Post) || batch.facts.signed_out.contains(&by) {
            return Err(Refusal::NotFound.into());
        }
        if archived {
            return Err(Refusal::Archived.into());
        }
        let body = body.map_err(|problem| match problem {
            Problem::Empty => Refusal::Empty,
            _ => Refusal::TooLong,
        })?;
        let limited = batch.limiter.take(by, body.as_str().len(), batch.now.ticks);
        limited.map_err(|seconds| Refused { why: Refusal::TooMany, retry_after: Some(seconds) })?;
        let named = named(batch, room, by, &body);
        let mentions: Vec<UserId> = named.iter().map(|mention| mention.0).collect();
        let event = Event::Post { client_id: key.2.clone(), body: body.into_string(), mentions: named, edited: 0 };
        let seq = batch.append(room, by, event).ok_or(Refusal::NotFound)?;
        batch.decision.mentions.extend(mentions.into_iter().map(|person| (room, person, seq)));
        batch.facts.stored.insert(key, seq);
        Ok(seq)
    }

    fn bytes(&self) -> usize {
        self.body.as_ref().map_or(0, |body| mentions::escaped(body.as_str()))
    }
}
