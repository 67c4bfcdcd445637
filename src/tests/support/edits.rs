//! The part of a browser's tab in which the person edits and deletes messages of theirs.

use super::{
    model_server::{ME, ROOM},
    tab::Tab,
};
use proptest::prelude::*;
use roost::{
    model::{Body, Event, Seq},
    state::{Input, KeptChange, OwnChange, Stage},
};
use std::collections::BTreeMap;

/// The changes of a tab, as it has asked for them and as the browser's storage keeps them.
#[derive(Default)]
pub(super) struct Edits {
    kept: BTreeMap<Seq, KeptChange>,
    /// Saved texts, each of its own, and whether each has to become an entry.
    saved: Vec<(Seq, String, bool)>,
}

impl Edits {
    pub(super) fn keep(&mut self, seq: Seq, change: KeptChange) {
        self.kept.insert(seq, change);
    }

    pub(super) fn forget(&mut self, seq: Seq) {
        self.kept.remove(&seq);
    }

    /// The end of the log is lost: edits that were stored may be as well.
    pub(super) fn may_be_lost(&mut self) {
        self.saved.iter_mut().for_each(|saved| saved.2 = false);
    }
}

impl Tab {
    /// After the page was loaded.
    pub(super) fn restore_changes(&mut self) {
        let kept = self.edits.kept.iter().map(|(seq, change)| (ROOM, *seq, change.clone())).collect();
        self.step(Input::ChangesRestored(kept));
    }

    /// A message of the person's that is on the screen.
    fn own(&self, place: usize) -> Option<Seq> {
        let rows = self.client.timelines.get(&ROOM)?.rows().iter();
        let own: Vec<Seq> = rows.filter(|row| row.by == ME && row.is_post()).map(|row| row.seq).collect();
        (!own.is_empty()).then(|| own[place % own.len()])
    }

    pub(super) fn edit(&mut self, place: usize) {
        if let Some(seq) = self.own(place) {
            self.step(Input::Edit(ROOM, seq));
        }
    }

    /// The first change of which this holds.
    fn first(&self, is: impl Fn(&OwnChange) -> bool) -> Option<Seq> {
        self.client.own_changes.in_room(ROOM).find(|change| is(change)).map(|change| change.seq)
    }

    pub(super) fn save_edit(&mut self) {
        let Some(seq) = self.first(|change| matches!(change.stage, Stage::Editing { .. })) else { return };
        let text = format!("mine, edit {}", self.edits.saved.len());
        self.step(Input::EditTyped(ROOM, seq, text.clone()));
        self.step(Input::EditSaved(ROOM, seq, Body::parse(&text).expect("a text")));
        self.edits.saved.push((seq, text, true));
    }

    pub(super) fn give_up_change(&mut self) {
        if let Some(seq) = self.first(OwnChange::is_open) {
            self.may_be_unsaved(seq);
            self.step(Input::ChangeDropped(ROOM, seq));
        }
    }

    pub(super) fn delete(&mut self, place: usize) {
        if let Some(seq) = self.own(place) {
            self.may_be_unsaved(seq);
            self.step(Input::Delete(ROOM, seq));
        }
    }

    fn may_be_unsaved(&mut self, seq: Seq) {
        self.edits.saved.iter_mut().filter(|saved| saved.0 == seq).for_each(|saved| saved.2 = false);
    }

    /// Nothing is on its way any more; and a saved text is an entry once, or stands in its editor.
    pub(super) fn edits_have_settled(&self) -> Result<(), TestCaseError> {
        for change in self.client.own_changes.in_room(ROOM) {
            prop_assert!(change.is_open(), "still on its way: {:?}", change);
        }
        for (seq, text, must_be) in &self.edits.saved {
            let is_it = |event: &Event| matches!(event, Event::Edit { target, body: Some(body), .. } if target == seq && body == text);
            let stored = self.server.log.iter().filter(|entry| entry.by == ME && is_it(&entry.event)).count();
            let held = self.client.own_changes.of(ROOM, *seq);
            let in_editor =
                matches!(held.map(|change| &change.stage), Some(Stage::Editing { text: now, .. }) if now == text);
            prop_assert!(stored <= 1, "{:?} is stored {} times", text, stored);
            // A later edit of the same message may stand in the editor in its place.
            let is_overtaken = self.edits.saved.iter().any(|other| other.0 == *seq && other.1 > *text);
            prop_assert!(stored == 1 || in_editor || is_overtaken || !must_be, "{:?} is lost", text);
        }
        Ok(())
    }
}
