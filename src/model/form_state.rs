//! What a refused form brings back.

use super::{AppError, Field};
use serde::{Deserialize, Serialize};

/// What a refused form had held, passwords excepted, and what was wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormState {
    /// The page that the form stands on.
    pub path: String,
    pub typed: Vec<(String, String)>,
    pub error: Option<AppError>,
}

impl FormState {
    /// What was typed into a field.
    #[must_use]
    pub fn typed(&self, field: &str) -> String {
        self.typed.iter().find(|(name, _)| name == field).map(|(_, text)| text.clone()).unwrap_or_default()
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn problem(&self, field: Field) -> Option<String> {
        match &self.error {
            Some(AppError::Invalid(invalid)) if invalid.field == field => Some(invalid.to_string()),
            _ => None,
        }
    }

    /// What is wrong with the form as a whole, or with a field that it does not show.
    #[must_use]
    pub fn whole(&self, shown: &[Field]) -> Option<String> {
        match &self.error {
            Some(AppError::Invalid(invalid)) if shown.contains(&invalid.field) => None,
            other => other.as_ref().map(ToString::to_string),
        }
    }
}
