//! `FormState`: the values and the error of a refused form, with which it is shown again.

use super::{AppError, Field, Invalid};
use serde::{Deserialize, Serialize};

/// The submitted values of a refused form, passwords excepted, and the error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormState {
    /// Path of the page that the form stands on.
    pub path: String,
    pub typed: Vec<(String, String)>,
    pub error: Option<AppError>,
}

impl FormState {
    /// The submitted value of a field; empty when there is none.
    #[must_use]
    pub fn typed(&self, field: &str) -> String {
        self.typed.iter().find(|(name, _)| name == field).map(|(_, text)| text.clone()).unwrap_or_default()
    }

    /// The validation error of a field.
    #[must_use]
    pub fn problem(&self, field: Field) -> Option<Invalid> {
        match &self.error {
            Some(AppError::Invalid(invalid)) if invalid.field == field => Some(*invalid),
            _ => None,
        }
    }

    /// The error of the form as a whole, or of a field that the form does not show.
    #[must_use]
    pub fn whole(&self, shown: &[Field]) -> Option<AppError> {
        match &self.error {
            Some(AppError::Invalid(invalid)) if shown.contains(&invalid.field) => None,
            other => other.clone(),
        }
    }
}
