//! `NotifyLevel`: a member's notification level in a room.

use serde::{Deserialize, Serialize};

/// A notification level: which messages of a room notify the member. Ordered, the fewest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotifyLevel {
    Nothing,
    /// Messages that mention the member.
    #[default]
    Mentions,
    Everything,
}

impl NotifyLevel {
    /// The level of a room where the member has chosen none, given their `default_level`. In a direct
    /// conversation every message is meant for the others: its default is everything, unless `default_level` is
    /// nothing.
    #[must_use]
    pub const fn in_room(direct: bool, default_level: Self) -> Self {
        match default_level {
            Self::Mentions | Self::Everything if direct => Self::Everything,
            chosen => chosen,
        }
    }

    /// The word for it in forms and in the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Mentions => "mentions",
            Self::Everything => "everything",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Nothing, Self::Mentions, Self::Everything].into_iter().find(|level| level.as_str() == text)
    }

    /// Whether a message notifies, given whether it mentions the member.
    #[must_use]
    pub const fn wants(self, mention: bool) -> bool {
        match self {
            Self::Nothing => false,
            Self::Mentions => mention,
            Self::Everything => true,
        }
    }
}
