//! `Roster`: a room's member count and some of its members, as of a seq of its log.

use super::Timeline;
use crate::model::{Entry, Event, OpenRoom, Seq, UserId, limits};

/// Member count and some members of a room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    pub members: i64,
    pub faces: Vec<UserId>,
    /// Joins and leaves are counted up to this seq.
    at: Seq,
}

impl Roster {
    #[must_use]
    pub fn of(open: &OpenRoom) -> Self {
        let faces = open.faces.iter().map(|face| face.id).collect();
        Self { members: open.members, faces, at: open.history.head }
    }

    /// Counts the very next entry. Ignores one further on, because the entries between are not known.
    pub fn count(&mut self, entry: &Entry) {
        if entry.seq == self.at + 1 {
            self.at = entry.seq;
            self.apply(entry);
        }
    }

    /// Counts the entries that a timeline holds beyond it, if none between is missing.
    pub fn catch_up(&mut self, timeline: &Timeline) {
        if timeline.first() > self.at + 1 || timeline.last() <= self.at {
            return;
        }
        let at = self.at;
        for entry in timeline.rows().iter().filter(|entry| entry.seq > at) {
            self.apply(entry);
        }
        self.at = timeline.last();
    }

    fn apply(&mut self, entry: &Entry) {
        let (come, gone) = match entry.event {
            Event::Join => (Some(entry.by), None),
            Event::Add(whom) => (Some(whom), None),
            Event::Leave => (None, Some(entry.by)),
            Event::Remove(whom) => (None, Some(whom)),
            _ => (None, None),
        };
        if let Some(come) = come {
            self.members += 1;
            if self.faces.len() < limits::FACES {
                self.faces.push(come);
            }
        }
        if let Some(gone) = gone {
            self.members -= 1;
            self.faces.retain(|face| *face != gone);
        }
    }

    /// Whether the log's head is beyond the entries counted.
    #[must_use]
    pub const fn is_behind(&self, head: Seq) -> bool {
        self.at < head
    }

    /// Whether this is as of a later seq than the other.
    #[must_use]
    pub const fn is_newer_than(&self, other: &Self) -> bool {
        self.at > other.at
    }
}
