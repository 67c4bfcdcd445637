//! `BadSetting`: why settings are refused, in one line that names the variable.

use super::{Config, values::Allowed};
use clap::{
    Arg,
    error::{ContextKind, ContextValue},
};
use std::error::Error as _;

/// Reason why settings are refused.
#[derive(Debug, thiserror::Error)]
pub enum BadSetting {
    /// No setting has this name. Its value is not shown: it may be a secret meant for something else.
    #[error("{0} is no setting; there are {names}", names = Config::names().join(", "))]
    Unknown(String),
    /// Its name, its value, and the allowed values.
    #[error("{name} is {value:?}; it takes {allowed}")]
    Value { name: String, value: String, allowed: &'static str },
    /// No setting: the command line as such.
    #[error(transparent)]
    Usage(clap::Error),
}

impl BadSetting {
    pub(super) fn value(name: &str, value: String, allowed: &'static str) -> Self {
        Self::Value { name: name.to_owned(), value, allowed }
    }

    /// Makes one line of clap's error about a setting's value, wherever it came from.
    #[must_use]
    pub fn from_clap(error: clap::Error) -> Self {
        Self::refused_value(&error).unwrap_or(Self::Usage(error))
    }

    fn refused_value(error: &clap::Error) -> Option<Self> {
        let Allowed(allowed) = *error.source()?.downcast_ref()?;
        let text = |kind| match error.get(kind)? {
            ContextValue::String(text) => Some(text.clone()),
            _ => None,
        };
        let (argument, value) = (text(ContextKind::InvalidArg)?, text(ContextKind::InvalidValue)?);
        // Built, an argument shows itself as it does in errors.
        let mut command = Config::command();
        command.build();
        let name = command.get_arguments().find(|arg| arg.to_string() == argument).and_then(variable)?;
        Some(Self::Value { name, value, allowed })
    }
}

/// Name of an argument's variable.
pub(super) fn variable(arg: &Arg) -> Option<String> {
    Some(arg.get_env()?.to_string_lossy().into_owned())
}
