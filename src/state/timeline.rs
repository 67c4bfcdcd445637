//! `Timeline`: the part of one room's log that a tab holds, one contiguous range.

use super::changes::Changes;
use crate::model::{Entry, History, RoomId, Seq, limits};
use std::{ops::RangeInclusive, sync::Arc};

/// The range `base + 1 ..= to` of a room's log: the rows in it, that is messages in their present state and system
/// messages.
///
/// Two cursors, because the end of what is held and the end of what is known differ while the viewer reads the
/// past: rows are held up to `to`, and the changes of them are applied up to `as_of`. Live entries and catch-up
/// only ever move `as_of` by one, and add a row only right behind `to`; a page is taken only where it continues
/// the range. So there is no hole, no duplicate and no disorder, whatever arrives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    room: RoomId,
    rows: Vec<Arc<Entry>>,
    /// The seq right before the range.
    base: Seq,
    /// The end of the range.
    to: Seq,
    /// Every entry up to here is known: it is a row, or it has changed one, or it lies outside the range.
    as_of: Seq,
    /// The log's head as last heard of.
    head: Seq,
    /// The gap right before the first row, skipped because too much was missed.
    gap: Option<(Seq, Seq)>,
    /// The entry that a link points at.
    target: Option<Seq>,
    /// The newest changes of messages, for pages that were read before them.
    changes: Changes,
    /// Rows that may have changed in a way that is not known: to be read again.
    stale: Option<(Seq, Seq)>,
}

/// The result of admitting a live entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admitted {
    Added,
    /// It was known already, is no row of its own, or lies outside what is held: nothing to do.
    Skipped,
    /// Entries before it are missing: resume from this seq.
    Missed(Seq),
}

impl Timeline {
    #[must_use]
    pub fn new(room: RoomId, history: &History, target: Option<Seq>) -> Self {
        let base = history.from - 1;
        let mut timeline = Self {
            room,
            rows: Vec::with_capacity(history.entries.len()),
            base,
            to: base,
            as_of: history.head,
            head: history.head,
            gap: None,
            target,
            changes: Changes::default(),
            stale: None,
        };
        timeline.append(history);
        timeline
    }

    #[must_use]
    pub const fn room(&self) -> RoomId {
        self.room
    }

    /// The rows held, oldest first.
    #[must_use]
    pub fn rows(&self) -> &[Arc<Entry>] {
        &self.rows
    }

    /// The row of an entry, if it is held.
    #[must_use]
    pub fn row(&self, seq: Seq) -> Option<&Entry> {
        self.rows.binary_search_by_key(&seq, |row| row.seq).ok().map(|place| &*self.rows[place])
    }

    /// Whether everything after a seq is held, and no message from before it was changed since.
    #[must_use]
    pub fn adds_only_since(&self, seq: Seq) -> bool {
        self.base <= seq && self.to == self.as_of && self.changes.is_empty_after(seq)
    }

    /// The oldest seq held; one after the newest when nothing is.
    #[must_use]
    pub const fn first(&self) -> Seq {
        self.base + 1
    }

    /// The newest seq held; the one before the range when nothing is.
    #[must_use]
    pub const fn last(&self) -> Seq {
        self.to
    }

    #[must_use]
    pub const fn head(&self) -> Seq {
        self.head
    }

    /// Whether newer rows exist that are deliberately not held: the viewer reads the past.
    #[must_use]
    pub const fn detached(&self) -> bool {
        self.to < self.as_of
    }

    /// The gap right before the first row; `None` until the page after it has come and begins there.
    #[must_use]
    pub fn gap(&self) -> Option<(Seq, Seq)> {
        self.gap.filter(|(_, to)| *to == self.base)
    }

    #[must_use]
    pub const fn target(&self) -> Option<Seq> {
        self.target
    }

    #[must_use]
    pub const fn has_older(&self) -> bool {
        self.base > 0
    }

    /// The seq to resume after.
    #[must_use]
    pub const fn resume_after(&self) -> Seq {
        self.as_of
    }

    /// The rows to be read again, if there are any: from this range on.
    #[must_use]
    pub const fn stale(&self) -> Option<(Seq, Seq)> {
        self.stale
    }

    /// Takes a live entry.
    pub fn admit(&mut self, entry: &Entry) -> Admitted {
        self.head = self.head.max(entry.seq);
        if entry.seq <= self.as_of {
            return Admitted::Skipped;
        }
        if entry.seq > self.as_of + 1 {
            return Admitted::Missed(self.as_of);
        }
        let is_next = entry.seq == self.to + 1 && !self.detached();
        self.as_of = entry.seq;
        if is_next {
            self.to = entry.seq;
        }
        if entry.target().is_some() {
            self.change(entry);
            Admitted::Skipped
        } else if is_next {
            self.rows.push(Arc::new(entry.clone()));
            self.trim_oldest();
            Admitted::Added
        } else {
            Admitted::Skipped
        }
    }

