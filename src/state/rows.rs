//! A timeline as rows: day separators, grouped messages, gaps, and messages in the outbox.

use super::{Delivery, Outbox, OwnChange, Stage, Timeline};
use crate::model::{ClientId, Entry, Event, Millis, RoomId, Seq, UserId};
use std::sync::Arc;

/// Messages of one author within this time, in milliseconds, are grouped under one name.
const GROUP: Millis = 5 * 60 * 1_000;

/// The stable key of a row: a message in the outbox and the entry that it becomes have the same key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    Day(Seq),
    Gap(Seq),
    New,
    SystemMessage(Seq),
    Post(UserId, ClientId),
}

/// One row of a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A day separator; `at` lies in the day.
    Day { before: Seq, at: Millis },
    /// Entries `from ..= to` are not loaded.
    Gap { from: Seq, to: Seq },
    /// The "New" line: the rows below are unread.
    New,
    /// A system message, such as a change of the room, or a run of joins and leaves in one line. At least one entry;
    /// several are joins and leaves alone.
    SystemMessage { entries: Vec<Arc<Entry>> },
    /// A stored message, or what is left of a deleted one. `heads`: it begins a group and shows its author. `own`: the
    /// stage of the viewer's change of it.
    Post { entry: Arc<Entry>, client_id: ClientId, heads: bool, target: bool, own: Option<Stage> },
    /// A message in the outbox.
    Pending { by: UserId, client_id: ClientId, body: String, at: Millis, delivery: Delivery, heads: bool },
}

impl Row {
    #[must_use]
    pub fn key(&self) -> Key {
        match self {
            Self::Day { before, .. } => Key::Day(*before),
            Self::Gap { from, .. } => Key::Gap(*from),
            Self::New => Key::New,
            // By its last entry: older ones join it while history loads, and it stays the same row.
            Self::SystemMessage { entries } => Key::SystemMessage(entries.last().map_or(0, |entry| entry.seq)),
            Self::Post { entry, client_id, .. } => Key::Post(entry.by, client_id.clone()),
            Self::Pending { by, client_id, .. } => Key::Post(*by, client_id.clone()),
        }
    }
}

/// The rows of `timeline`, with `me`'s messages in `outbox` at the end when the end is held. The "New" line
/// stands before the first of others' posts after `line`, if the entries between are held. `day_of` numbers
/// the viewer's days.
#[must_use]
pub fn rows(
    timeline: &Timeline,
    outbox: &Outbox,
    me: UserId,
    line: Option<Seq>,
    day_of: impl Fn(Millis) -> i64,
) -> Vec<Row> {
    let mut line = line.filter(|line| timeline.first() <= line + 1);
    let mut rows = Vec::with_capacity(timeline.rows().len() + 8);
    if let Some((from, to)) = timeline.gap() {
        rows.push(Row::Gap { from, to });
    }
    let mut day = None;
    let mut group: Option<(UserId, Millis)> = None;
    for entry in timeline.rows() {
        // The intro block stands above the first day.
        if entry.event == Event::Create {
            rows.push(Row::SystemMessage { entries: vec![Arc::clone(entry)] });
            continue;
        }
        if day.replace(day_of(entry.at)) != Some(day_of(entry.at)) {
            rows.push(Row::Day { before: entry.seq, at: entry.at });
            group = None;
        }
        if let Some(client_id) = entry.client_id() {
            if entry.is_post() && entry.by != me && line.is_some_and(|line| entry.seq > line) {
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
                own: None,
            });
        } else {
            group = None;
            match rows.last_mut() {
                Some(Row::SystemMessage { entries }) if entries.iter().chain([entry]).all(|entry| folds(entry)) => {
                    entries.push(Arc::clone(entry));
                }
                _ => rows.push(Row::SystemMessage { entries: vec![Arc::clone(entry)] }),
            }
        }
    }
    if !timeline.detached() {
        rows.extend(pending(timeline.room(), outbox, me, group));
    }
    rows
}

/// Puts the viewer's changes into the rows of their messages.
pub fn put_changes<'a>(rows: &mut [Row], changes: impl Iterator<Item = &'a OwnChange>) {
    for change in changes {
        let found = rows.iter_mut().find_map(|row| match row {
            Row::Post { entry, own, .. } if entry.seq == change.seq => Some(own),
            _ => None,
        });
        if let Some(own) = found {
            *own = Some(change.stage.clone());
        }
    }
}

/// The rows of a room whose log has not come yet: `me`'s messages in `outbox`.
#[must_use]
pub fn rows_before_log(room: RoomId, outbox: &Outbox, me: UserId) -> Vec<Row> {
    pending(room, outbox, me, None).collect()
}

/// Rows of messages in the outbox, after a message of this author and time.
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

/// Whether an entry stands in one line with others of its kind.
fn folds(entry: &Entry) -> bool {
    matches!(entry.event, Event::Join | Event::Leave)
}

/// The times come from two machines' clocks, so a difference counts in both directions.
fn begins_group(group: Option<(UserId, Millis)>, by: UserId, at: Millis) -> bool {
    group.is_none_or(|(author, last)| author != by || (at - last).abs() > GROUP)
}
