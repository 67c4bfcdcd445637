//! `User`: a person as others see them, with initials and colour for their avatar, and their `Presence`.

use super::{ids::UserId, text::is_seen};
use serde::{Deserialize, Serialize};

/// The public part of an account, for everybody who shares a room with the person.
///
/// ```json
/// {"id":2,"username":"ada","name":"Ada","rev":4,"picture":3,"emoji":"🎧","status":"In the zone"}
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub id: UserId,
    pub username: String,
    /// The display name. Shown in a bidi isolate, because it may hold any script.
    pub name: String,
    /// Revision of the profile. Of two copies of one person the later one wins.
    #[serde(default, skip_serializing_if = "super::ids::is_default")]
    pub rev: i64,
    /// Number of the current picture, at `/pictures/{id}/{picture}-96` and `-512`; 0 for none.
    #[serde(default, skip_serializing_if = "super::ids::is_default")]
    pub picture: i64,
    /// The status emoji; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub emoji: String,
    /// The status text; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub status: String,
}

impl User {
    /// Path of the profile card. A deleted account has none: its username holds a `~`, which nobody can
    /// choose.
    #[must_use]
    pub fn card(&self) -> Option<String> {
        (!self.username.contains('~')).then(|| format!("/people/{}", self.username))
    }

    /// Up to two letters shown where there is no picture; for a name without letters, its first visible sign.
    #[must_use]
    pub fn initials(&self) -> String {
        let mut words = self.name.split_whitespace();
        let first = words.next().and_then(first_letter);
        let last = words.next_back().and_then(first_letter);
        let letters: String = first.into_iter().chain(last).collect();
        if letters.is_empty() { first_sign(&self.name) } else { letters }
    }

    /// One of eight hues for the avatar, the same everywhere.
    #[must_use]
    pub fn hue(&self) -> u8 {
        // Neighbouring ids should not look alike: stride by a number coprime to eight.
        u8::try_from((self.id.0 * 5).rem_euclid(8)).unwrap_or(0)
    }
}

fn first_letter(word: &str) -> Option<char> {
    word.chars().find(|letter| letter.is_alphanumeric())
}

/// The first visible sign with everything that belongs to it. An emoji can be several characters: joined,
/// coloured, or a flag of two letters (Unicode Technical Standard #51).
fn first_sign(name: &str) -> String {
    let mut sign = String::new();
    let mut joins = false;
    for letter in name.chars().skip_while(|letter| !is_seen(*letter)) {
        let is_flag = |letter: char| ('\u{1f1e6}'..='\u{1f1ff}').contains(&letter);
        let is_half = sign.chars().count() == 1 && sign.chars().all(is_flag) && is_flag(letter);
        // Variation selectors, joiner, keycap, skin tones, and tags of regional flags.
        let belongs = matches!(letter, '\u{fe0e}' | '\u{fe0f}' | '\u{200d}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}');
        if !sign.is_empty() && !joins && !is_half && !belongs {
            break;
        }
        joins = letter == '\u{200d}';
        sign.push(letter);
    }
    sign
}

/// A person's presence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Active on one of their devices.
    Active,
    /// Connected, and not looking.
    Away,
    #[default]
    Offline,
}

impl Presence {
    /// The word for it in attributes.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Away => "away",
            Self::Offline => "offline",
        }
    }
}