    /// Takes a page of catch-up: the log right behind what is known. Entries known already are skipped.
    pub fn catch_up(&mut self, entries: &[Entry], head: Seq) {
        self.head = self.head.max(head);
        if let (Some((_, to)), Some(first)) = (self.gap, entries.first())
            && first.seq == to + 1
            && self.as_of < to
        {
            self.rows.clear();
            self.stale = None;
            (self.base, self.to, self.as_of) = (to, to, to);
        }
        for entry in entries {
            if let Admitted::Missed(_) = self.admit(entry) {
                break;
            }
        }
    }

    /// The server skipped a range, because too much was missed: rows from before its end may have changed. At the
    /// end, the timeline goes on with the newest page; further up it becomes detached, and is read again.
    pub fn passed_over(&mut self, from: Seq, to: Seq, following: bool) {
        self.head = self.head.max(to);
        if following {
            self.gap = Some((from, to));
        } else if to > self.as_of {
            self.as_of = to;
            self.changes.forget(to);
            self.stale = (self.base < self.to).then_some((self.first(), self.to));
        }
    }

    /// Takes the page right before the range. Drops the newest rows when it gets too long.
    pub fn prepend(&mut self, history: &History) {
        if history.to != self.base || history.from > self.base {
            return;
        }
        let older = self.in_range(history, history.from..=history.to);
        self.rows.splice(0..0, older);
        self.base = history.from - 1;
        self.gap = None;
        if self.rows.len() > limits::WINDOW {
            self.rows.truncate(limits::WINDOW);
            self.to = self.rows.last().map_or(self.base, |row| row.seq);
        }
    }

    /// Takes the page right after the range, on the way back to the present.
    pub fn extend(&mut self, history: &History) {
        self.append(history);
        self.trim_oldest();
    }

    /// Takes a page of rows that are held, as it is now.
    pub fn refresh(&mut self, history: &History) {
        // Before the rows are taken: where changes have overtaken this page too, it is marked anew.
        self.stale = self.stale.map(|(from, to)| (from.max(history.to + 1), to)).filter(|(from, to)| from <= to);
        let range = history.from.max(self.first())..=history.to.min(self.to);
        let rows = self.in_range(history, range.clone());
        let place = |seq: Seq| self.rows.partition_point(|row| row.seq < seq);
        if !range.is_empty() {
            let held = place(*range.start())..place(range.end() + 1);
            self.rows.splice(held, rows);
        }
    }

    /// Appends the part of a page that lies right behind the range.
    fn append(&mut self, history: &History) {
        self.head = self.head.max(history.head);
        if history.from > self.to + 1 || history.to <= self.to {
            return;
        }
        let newer = self.in_range(history, self.to + 1..=history.to);
        self.rows.extend(newer);
        self.to = history.to;
    }

    /// The rows of a page in a range, with the changes that came after it was read.
    fn in_range(&mut self, history: &History, range: RangeInclusive<Seq>) -> Vec<Arc<Entry>> {
        self.head = self.head.max(history.head);
        let mut last = range.start() - 1;
        let mut rows = Vec::with_capacity(history.entries.len());
        for entry in history.entries.iter().filter(|entry| range.contains(&entry.seq)) {
            // A row out of order would be out of order on the screen.
            if entry.seq > last && entry.target().is_none() {
                last = entry.seq;
                rows.push(Arc::new(self.changes.apply(entry)));
            }
        }
        if !self.changes.reach(history.head) && !range.is_empty() {
            let (from, to) = self.stale.unwrap_or((*range.start(), *range.end()));
            self.stale = Some((from.min(*range.start()), to.max(*range.end())));
        }
        rows
    }

    /// Applies a change to the message that it is about, if that is held.
    fn change(&mut self, change: &Entry) {
        self.changes.note(change);
        let Some(target) = change.target() else { return };
        if let Ok(place) = self.rows.binary_search_by_key(&target, |row| row.seq)
            && let Some(changed) = self.rows[place].changed_by(change)
        {
            self.rows[place] = Arc::new(changed);
        }
    }

    fn trim_oldest(&mut self) {
        let surplus = self.rows.len().saturating_sub(limits::WINDOW);
        if surplus > 0 {
            self.rows.drain(..surplus);
            self.base = self.rows.first().map_or(self.to, |row| row.seq - 1);
            self.gap = None;
        }
    }
}
