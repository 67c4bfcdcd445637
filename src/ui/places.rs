//! Scroll places of rooms: where each was left, for as long as the tab lives.

use crate::{browser::scroll::Place, model::RoomId, state::Map};
use leptos::prelude::*;

/// The place in each room that was left further up than its end.
#[derive(Clone, Copy)]
pub struct Places(StoredValue<Map<RoomId, Place>>);

impl Places {
    /// No places.
    #[must_use]
    pub fn new() -> Self {
        Self(StoredValue::new(Map::default()))
    }

    /// The places from the context.
    ///
    /// # Panics
    /// Outside the app, which provides them.
    #[must_use]
    pub fn expect() -> Self {
        expect_context()
    }

    pub(super) fn of(self, room: RoomId) -> Option<Place> {
        self.0.with_value(|places| places.get(&room).copied())
    }

    /// Keeps a place, or forgets it where the room is at its end.
    pub(super) fn keep(self, room: RoomId, place: Option<Place>) {
        self.0.update_value(|places| match place {
            Some(place) => drop(places.insert(room, place)),
            None => drop(places.remove(&room)),
        });
    }
}

impl Default for Places {
    fn default() -> Self {
        Self::new()
    }
}
