//! The rows of a timeline as its components follow them.

use super::clock::Clock;
use crate::{
    model::RoomId,
    state::{self, Parts, Row, rows::Key},
    store::Store,
};
use leptos::prelude::*;

/// The parts of the state that rows depend on. Neither a key press nor presence changes them.
pub const ROWS: Parts = Parts::TIMELINES.and(Parts::OUTBOX).and(Parts::MARKS);

/// Rows with their positions by key, so that a row finds itself at once.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Rows {
    pub(super) list: Vec<Row>,
    /// Sorted by key.
    places: Vec<(Key, usize)>,
}

impl Rows {
    pub(super) fn at(&self, key: &Key) -> Option<&Row> {
        let place = self.places.binary_search_by(|(other, _)| other.cmp(key)).ok()?;
        self.list.get(self.places[place].1)
    }
}

/// The rows of a room, made anew when the state that they depend on changes.
pub(super) fn rows_of(room: RoomId, store: Store, clock: Clock) -> Memo<Rows> {
    Memo::new(move |_| {
        store.with(ROWS, |client| {
            let list = match (client.timelines.get(&room), &client.me) {
                (Some(timeline), Some(me)) => {
                    let line = client.marks.line(room);
                    state::rows(timeline, &client.outbox, me.id, line, |at| clock.local(at).day)
                }
                // Messages written before the history has loaded are shown below it.
                (None, Some(me)) => state::rows_before_log(room, &client.outbox, me.id),
                (_, None) => Vec::new(),
            };
            let keys = list.iter().enumerate().map(|(position, row)| (row.key(), position));
            let mut places: Vec<_> = keys.collect();
            places.sort_unstable();
            Rows { list, places }
        })
    })
}
