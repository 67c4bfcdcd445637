//! `Timeline`: one room's log as far as this page holds it, a single range without holes.

use crate::model::{Entry, History, RoomId, Seq, limits};
use std::sync::Arc;

/// A range `first ..= last` of a room's log, and the log's head as last heard of.
///
/// Entries are only ever added at an end, and only the very next ones; so the range has no hole, no duplicate
/// and no disorder, whatever arrives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    room: RoomId,
    entries: Vec<Arc<Entry>>,
    /// The seq right before the first entry.
    base: Seq,
    head: Seq,
    /// Whether newer entries exist that are deliberately not held: the viewer reads the past.
    detached: bool,
    /// The gap right before the first entry, skipped because too much was missed.
    gap: Option<(Seq, Seq)>,
    /// The entry that a link points at.
    target: Option<Seq>,
}

/// The result of admitting a live entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admitted {
    Added,
    /// It was held already, or the timeline is detached: nothing to do.
    Skipped,
    /// Entries before it are missing: resume from this seq.
    Missed(Seq),
}

impl Timeline {
    /// # Panics
    /// Never: entries out of order are cut off at the first hole.
    #[must_use]
    pub fn new(room: RoomId, history: &History, target: Option<Seq>) -> Self {
        let mut timeline = Self {
            room,
            entries: Vec::with_capacity(history.entries.len()),
            base: history.entries.first().map_or(history.head, |entry| entry.seq - 1),
            head: history.head,
            detached: false,
            gap: None,
            target,
        };
        timeline.append(&history.entries);
        timeline.detached = timeline.last() < timeline.head;
        timeline
    }

    #[must_use]
    pub const fn room(&self) -> RoomId {
        self.room
    }

    #[must_use]
    pub fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// The oldest seq held; 0 when nothing is.
    #[must_use]
    pub fn first(&self) -> Seq {
        self.entries.first().map_or(0, |entry| entry.seq)
    }

    /// The newest seq held; the base when nothing is.
    #[must_use]
    pub fn last(&self) -> Seq {
        self.entries.last().map_or(self.base, |entry| entry.seq)
    }

    /// The seq right before the first entry.
    #[must_use]
    pub const fn base(&self) -> Seq {
        self.base
    }

    #[must_use]
    pub const fn head(&self) -> Seq {
        self.head
    }

    #[must_use]
    pub const fn detached(&self) -> bool {
        self.detached
    }

    /// The gap right before the first entry; `None` until the page after it has come and begins there.
    #[must_use]
    pub fn gap(&self) -> Option<(Seq, Seq)> {
        self.gap.filter(|(_, to)| *to == self.base)
    }

    #[must_use]
    pub const fn target(&self) -> Option<Seq> {
        self.target
    }

    #[must_use]
    pub fn has_older(&self) -> bool {
        self.first() > 1
    }

    /// The seq to resume after; `None` for a detached timeline, which resumes from the head.
    #[must_use]
    pub fn resume_after(&self) -> Option<Seq> {
        (!self.detached).then(|| self.last())
    }

    /// Takes a live entry.
    pub fn admit(&mut self, entry: &Entry) -> Admitted {
        self.head = self.head.max(entry.seq);
        let last = self.last();
        if entry.seq <= last || self.detached {
            Admitted::Skipped
        } else if entry.seq == last + 1 {
            self.entries.push(Arc::new(entry.clone()));
            self.trim_oldest();
            Admitted::Added
        } else {
            Admitted::Missed(last)
        }
    }

    /// Takes a page of catch-up; entries held already are skipped.
    pub fn catch_up(&mut self, entries: &[Entry], head: Seq) {
        self.head = self.head.max(head);
        if self.detached {
            return;
        }
        if let (Some((_, to)), Some(first)) = (self.gap, entries.first())
            && first.seq == to + 1
            && self.last() < to
        {
            self.entries.clear();
            self.base = to;
        }
        self.append(entries);
        self.trim_oldest();
    }

    /// The server skipped a range, because too much was missed. At the end, the timeline goes on with the
    /// newest page; further up it becomes detached.
    pub fn passed_over(&mut self, from: Seq, to: Seq, following: bool) {
        self.head = self.head.max(to);
        if following {
            self.gap = Some((from, to));
        } else {
            self.detached = true;
        }
    }

    /// Takes the page right before the first entry. Drops the newest entries when it gets too long.
    pub fn prepend(&mut self, history: &History) {
        self.head = self.head.max(history.head);
        let older = dense_prefix(&history.entries);
        if older.last().map(|entry| entry.seq) != Some(self.base) {
            return;
        }
        self.entries.splice(0..0, older.iter().cloned().map(Arc::new));
        self.base = self.first() - 1;
        self.gap = None;
        if self.entries.len() > limits::WINDOW {
            self.entries.truncate(limits::WINDOW);
            self.detached = true;
        }
    }

    /// Takes the page right after the last entry, on the way back to the present.
    pub fn extend(&mut self, history: &History) {
        self.head = self.head.max(history.head);
        self.append(&history.entries);
        self.trim_oldest();
        self.detached = self.last() < self.head;
    }

    /// Appends entries that directly follow; skips the rest, before or beyond.
    fn append(&mut self, entries: &[Entry]) {
        for entry in entries {
            match entry.seq - self.last() {
                ..=0 => {}
                1 => self.entries.push(Arc::new(entry.clone())),
                _ => break,
            }
        }
        self.head = self.head.max(self.last());
    }

    fn trim_oldest(&mut self) {
        let surplus = self.entries.len().saturating_sub(limits::WINDOW);
        if surplus > 0 {
            self.entries.drain(..surplus);
            self.base = self.first() - 1;
            self.gap = None;
        }
    }
}

/// The longest prefix without a hole.
fn dense_prefix(entries: &[Entry]) -> &[Entry] {
    let dense = entries.windows(2).take_while(|pair| pair[1].seq == pair[0].seq + 1).count();
    &entries[..entries.len().min(dense + 1)]
}
