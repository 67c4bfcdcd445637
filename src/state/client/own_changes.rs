//! The viewer edits and deletes messages.

use super::Client;
use crate::{
    model::{Body, Entry, Millis, Role, RoomId, RoomKind, Seq},
    state::{
        own_changes::{KeptChange, OwnChange, Stage, UNDO},
        step::Effect,
        timeline::Timeline,
    },
    wire::Refusal,
};

impl Client {
    /// Whether the viewer may change their own messages in a room, and whether they may delete those of others.
    #[must_use]
    pub fn may_change(&self, room: RoomId) -> (bool, bool) {
        let Some(membership) = self.rooms.get(&room).filter(|membership| !membership.room.archived) else {
            return (false, false);
        };
        let moderates = match membership.room.kind {
            RoomKind::Direct => false,
            RoomKind::Open if self.is_admin => true,
            RoomKind::Open | RoomKind::Private => membership.role >= Role::Moderator,
        };
        (true, moderates)
    }

    /// A message that is held and not deleted.
    fn live(&self, room: RoomId, seq: Seq) -> Option<&Entry> {
        self.timelines.get(&room)?.row(seq).filter(|entry| entry.is_post())
    }

    fn is_mine(&self, entry: &Entry) -> bool {
        self.me.as_ref().is_some_and(|me| me.id == entry.by)
    }

    /// Begins to edit a message of the viewer's.
    pub(super) fn edit(&mut self, room: RoomId, seq: Seq) {
        let message = self.live(room, seq).filter(|message| self.is_mine(message) && self.may_change(room).0);
        let Some(message) = message else { return };
        let (base, text) = match self.own_changes.of(room, seq).map(|change| &change.stage) {
            None => (message.changed(), message.body().unwrap_or_default()),
            // Once more, before the entry has come, or before it was sent.
            Some(Stage::Stored { entry, text: Some(text) }) => (*entry, &**text),
            Some(Stage::Saving { base, text }) if !self.connection.is_open() && self.submitting.is_none() => {
                (*base, &**text)
            }
            Some(_) => return,
        };
        let stage = Stage::Editing { base, text: text.to_owned(), refused: None };
        self.own_changes.end(room, seq);
        self.own_changes.begin(room, seq, stage);
    }

    /// The same for their last message in a room.
    pub(super) fn edit_last(&mut self, room: RoomId) {
        if let Some(seq) = self.last_own(room) {
            self.edit(room, seq);
        }
    }

    /// The viewer's last message in a room, if nothing newer of theirs is on its way and the end of the room is held.
    #[must_use]
    pub fn last_own(&self, room: RoomId) -> Option<Seq> {
        let timeline = self.timelines.get(&room).filter(|timeline| !timeline.detached())?;
        let is_deleted = |entry: &Entry| {
            let stage = self.own_changes.of(room, entry.seq).map(|change| &change.stage);
            matches!(stage, Some(Stage::Undoable { .. } | Stage::Deleting | Stage::Stored { text: None, .. }))
        };
        let mut rows = timeline.rows().iter().rev();
        let last = rows.find(|entry| self.is_mine(entry) && entry.is_post() && !is_deleted(entry));
        last.filter(|_| self.outbox.of(room).next().is_none()).map(|entry| entry.seq)
    }

    /// Goes on with the changes of an earlier page.
    pub(super) fn restore_changes(
        &mut self,
        kept: Vec<(RoomId, Seq, KeptChange)>,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        if !kept.is_empty() {
            self.own_changes.restore(kept);
            if self.connection.is_open() {
                self.hand_over_all(now, effects);
            }
        }
    }

    /// Takes the text that is being typed. No view shows it but the field that it is typed into.
    pub(super) fn edit_typed(&mut self, (room, seq): (RoomId, Seq), typed: String, effects: &mut Vec<Effect>) {
        let is_as_before = self.live(room, seq).and_then(Entry::body) == Some(&*typed);
        self.own_changes.quietly().move_on(room, seq, |stage| match stage {
            Stage::Editing { base, refused, .. } => {
                effects.push(if is_as_before {
                    Effect::ForgetChange(room, seq)
                } else {
                    let kept = KeptChange::Edit { base: *base, text: typed.clone(), saved: false };
                    Effect::KeepChange(room, seq, kept)
                });
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
                let kept = KeptChange::Edit { base, text: text.clone(), saved: true };
                effects.push(Effect::KeepChange(room, seq, kept));
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
        if self.own_changes.of(room, seq).is_some_and(OwnChange::is_open) {
            effects.push(Effect::ForgetChange(room, seq));
            self.own_changes.end(room, seq);
        }
    }

    /// Deletes a message once the time to undo that is over.
    pub(super) fn delete(&mut self, (room, seq): (RoomId, Seq), now: Millis, effects: &mut Vec<Effect>) {
        let (may_own, may_others) = self.may_change(room);
        let is_mine = self.live(room, seq).map(|message| self.is_mine(message));
        if is_mine.is_some_and(|is_mine| if is_mine { may_own } else { may_others }) {
            self.drop_change((room, seq), effects);
            self.own_changes.begin(room, seq, Stage::Undoable { until: now + UNDO });
        }
    }

    /// Sends the deletions that were to be undone until then.
    pub(super) fn delete_due(&mut self, then: Millis, now: Millis, effects: &mut Vec<Effect>) {
        if self.own_changes.has_due(then) {
            for (room, seq) in self.own_changes.due(then) {
                effects.push(Effect::KeepChange(room, seq, KeptChange::Deletion));
                if let Some(frame) = self.own_changes.of(room, seq).and_then(OwnChange::frame) {
                    self.hand_over_change(frame, now, effects);
                }
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
        self.own_changes.move_on(room, seq, |stage| {
            let text = match stage {
                Stage::Saving { text, .. } => Some(text.clone()),
                Stage::Deleting => None,
                other => return Some(other.clone()),
            };
            effects.push(Effect::ForgetChange(room, seq));
            Some(Stage::Stored { entry, text })
        });
        self.settle_changes(room);
        self.answered(now);
    }

    /// A change was refused: it is the viewer's turn again.
    pub(super) fn was_unchanged(
        &mut self,
        (room, seq): (RoomId, Seq),
        why: Refusal,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        self.own_changes.move_on(room, seq, |stage| match stage {
            Stage::Saving { base, text } => {
                let (base, text) = (*base, text.clone());
                let kept = KeptChange::Edit { base, text: text.clone(), saved: false };
                effects.push(Effect::KeepChange(room, seq, kept));
                Some(Stage::Editing { base, text, refused: Some(why) })
            }
            Stage::Deleting => {
                effects.push(Effect::ForgetChange(room, seq));
                Some(Stage::NotDeleted(why))
            }
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
