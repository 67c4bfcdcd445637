//! Precedence of settings: arguments override the environment, which overrides the settings file, which
//! overrides the defaults.

use crate::server::config::{BadSetting, Config};
use clap::{Arg, Command};
use std::{collections::HashMap, env};

/// The command with the environment's and a file's settings in it. An empty value counts as unset, and hides
/// what comes after it.
///
/// # Errors
/// Names a variable that looks like a setting and is none.
pub(super) fn with_settings(command: Command, file: &HashMap<String, String>) -> Result<Command, BadSetting> {
    let known = Config::names();
    let environment = env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
    let names = environment.chain(file.keys().cloned());
    match names.filter(|name| name.starts_with("ROOST_") && !known.contains(name)).min() {
        Some(unknown) => Err(BadSetting::Unknown(unknown)),
        None => Ok(command.mut_args(|arg| with_setting(arg, file))),
    }
}

fn with_setting(arg: Arg, file: &HashMap<String, String>) -> Arg {
    let Some(name) = arg.get_env() else { return arg };
    let is_blank = |value: &str| value.trim().is_empty();
    match (env::var_os(name), file.get(&*name.to_string_lossy())) {
        (Some(value), _) if is_blank(&value.to_string_lossy()) => arg.env(None::<&str>),
        (None, Some(value)) if !is_blank(value) => arg.default_value(value.clone()),
        _ => arg,
    }
}
