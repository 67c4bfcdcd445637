//! The outbox: messages sending, stored but not yet seen as entries, and refused.

use crate::model::{ClientId, Millis, RoomId, Seq};
use crate::wire::Refusal;

/// The delivery state of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Sent, or waiting for a connection; not answered.
    Sending,
    /// Stored as this seq; its entry is about to come.
    Stored(Seq),
    /// Refused; it stays until the person retries or discards it.
    Failed(Refusal),
}

/// A message that is not yet an entry. Its room was fixed when it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    pub room: RoomId,
    pub client_id: ClientId,
    pub body: String,
    pub at: Millis,
    pub delivery: Delivery,
}

/// Messages in the order in which they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outbox {
    messages: Vec<Pending>,
    /// Client ids of messages that were removed since the last call of `take_gone`.
    gone: Vec<ClientId>,
}

impl Outbox {
    /// Adds a message. Returns whether it is new.
    pub fn push(&mut self, message: Pending) -> bool {
        let is_new = self.find(&message.client_id).is_none();
        if is_new {
            self.messages.push(message);
        }
        is_new
    }

    /// Messages of one room, oldest first.
    pub fn of(&self, room: RoomId) -> impl Iterator<Item = &Pending> {
        self.messages.iter().filter(move |message| message.room == room)
    }

    /// Unanswered messages of all rooms, in order: to be sent after connecting.
    pub fn unanswered(&self) -> impl Iterator<Item = &Pending> {
        self.messages.iter().filter(|message| message.delivery == Delivery::Sending)
    }

    /// Client ids of all messages.
    pub fn names(&self) -> impl Iterator<Item = &ClientId> {
        self.messages.iter().map(|message| &message.client_id)
    }

    /// Number of unanswered messages.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.unanswered().count()
    }

    /// Refused messages, and why.
    pub fn refused_ones(&self) -> impl Iterator<Item = (&Pending, Refusal)> {
        self.messages.iter().filter_map(|message| match message.delivery {
            Delivery::Failed(why) => Some((message, why)),
            Delivery::Sending | Delivery::Stored(_) => None,
        })
    }

    /// Whether every message is stored, so that nothing would be lost with the page.
    #[must_use]
    pub fn is_answered_for(&self) -> bool {
        self.messages.iter().all(|message| matches!(message.delivery, Delivery::Stored(_)))
    }

    pub fn acked(&mut self, client_id: &ClientId, seq: Seq) {
        self.set(client_id, Delivery::Stored(seq));
    }

    /// Marks a message as refused. Returns it, if that has changed it.
    pub fn refused(&mut self, client_id: &ClientId, why: Refusal) -> Option<Pending> {
        // An ack is final: a late refusal of a second copy says nothing about the first.
        self.find(client_id).filter(|message| message.delivery == Delivery::Sending)?;
        self.set(client_id, Delivery::Failed(why));
        self.find(client_id).cloned()
    }

    /// Sends a failed message again, as the newest of its room.
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

    /// Sends stored messages of a room, or of all rooms, again, because the log was replaced before their
    /// entries were seen. Returns them.
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

    /// Removes a message: it has become an entry, or was given up.
    pub fn remove(&mut self, client_id: &ClientId) {
        self.take_out(|message| message.client_id == *client_id);
    }

    /// Removes messages of a room stored at or before this seq: they are shown as entries, or lie further
    /// back than the timeline.
    pub fn settled(&mut self, room: RoomId, upto: Seq) {
        self.take_out(|message| {
            message.room == room && matches!(message.delivery, Delivery::Stored(seq) if seq <= upto)
        });
    }

    /// Client ids of messages removed since the last call.
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
