//! The viewer edits and deletes messages.

use super::Client;
use crate::{
    model::{Body, Entry, Millis, Role, RoomId, RoomKind, Seq},
    state::{
        own_changes::{OwnChange, Stage, UNDO},
        step::Effect,
        timeline::Timeline,
    },
    wire::Refusal,
};

impl Client {
    /// Whether the viewer may delete the messages of others in a room.
    #[must_use]
    pub fn moderates(&self, room: RoomId) -> bool {
        self.rooms.get(&room).is_some_and(|membership| match membership.room.kind {
            RoomKind::Direct => false,
            RoomKind::Open if self.is_admin => true,
            RoomKind::Open | RoomKind::Private => membership.role >= Role::Moderator,
        })
    }

    /// A message that is held and not deleted.
    fn live(&self, room: RoomId, seq: Seq) -> Option<&Entry> {
        self.timelines.get(&room)?.row(seq).filter(|entry| entry.is_post())
    }

    /// The same, of the viewer's own.
    fn own(&self, room: RoomId, seq: Seq) -> Option<&Entry> {
        let me = self.me.as_ref()?.id;
        self.live(room, seq).filter(|entry| entry.by == me)
    }

    /// Begins to edit a message of the viewer's.
    pub(super) fn edit(&mut self, room: RoomId, seq: Seq) {
        let Some(message) = self.own(room, seq) else { return };
        let text = message.body().unwrap_or_default().to_owned();
        let stage = Stage::Editing { base: message.changed(), text, refused: None };
        // What they have typed already is not replaced.
        if !matches!(self.own_changes.of(room, seq), Some(change) if matches!(change.stage, Stage::Editing { .. })) {
            self.own_changes.begin(room, seq, stage);
        }
    }

    /// The same for their last message in a room.
    pub(super) fn edit_last(&mut self, room: RoomId) {
        if let Some(seq) = self.last_own(room) {
            self.edit(room, seq);
        }
    }

    /// The viewer's last message in a room, if the end of the room is held.
    #[must_use]
    pub fn last_own(&self, room: RoomId) -> Option<Seq> {
        let me = self.me.as_ref()?.id;
        let timeline = self.timelines.get(&room).filter(|timeline| !timeline.detached())?;
        timeline.rows().iter().rev().find(|entry| entry.by == me && entry.is_post()).map(|entry| entry.seq)
    }

    /// Goes on with an edit of an earlier page; one that has been stored meanwhile has come to its end.
    pub(super) fn restore_edit(
        &mut self,
        (room, seq): (RoomId, Seq),
        base: Seq,
        text: String,
        effects: &mut Vec<Effect>,
    ) {
        // Further up in the history it waits until it is held.
        let Some(message) = self.timelines.get(&room).and_then(|timeline| timeline.row(seq)) else { return };
        let is_own = self.own(room, seq).is_some();
        if is_own && message.body() != Some(&*text) {
            self.own_changes.begin(room, seq, Stage::Editing { base, text, refused: None });
        } else {
            effects.push(Effect::ForgetEdit(room, seq));
        }
    }

    /// Takes the text that is being typed. No view shows it but the field that it is typed into.
    pub(super) fn edit_typed(&mut self, (room, seq): (RoomId, Seq), typed: String, effects: &mut Vec<Effect>) {
        self.own_changes.quietly().move_on(room, seq, |stage| match stage {
            Stage::Editing { base, refused, .. } => {
                effects.push(Effect::KeepEdit(room, seq, *base, typed.clone()));
                Some(Stage::Editing { base: *base, text: typed, refused: *refused })
            }
            other => Some(other.clone()),
        });
    }

    /// Sends the new text of a message; nothing, where it is the old one.
    pub(super) fn save_edit(&mut self, (room, seq): (RoomId, Seq), body: Body, now: Millis, effects: &mut Vec<Effect>) {
        let message = self.timelines.get(&room).and_then(|timeline| timeline.row(seq));
        let (present, changed) = (message.and_then(Entry::body), message.map_or(0, Entry::changed));
        if present == Some(body.as_str()) {
            return self.drop_change((room, seq), effects);
        }
        self.own_changes.move_on(room, seq, |stage| match stage {
            Stage::Editing { base, refused, .. } => {
                // They have been shown what it says by now, and want this in its place.
                let base = if *refused == Some(Refusal::Conflict) { changed } else { *base };
                let text = body.into_string();
                effects.push(Effect::KeepEdit(room, seq, base, text.clone()));
                Some(Stage::Saving { base, text })
            }
            other => Some(other.clone()),
        });
        if let Some(frame) = self.own_changes.of(room, seq).and_then(OwnChange::frame) {
            self.hand_over_change(frame, now, effects);
        }
    }

    /// Ends an edit that the viewer gives up, or a deletion that they undo.
    pub(super) fn drop_change(&mut self, (room, seq): (RoomId, Seq), effects: &mut Vec<Effect>) {
        let Some(change) = self.own_changes.of(room, seq) else { return };
        if matches!(change.stage, Stage::Editing { .. }) {
            effects.push(Effect::ForgetEdit(room, seq));
        }
        if change.is_open() {
            self.own_changes.end(room, seq);
        }
    }

    /// Deletes a message once the time to undo that is over.
    pub(super) fn delete(&mut self, (room, seq): (RoomId, Seq), now: Millis, effects: &mut Vec<Effect>) {
        let is_own = self.own(room, seq).is_some();
        if is_own || self.moderates(room) && self.live(room, seq).is_some() {
            self.drop_change((room, seq), effects);
            self.own_changes.begin(room, seq, Stage::Undoable { until: now + UNDO });
        }
    }

    /// Sends the deletions that were to be undone until then.
    pub(super) fn delete_due(&mut self, then: Millis, now: Millis, effects: &mut Vec<Effect>) {
        if self.own_changes.has_due(then) {
            for frame in self.own_changes.due(then) {
                self.hand_over_change(frame, now, effects);
            }
        }
    }

    /// A change is stored, as this entry.
    pub(super) fn was_changed(
        &mut self,
        (room, seq): (RoomId, Seq),
        entry: Seq,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        self.own_changes.move_on(room, seq, |stage| match stage {
            Stage::Saving { text, .. } => {
                effects.push(Effect::ForgetEdit(room, seq));
                Some(Stage::Stored { entry, text: Some(text.clone()) })
            }
            Stage::Deleting => Some(Stage::Stored { entry, text: None }),
            other => Some(other.clone()),
        });
        self.settle_changes(room);
        self.answered(now);
    }

    /// A change was refused: it is the viewer's turn again.
    pub(super) fn was_unchanged(&mut self, (room, seq): (RoomId, Seq), why: Refusal, now: Millis) {
        self.own_changes.move_on(room, seq, |stage| match stage {
            Stage::Saving { base, text } => {
                Some(Stage::Editing { base: *base, text: text.clone(), refused: Some(why) })
            }
            Stage::Deleting => Some(Stage::NotDeleted(why)),
            other => Some(other.clone()),
        });
        self.answered(now);
    }

    /// Ends the changes whose entries have come.
    pub(super) fn settle_changes(&mut self, room: RoomId) {
        let known = self.timelines.get(&room).map_or(Seq::MAX, Timeline::resume_after);
        if self.own_changes.has_settled(room, known) {
            self.own_changes.settle(room, known);
        }
    }
}
