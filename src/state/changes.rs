//! `Changes`: the newest message changes of a room, applied to history pages that were read before them.

use crate::model::{Entry, Event, Seq};
use std::collections::VecDeque;

/// Changes remembered: a page that is on its way for a moment misses fewer.
const REMEMBERED: usize = 256;

/// Edits and deletions as they came, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    list: VecDeque<Entry>,
    /// Changes up to this seq are not remembered.
    forgotten: Seq,
}

impl Changes {
    /// Remembers a change. A deletion takes the words of earlier ones along.
    pub(super) fn note(&mut self, change: &Entry) {
        if let Event::Delete { target } = change.event {
            self.list.retain(|earlier| earlier.target() != Some(target));
        }
        self.list.push_back(change.clone());
        if self.list.len() > REMEMBERED {
            self.forgotten = self.list.pop_front().map_or(self.forgotten, |oldest| oldest.seq);
        }
    }

    /// Forgets the changes up to a seq: some of them were never told.
    pub(super) fn forget(&mut self, upto: Seq) {
        self.list.retain(|change| change.seq > upto);
        self.forgotten = self.forgotten.max(upto);
    }

    /// Whether all changes after a seq are remembered.
    pub(super) const fn reach(&self, after: Seq) -> bool {
        self.forgotten <= after
    }

    /// Whether there is no change after a seq.
    pub(super) fn is_empty_after(&self, seq: Seq) -> bool {
        self.reach(seq) && self.list.back().is_none_or(|newest| newest.seq <= seq)
    }

    /// A message with the changes that came after it was read.
    pub(super) fn apply(&self, entry: &Entry) -> Entry {
        let changed = |message: Entry, change: &Entry| message.changed_by(change).unwrap_or(message);
        self.list.iter().fold(entry.clone(), changed)
    }
}
