//! The viewer's own changes of messages, from the first key to the entry: edits and deletions. No I/O; the client's
//! reducer sends what is due.

use crate::{
    model::{Millis, RoomId, Seq},
    wire::{ClientFrame, Refusal},
};

/// How long a deletion can be undone, in milliseconds.
pub const UNDO: Millis = 5_000;

/// A change of the message `seq` by the viewer, which is not an entry yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnChange {
    pub room: RoomId,
    pub seq: Seq,
    pub stage: Stage,
}

/// The stage of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The viewer edits the text, beginning with this one. `base`: the entry that had changed the message last, 0 for
    /// none. `refused`: the reason why it was not stored when they saved it before.
    Editing { base: Seq, text: String, refused: Option<Refusal> },
    /// The new text is sent, or waits for a connection.
    Saving { base: Seq, text: String },
    /// To be deleted then, unless the viewer undoes it.
    Undoable { until: Millis },
    /// The deletion is sent, or waits for a connection.
    Deleting,
    /// It was not deleted, for this reason.
    NotDeleted(Refusal),
    /// Stored as this entry, which is about to come; `text` is the new one, none of a deleted message.
    Stored { entry: Seq, text: Option<String> },
}

impl OwnChange {
    /// The frame that asks for it; `None` while it is the viewer's turn, or once it is stored.
    #[must_use]
    pub fn frame(&self) -> Option<ClientFrame> {
        let Self { room, seq, ref stage } = *self;
        match stage {
            Stage::Saving { base, text } => Some(ClientFrame::Edit { room, seq, base: *base, body: text.clone() }),
            Stage::Deleting => Some(ClientFrame::Delete { room, seq }),
            Stage::Editing { .. } | Stage::Undoable { .. } | Stage::NotDeleted(_) | Stage::Stored { .. } => None,
        }
    }

    fn is_settled(&self, known: Seq) -> bool {
        matches!(self.stage, Stage::Stored { entry, .. } if entry <= known)
    }

    /// Whether the viewer can still give it up.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Editing { .. } | Stage::Undoable { .. } | Stage::NotDeleted(_))
    }
}

/// A change as it outlives the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptChange {
    /// `saved`: it is to be sent, and not only typed so far.
    Edit {
        base: Seq,
        text: String,
        saved: bool,
    },
    Deletion,
}

impl KeptChange {
    /// The stage in which a later page goes on with it.
    fn stage(self) -> Stage {
        match self {
            Self::Edit { base, text, saved: true } => Stage::Saving { base, text },
            Self::Edit { base, text, saved: false } => Stage::Editing { base, text, refused: None },
            Self::Deletion => Stage::Deleting,
        }
    }
}

/// The changes of all rooms, at most one of a message, in the order in which they were begun.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnChanges(Vec<OwnChange>);

impl OwnChanges {
    /// The change of a message.
    #[must_use]
    pub fn of(&self, room: RoomId, seq: Seq) -> Option<&OwnChange> {
        self.0.iter().find(|change| (change.room, change.seq) == (room, seq))
    }

    /// The changes in a room.
    pub fn in_room(&self, room: RoomId) -> impl Iterator<Item = &OwnChange> {
        self.0.iter().filter(move |change| change.room == room)
    }

    /// The newest deletion that can be undone.
    #[must_use]
    pub fn undoable(&self) -> Option<(RoomId, Seq)> {
        let undoable = self.0.iter().rev().find(|change| matches!(change.stage, Stage::Undoable { .. }));
        undoable.map(|change| (change.room, change.seq))
    }

    /// Frames without an answer, in order.
    pub fn unanswered(&self) -> impl Iterator<Item = ClientFrame> {
        self.0.iter().filter_map(OwnChange::frame)
    }

    /// Goes on with changes of an earlier page, where this one has none of its own.
    pub fn restore(&mut self, kept: Vec<(RoomId, Seq, KeptChange)>) {
        for (room, seq, change) in kept {
            if self.of(room, seq).is_none() {
                self.0.push(OwnChange { room, seq, stage: change.stage() });
            }
        }
    }

    /// Begins a change, in the place of one that the viewer can still decide about. Whether it has begun.
    pub fn begin(&mut self, room: RoomId, seq: Seq, stage: Stage) -> bool {
        if self.of(room, seq).is_some_and(|change| !change.is_open()) {
            return false;
        }
        self.end(room, seq);
        self.0.push(OwnChange { room, seq, stage });
        true
    }

    /// Moves a change on to its next stage; `None` ends it.
    pub fn move_on(&mut self, room: RoomId, seq: Seq, next: impl FnOnce(&Stage) -> Option<Stage>) {
        let Some(place) = self.0.iter().position(|change| (change.room, change.seq) == (room, seq)) else { return };
        match next(&self.0[place].stage) {
            Some(stage) => self.0[place].stage = stage,
            None => drop(self.0.remove(place)),
        }
    }

    /// Ends a change.
    pub fn end(&mut self, room: RoomId, seq: Seq) {
        self.0.retain(|change| (change.room, change.seq) != (room, seq));
    }

    /// Ends all changes.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Ends all changes in a room.
    pub fn end_in(&mut self, room: RoomId) {
        self.0.retain(|change| change.room != room);
    }

    /// Whether the entry of a change is among those up to `known`.
    #[must_use]
    pub fn has_settled(&self, room: RoomId, known: Seq) -> bool {
        self.in_room(room).any(|change| change.is_settled(known))
    }

    /// Ends the changes whose entries are among those up to `known`.
    pub fn settle(&mut self, room: RoomId, known: Seq) {
        self.0.retain(|change| change.room != room || !change.is_settled(known));
    }

    /// The deletions that can no longer be undone are to be sent. Returns their messages.
    pub fn due(&mut self, now: Millis) -> Vec<(RoomId, Seq)> {
        let is_due = |change: &&mut OwnChange| matches!(change.stage, Stage::Undoable { until } if until <= now);
        let due = self.0.iter_mut().filter(is_due).map(|change| {
            change.stage = Stage::Deleting;
            (change.room, change.seq)
        });
        due.collect()
    }

    /// Whether a deletion can no longer be undone by now.
    #[must_use]
    pub fn has_due(&self, now: Millis) -> bool {
        self.0.iter().any(|change| matches!(change.stage, Stage::Undoable { until } if until <= now))
    }

    /// Whether nothing would be lost by signing out.
    #[must_use]
    pub fn is_answered_for(&self) -> bool {
        self.0.iter().all(|change| matches!(change.stage, Stage::Stored { .. } | Stage::NotDeleted(_)))
    }
}
