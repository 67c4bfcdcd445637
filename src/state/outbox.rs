//! Messages on their way: sending, refused, not yet answered.

use crate::model::{ClientId, Millis, RoomId, Seq};
use crate::wire::Refusal;

/// How far a message has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Sent, or waiting for a line; not answered.
    Sending,
    /// Stored as this seq; its entry is about to come.
    Stored(Seq),
    /// Refused; it stays here until the person tries again or discards it.
    Failed(Refusal),
}

/// A message that is not yet an entry. Its room was bound when it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    pub room: RoomId,
    pub client_id: ClientId,
    pub body: String,
    pub at: Millis,
    pub delivery: Delivery,
}

/// Messages in the order they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outbox {
    messages: Vec<Pending>,
    /// Those that have left since this was last asked.
    gone: Vec<ClientId>,
}

impl Outbox {
    /// Takes a message in. Whether it was not here already.
    pub fn push(&mut self, message: Pending) -> bool {
        let is_new = self.find(&message.client_id).is_none();
        if is_new {
            self.messages.push(message);
        }
        is_new
    }

    /// Those of one room, oldest first.
    pub fn of(&self, room: RoomId) -> impl Iterator<Item = &Pending> {
        self.messages.iter().filter(move |message| message.room == room)
    }

    /// Those that have had no answer, over all rooms, in order: what to send after connecting.
    pub fn unanswered(&self) -> impl Iterator<Item = &Pending> {
        self.messages.iter().filter(|message| message.delivery == Delivery::Sending)
    }

    /// The names of all that are here.
    pub fn names(&self) -> impl Iterator<Item = &ClientId> {
        self.messages.iter().map(|message| &message.client_id)
    }

    /// How many have had no answer.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.unanswered().count()
    }

    /// Those that were refused, and why.
    pub fn refused_ones(&self) -> impl Iterator<Item = (&Pending, Refusal)> {
        self.messages.iter().filter_map(|message| match message.delivery {
            Delivery::Failed(why) => Some((message, why)),
            Delivery::Sending | Delivery::Stored(_) => None,
        })
    }

    /// Whether nothing would be lost with this: all that was written is stored.
    #[must_use]
    pub fn is_answered_for(&self) -> bool {
        self.messages.iter().all(|message| matches!(message.delivery, Delivery::Stored(_)))
    }

    pub fn acked(&mut self, client_id: &ClientId, seq: Seq) {
        self.set(client_id, Delivery::Stored(seq));
    }

    /// The message as it is now, if that has changed it.
    pub fn refused(&mut self, client_id: &ClientId, why: Refusal) -> Option<Pending> {
        // An ack is final: a late refusal of a second copy says nothing about the first.
        self.find(client_id).filter(|message| message.delivery == Delivery::Sending)?;
        self.set(client_id, Delivery::Failed(why));
        self.find(client_id).cloned()
    }

    /// Turns a failed message back into one that is being sent, as the newest of its room.
    pub fn retry(&mut self, client_id: &ClientId) -> Option<Pending> {
        let place = self
            .messages
            .iter()
            .position(|message| message.client_id == *client_id && matches!(message.delivery, Delivery::Failed(_)))?;
        let mut message = self.messages.remove(place);
        message.delivery = Delivery::Sending;
        self.messages.push(message.clone());
        Some(message)
    }

    /// What a room's log, or every log, no longer vouches for: what was stored in it and has not been
    /// seen there is on its way again. Those that are.
    pub fn doubt(&mut self, room: Option<RoomId>) -> Vec<Pending> {
        let stored = |message: &&mut Pending| {
            matches!(message.delivery, Delivery::Stored(_)) && room.is_none_or(|room| room == message.room)
        };
        let doubted = self.messages.iter_mut().filter(stored).map(|message| {
            message.delivery = Delivery::Sending;
            message.clone()
        });
        doubted.collect()
    }

    /// Takes a message out: it has become an entry, or was given up.
    pub fn remove(&mut self, client_id: &ClientId) {
        self.take_out(|message| message.client_id == *client_id);
    }

    /// Takes out what is stored no further than this seq of a room: it is shown as an entry, or
    /// lies further back than what is shown.
    pub fn settled(&mut self, room: RoomId, upto: Seq) {
        self.take_out(|message| {
            message.room == room && matches!(message.delivery, Delivery::Stored(seq) if seq <= upto)
        });
    }

    /// Those that have left since this was last asked.
    pub fn take_gone(&mut self) -> Vec<ClientId> {
        std::mem::take(&mut self.gone)
    }

    fn take_out(&mut self, leaves: impl Fn(&Pending) -> bool) {
        let gone = self.messages.extract_if(.., |message| leaves(message)).map(|message| message.client_id);
        self.gone.extend(gone);
    }

    fn find(&self, client_id: &ClientId) -> Option<&Pending> {
        self.messages.iter().find(|message| message.client_id == *client_id)
    }

    fn set(&mut self, client_id: &ClientId, delivery: Delivery) {
        if let Some(message) = self.messages.iter_mut().find(|m| m.client_id == *client_id) {
            message.delivery = delivery;
        }
    }
}
