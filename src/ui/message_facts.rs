//! The data that a message row shows, from the row and the viewer's change of the message.

use crate::{
    model::{ClientId, Entry, Event, Millis, Seq, UserId, mention::Mention},
    state::{Delivery, Row, Stage},
    wire::Refusal,
};

/// The data of a message row. The first two never change.
pub(super) struct Made {
    pub(super) by: UserId,
    pub(super) client_id: ClientId,
    pub(super) facts: Facts,
}

/// The words of a message: none of a deleted one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) body: Option<String>,
    pub(super) mentions: Vec<Mention>,
    pub(super) edited: bool,
}

impl Said {
    fn of(entry: &Entry) -> Self {
        let edited = matches!(entry.event, Event::Post { edited: 1.., .. });
        Self { body: entry.body().map(str::to_owned), mentions: entry.mentions().to_vec(), edited }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) at: Millis,
    pub(super) seq: Option<Seq>,
    pub(super) heads: bool,
    pub(super) target: bool,
    pub(super) delivery: Option<Delivery>,
    pub(super) said: Said,
    pub(super) turn: Turn,
    /// The names of the tools for changing it; `None` where there are no tools at all.
    pub(super) can: Option<&'static str>,
}

/// The viewer's part in a message: they read it, edit it, or have to decide about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Turn {
    #[default]
    Reads,
    Edits,
    NotDeleted(Refusal),
    /// Their change of it is on its way.
    Waits,
}

impl Facts {
    /// With the tools for a message of the viewer's own or of another, where they may change the one and the other.
    pub(super) fn with_tools(self, is_own: bool, (own, others): (bool, bool)) -> Self {
        let can = match self.turn {
            _ if self.seq.is_none() || self.said.body.is_none() => None,
            Turn::Edits => None,
            Turn::Reads if is_own && own => Some("edit delete"),
            Turn::Reads if !is_own && others => Some("delete"),
            Turn::Reads | Turn::Waits | Turn::NotDeleted(_) => Some(""),
        };
        Self { can, ..self }
    }

    /// With the viewer's change of the message, which shows before it is an entry.
    fn changed(self, stage: &Stage) -> Self {
        let turn = match stage {
            Stage::Editing { .. } => Turn::Edits,
            Stage::NotDeleted(why) => Turn::NotDeleted(*why),
            Stage::Saving { .. } | Stage::Undoable { .. } | Stage::Deleting | Stage::Stored { .. } => Turn::Waits,
        };
        let said = match stage {
            Stage::Saving { text, .. } | Stage::Stored { text: Some(text), .. } => {
                Said { body: Some(text.clone()), edited: true, ..self.said }
            }
            Stage::Undoable { .. } | Stage::Deleting | Stage::Stored { text: None, .. } => Said::default(),
            Stage::Editing { .. } | Stage::NotDeleted(_) => self.said,
        };
        let delivery = matches!(stage, Stage::Saving { .. } | Stage::Deleting).then_some(Delivery::Sending);
        Self { said, turn, delivery, ..self }
    }
}

impl Made {
    pub(super) fn of(row: &Row) -> Option<Self> {
        match row {
            Row::Post { entry, client_id, heads, target, own } => {
                let facts = Facts {
                    at: entry.at,
                    seq: Some(entry.seq),
                    heads: *heads,
                    target: *target,
                    said: Said::of(entry),
                    ..Facts::default()
                };
                let facts = own.iter().fold(facts, Facts::changed);
                Some(Self { by: entry.by, client_id: client_id.clone(), facts })
            }
            Row::Pending { by, client_id, body, at, delivery, heads } => {
                let said = Said { body: Some(body.clone()), ..Said::default() };
                let facts = Facts { at: *at, heads: *heads, delivery: Some(*delivery), said, ..Facts::default() };
                Some(Self { by: *by, client_id: client_id.clone(), facts })
            }
            Row::Day { .. } | Row::Gap { .. } | Row::New | Row::SystemMessage { .. } => None,
        }
    }
}
