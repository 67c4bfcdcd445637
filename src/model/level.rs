//! What a member wants to be told of in a room.

use serde::{Deserialize, Serialize};

/// Of which messages in a room somebody wants to be told, the fewest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Nothing,
    /// Those that mention them.
    #[default]
    Mentions,
    Everything,
}

impl Level {
    /// What holds in a room where nothing was chosen, for somebody who has chosen `overall` for all
    /// such rooms. In a conversation every message is meant for the others: of those everything is
    /// told, unless nothing at all is wanted.
    #[must_use]
    pub const fn usual(direct: bool, overall: Self) -> Self {
        match overall {
            Self::Mentions | Self::Everything if direct => Self::Everything,
            overall => overall,
        }
    }

    /// As it is stored and sent in forms.
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

    /// Whether a message is to be told of that mentions them, or does not.
    #[must_use]
    pub const fn wants(self, mention: bool) -> bool {
        match self {
            Self::Nothing => false,
            Self::Mentions => mention,
            Self::Everything => true,
        }
    }
}
