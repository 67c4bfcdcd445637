//! Presence and typing: the viewer's own, the people watched, and who is typing. Nothing of it outlives a
//! connection.

use super::step::Effect;
use crate::state::Map;
use crate::{
    model::{Millis, Presence, RoomId, UserId},
    wire::ClientFrame,
};

/// Typing is sent at most this often, and shown for so long, in milliseconds.
const SAID_EVERY: Millis = 3_000;
const BELIEVED: Millis = 5_000;
/// Time without input after which the viewer is away: ten minutes.
const IDLE: Millis = 10 * 60 * 1_000;

/// Presence and typing as this tab knows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PresenceState {
    people: Map<UserId, Presence>,
    /// People typing in each room, and when that expires.
    writing: Map<RoomId, Vec<(UserId, Millis)>>,
    /// The last presence sent on this connection.
    told_active: bool,
    watched: Vec<UserId>,
    /// When the viewer last did something, and when and where typing was last sent.
    stirred: Millis,
    typed: Option<(RoomId, Millis)>,
    /// Whether others still see the viewer typing.
    typing: bool,
}

impl PresenceState {
    /// A person's presence, if known.
    #[must_use]
    pub fn presence(&self, person: UserId) -> Option<Presence> {
        self.people.get(&person).copied()
    }

    /// The people typing in a room.
    pub fn writing(&self, room: RoomId) -> impl Iterator<Item = UserId> {
        self.writing.get(&room).into_iter().flatten().map(|(person, _)| *person)
    }

    /// A new connection: the server knows nothing, and no presence is known. Keeps the time of the last
    /// input.
    pub(super) fn begin(&mut self) {
        *self = Self { stirred: self.stirred, ..Self::default() };
    }

    /// The viewer did something.
    pub(super) fn stir(&mut self, now: Millis) {
        self.stirred = now;
    }

    /// The viewer types in a room.
    pub(super) fn types(&mut self, room: RoomId, now: Millis) -> Option<Effect> {
        if self.typed.is_some_and(|(last, at)| last == room && now - at < SAID_EVERY) {
            return None;
        }
        self.typed = Some((room, now));
        self.typing = true;
        Some(Effect::Transmit(ClientFrame::Typing { room, ended: false }))
    }

    /// The viewer has cleared or left their draft. Sent once, not for each key.
    pub(super) fn ends(&mut self) -> Option<Effect> {
        let (room, _) = self.typed.filter(|_| std::mem::take(&mut self.typing))?;
        Some(Effect::Transmit(ClientFrame::Typing { room, ended: true }))
    }

    /// The viewer posts, which ends typing by itself.
    pub(super) fn posts(&mut self) {
        self.typing = false;
    }

    /// Presence frames to send: whether the viewer is active, and whom they watch.
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
            self.writing.or_default(room).push((person, now + BELIEVED));
        }
    }

    /// Whether somebody is shown as typing in a room.
    pub(super) fn is_writing(&self, room: RoomId, person: UserId) -> bool {
        self.writing(room).any(|other| other == person)
    }

    /// Somebody has posted, or stopped typing.
    pub(super) fn wrote(&mut self, room: RoomId, person: UserId) {
        if let Some(writing) = self.writing.get_mut(&room) {
            writing.retain(|(other, _)| *other != person);
        }
    }

    /// Whether a typing indicator has expired.
    pub(super) fn is_due(&self, now: Millis) -> bool {
        self.writing.values().flatten().any(|(_, until)| now >= *until)
    }

    pub(super) fn tick(&mut self, now: Millis) {
        for (_, writing) in self.writing.iter_mut() {
            writing.retain(|(_, until)| now < *until);
        }
    }
}
