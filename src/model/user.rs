//! A person as others see them.

use super::ids::UserId;
use serde::{Deserialize, Serialize};

/// What anybody who shares a room with a person may know of them.
///
/// ```json
/// {"id":2,"username":"ada","name":"Ada","rev":4,"picture":3,"emoji":"🎧","status":"In the zone"}
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub id: UserId,
    pub username: String,
    /// The display name; shown isolated, because it may hold any script.
    pub name: String,
    /// How often any of this has changed: of two accounts of one person the later one holds.
    #[serde(default, skip_serializing_if = "super::ids::is_default")]
    pub rev: i64,
    /// Which of their pictures is shown, at `/pictures/{id}/{picture}-96` and `-512`; 0 for none.
    #[serde(default, skip_serializing_if = "super::ids::is_default")]
    pub picture: i64,
    /// The status in one emoji, or nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub emoji: String,
    /// The status in words, or nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub status: String,
}

impl User {
    /// Up to two letters that stand for the person where there is no picture.
    #[must_use]
    pub fn initials(&self) -> String {
        let mut words = self.name.split_whitespace();
        let first = words.next().and_then(first_letter);
        let last = words.next_back().and_then(first_letter);
        first.into_iter().chain(last).collect()
    }

    /// One of eight steady hues, so that a person looks the same everywhere.
    #[must_use]
    pub fn hue(&self) -> u8 {
        // Neighbouring ids should not look alike: stride by a number coprime to eight.
        u8::try_from((self.id.0 * 5).rem_euclid(8)).unwrap_or(0)
    }
}

fn first_letter(word: &str) -> Option<char> {
    word.chars().find(|letter| letter.is_alphanumeric())
}

/// Whether somebody is here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// At one of their devices.
    Active,
    /// Connected, and not looking.
    Away,
    #[default]
    Offline,
}

impl Presence {
    /// As it is said of somebody.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Away => "away",
            Self::Offline => "offline",
        }
    }
}
