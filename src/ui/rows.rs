//! The rows of a timeline as its components follow them.

use super::clock::Clock;
use crate::{
    browser::page,
    model::{RoomId, Seq},
    state::{self, Drawn, Parts, Row, rows::Key},
    store::Store,
};
use leptos::prelude::*;

/// The height of a usual row, and that of head and composer around the rows, in pixels.
const ROW: usize = 32;
const AROUND: usize = 132;

/// The parts of the state that rows depend on. Neither a key press nor presence changes them.
pub const ROWS: Parts = Parts::TIMELINES.and(Parts::OUTBOX).and(Parts::MARKS).and(Parts::OWN_CHANGES);

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

    /// The row where a timeline opens: the one that a link points at; unless it opens at its end, the "New" line or
    /// the row where the room was `left`.
    fn place(&self, at_end: bool, left: Option<Seq>) -> Option<usize> {
        let find = |is: &dyn Fn(&Row) -> bool| self.list.iter().position(is);
        let is_left = |row: &Row| match row {
            Row::Post { entry, .. } => Some(entry.seq) == left,
            Row::SystemMessage { entries } => entries.last().map(|entry| entry.seq) == left,
            _ => false,
        };
        find(&|row| matches!(row, Row::Post { target: true, .. })).or_else(|| {
            let line = find(&|row| *row == Row::New);
            line.into_iter().chain(left.and_then(|_| find(&is_left))).min().filter(|_| !at_end)
        })
    }
}

/// The rows of a room, made anew when the state that they depend on changes.
pub(super) fn rows_of(room: RoomId, store: Store, clock: Clock) -> Memo<Rows> {
    Memo::new(move |_| {
        store.with(ROWS, |client| {
            let mut list = match (client.timelines.get(&room), &client.me) {
                (Some(timeline), Some(me)) => {
                    let line = client.marks.line(room);
                    state::rows(timeline, &client.outbox, me.id, line, |at| clock.local(at).day)
                }
                // Messages written before the history has loaded are shown below it.
                (None, Some(me)) => state::rows_before_log(room, &client.outbox, me.id),
                (_, None) => Vec::new(),
            };
            state::put_changes(&mut list, client.own_changes.in_room(room));
            let keys = list.iter().enumerate().map(|(position, row)| (row.key(), position));
            let mut places: Vec<_> = keys.collect();
            places.sort_unstable();
            Rows { list, places }
        })
    })
}

/// The rows that are drawn. After hydration a timeline opens with a screenful: at the end, or where the room was
/// `left`.
pub(super) fn drawn_of(rows: Memo<Rows>, store: Store, at_end: bool, left: Option<Seq>) -> Memo<Drawn> {
    let frame = RwSignal::new(0_u32);
    let drawn = Memo::new(move |before: Option<&(u32, Drawn)>| {
        let now = frame.get();
        let keys = rows.with(|rows| rows.list.iter().map(Row::key).collect());
        let drawn = match before {
            Some((then, before)) if *then == now => before.after(keys),
            Some((_, before)) => before.after(keys).more(),
            None if store.hydrated.get_untracked() => {
                let place = rows.with_untracked(|rows| rows.place(at_end, left));
                Drawn::open(keys, place, page::height().saturating_sub(AROUND) / ROW)
            }
            None => Drawn::all(keys),
        };
        (now, drawn)
    });
    Effect::new(move |_| {
        if !drawn.with(|(_, drawn)| drawn.is_whole()) {
            // Behind the next paint: the rows that are there are seen before more are made.
            page::after_paint(move || {
                frame.try_update(|frame| *frame = frame.wrapping_add(1));
            });
        }
    });
    Memo::new(move |_| drawn.with(|(_, drawn)| drawn.clone()))
}
