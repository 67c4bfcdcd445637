//! Who is around: what this tab says of its own reader, whom it watches, and who is writing.
//! Nothing of it outlives a line.

use super::step::Effect;
use crate::{
    model::{Millis, Presence, RoomId, UserId},
    wire::ClientFrame,
};
use std::collections::HashMap;

/// Typing is said at most this often, and believed for so long, in milliseconds.
const SAID_EVERY: Millis = 3_000;
const BELIEVED: Millis = 5_000;
/// Whoever has done nothing for this long is not there: ten minutes.
const IDLE: Millis = 10 * 60 * 1_000;

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PresenceState {
    people: HashMap<UserId, Presence>,
    /// Who writes where, and until when that is believed.
    writing: HashMap<RoomId, Vec<(UserId, Millis)>>,
    /// What the server was told on this line.
    told_active: bool,
    watched: Vec<UserId>,
    /// When the reader last did something, and last said that they write.
    stirred: Millis,
    typed: Option<(RoomId, Millis)>,
    /// Whether others believe that they still do.
    typing: bool,
}

impl PresenceState {
    /// How somebody is, as far as it is known.
    #[must_use]
    pub fn presence(&self, person: UserId) -> Option<Presence> {
        self.people.get(&person).copied()
    }

    /// Who writes in a room.
    pub fn writing(&self, room: RoomId) -> impl Iterator<Item = UserId> {
        self.writing.get(&room).into_iter().flatten().map(|(person, _)| *person)
    }

    /// A new line: the server knows nothing, and nothing is known.
    pub(super) fn begin(&mut self) {
        *self = Self { stirred: self.stirred, ..Self::default() };
    }

    /// The reader does something.
    pub(super) fn stir(&mut self, now: Millis) {
        self.stirred = now;
    }

    /// The reader writes in a room.
    pub(super) fn types(&mut self, room: RoomId, now: Millis) -> Option<Effect> {
        if self.typed.is_some_and(|(last, at)| last == room && now - at < SAID_EVERY) {
            return None;
        }
        self.typed = Some((room, now));
        self.typing = true;
        Some(Effect::Transmit(ClientFrame::Typing { room, ended: false }))
    }

    /// The reader has emptied what they wrote, or left it. Said once: it is not for each key.
    pub(super) fn ends(&mut self) -> Option<Effect> {
        let (room, _) = self.typed.filter(|_| std::mem::take(&mut self.typing))?;
        Some(Effect::Transmit(ClientFrame::Typing { room, ended: true }))
    }

    /// The reader sends what they wrote, which says by itself that they have ended.
    pub(super) fn posts(&mut self) {
        self.typing = false;
    }

    /// What the server is to be told: whether somebody is here, and whom they see.
    pub(super) fn tell(&mut self, looking: bool, seen: Vec<UserId>, now: Millis) -> Vec<Effect> {
        let mut effects = Vec::new();
        let active = looking && now - self.stirred < IDLE;
        if self.told_active != active {
            self.told_active = active;
            effects.push(Effect::Transmit(ClientFrame::Active { active }));
        }
        if self.watched != seen {
            self.people.retain(|person, _| seen.contains(person));
            self.watched.clone_from(&seen);
            effects.push(Effect::Transmit(ClientFrame::Watch { people: seen }));
        }
        effects
    }

    pub(super) fn heard(&mut self, presence: Vec<(UserId, Presence)>) {
        for (person, presence) in presence {
            if self.watched.contains(&person) {
                self.people.insert(person, presence);
            }
        }
    }

    pub(super) fn write(&mut self, room: RoomId, people: Vec<UserId>, me: Option<UserId>, now: Millis) {
        for person in people.into_iter().filter(|person| Some(*person) != me) {
            self.wrote(room, person);
            self.writing.entry(room).or_default().push((person, now + BELIEVED));
        }
    }

    /// Whether somebody is believed to be writing in a room.
    pub(super) fn is_writing(&self, room: RoomId, person: UserId) -> bool {
        self.writing(room).any(|other| other == person)
    }

    /// Somebody has sent what they wrote, or ended without.
    pub(super) fn wrote(&mut self, room: RoomId, person: UserId) {
        if let Some(writing) = self.writing.get_mut(&room) {
            writing.retain(|(other, _)| *other != person);
        }
    }

    /// Whether somebody is no longer believed to be writing.
    pub(super) fn is_due(&self, now: Millis) -> bool {
        self.writing.values().flatten().any(|(_, until)| now >= *until)
    }

    pub(super) fn tick(&mut self, now: Millis) {
        for writing in self.writing.values_mut() {
            writing.retain(|(_, until)| now < *until);
        }
    }
}
