//! What a timeline looks like, row by row: days, grouping, and messages on their way.

use super::{Delivery, Outbox, Timeline};
use crate::model::{ClientId, Entry, Event, Millis, RoomId, Seq, UserId};
use std::sync::Arc;

/// Messages of one person within this time stand under one name.
const GROUP: Millis = 5 * 60 * 1_000;

/// What stays the same about a row while it changes: a message on its way and the entry that it
/// becomes have the same key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    Day(Seq),
    Gap(Seq),
    New,
    Happening(Seq),
    Post(UserId, ClientId),
}

/// One row of a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A new day begins; `at` lies in it.
    Day { before: Seq, at: Millis },
    /// Messages `from ..= to` are not here yet.
    Gap { from: Seq, to: Seq },
    /// What follows is new to the reader.
    New,
    /// Somebody made, joined or left the room.
    Happening { entry: Arc<Entry> },
    /// A stored message. `heads`: it begins a group and shows its author.
    Post { entry: Arc<Entry>, client_id: ClientId, heads: bool, target: bool },
    /// A message on its way.
    Pending { by: UserId, client_id: ClientId, body: String, at: Millis, delivery: Delivery, heads: bool },
}

impl Row {
    #[must_use]
    pub fn key(&self) -> Key {
        match self {
            Self::Day { before, .. } => Key::Day(*before),
            Self::Gap { from, .. } => Key::Gap(*from),
            Self::New => Key::New,
            Self::Happening { entry } => Key::Happening(entry.seq),
            Self::Post { entry, client_id, .. } => Key::Post(entry.by, client_id.clone()),
            Self::Pending { by, client_id, .. } => Key::Post(*by, client_id.clone()),
        }
    }
}

/// The rows of `timeline`, with `me`'s messages in `outbox` at the end when the end is held.
/// The "New" line stands before the first of others' posts after `line`, if what lies between is
/// held. `day_of` numbers the reader's days.
#[must_use]
pub fn rows(
    timeline: &Timeline,
    outbox: &Outbox,
    me: UserId,
    line: Option<Seq>,
    day_of: impl Fn(Millis) -> i64,
) -> Vec<Row> {
    let mut line = line.filter(|line| timeline.first() <= line + 1);
    let mut rows = Vec::with_capacity(timeline.entries().len() + 8);
    if let Some((from, to)) = timeline.gap() {
        rows.push(Row::Gap { from, to });
    }
    let mut day = None;
    let mut group: Option<(UserId, Millis)> = None;
    for entry in timeline.entries() {
        if day.replace(day_of(entry.at)) != Some(day_of(entry.at)) {
            rows.push(Row::Day { before: entry.seq, at: entry.at });
            group = None;
        }
        if let Event::Post { client_id, .. } = &entry.event {
            if entry.by != me && line.is_some_and(|line| entry.seq > line) {
                line = None;
                rows.push(Row::New);
                group = None;
            }
            let heads = begins_group(group, entry.by, entry.at);
            group = Some((entry.by, entry.at));
            rows.push(Row::Post {
                entry: Arc::clone(entry),
                client_id: client_id.clone(),
                heads,
                target: timeline.target() == Some(entry.seq),
            });
        } else {
            group = None;
            rows.push(Row::Happening { entry: Arc::clone(entry) });
        }
    }
    if !timeline.detached() {
        rows.extend(pending(timeline.room(), outbox, me, group));
    }
    rows
}

/// The rows of a room whose log has not come yet: `me`'s messages in `outbox`.
#[must_use]
pub fn rows_before_log(room: RoomId, outbox: &Outbox, me: UserId) -> Vec<Row> {
    pending(room, outbox, me, None).collect()
}

/// Messages on their way, behind a message of this author and time.
fn pending(
    room: RoomId,
    outbox: &Outbox,
    me: UserId,
    mut group: Option<(UserId, Millis)>,
) -> impl Iterator<Item = Row> {
    outbox.of(room).map(move |message| {
        let heads = begins_group(group, me, message.at);
        group = Some((me, message.at));
        Row::Pending {
            by: me,
            client_id: message.client_id.clone(),
            body: message.body.clone(),
            at: message.at,
            delivery: message.delivery,
            heads,
        }
    })
}

/// The clocks of two machines stand behind this, so earlier counts as well as later.
fn begins_group(group: Option<(UserId, Millis)>, by: UserId, at: Millis) -> bool {
    group.is_none_or(|(author, last)| author != by || (at - last).abs() > GROUP)
}
