//! Settings files in the format of systemd's `EnvironmentFile=`: `NAME=value` lines, comments with `#` or `;`,
//! and quotes for a value with spaces at its ends.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
};

/// Reason why a settings file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadFile {
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    /// The line of this number is no setting. Its text is not shown: it may be a secret.
    #[error("{}: line {line} is no setting, as ROOST_DATA=/var/lib/roost is one", path.display())]
    Line { path: PathBuf, line: usize },
}

/// Reads the settings in a file.
///
/// # Errors
/// When it cannot be read, or a line is no setting.
pub fn read(path: &Path) -> Result<HashMap<String, String>, BadFile> {
    let text = fs::read_to_string(path).map_err(|source| BadFile::Unreadable { path: path.to_owned(), source })?;
    parse(&text).map_err(|line| BadFile::Line { path: path.to_owned(), line })
}

/// Parses settings.
///
/// # Errors
/// The number of the first line that is no setting, from 1.
pub fn parse(text: &str) -> Result<HashMap<String, String>, usize> {
    let mut settings = HashMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        let (name, value) = line.split_once('=').ok_or(number)?;
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        if name.is_empty() || !name.chars().all(is_name) {
            return Err(number);
        }
        settings.insert(name.to_owned(), unquoted(value.trim()).to_owned());
    }
    Ok(settings)
}

fn unquoted(value: &str) -> &str {
    let within = |quote| value.strip_prefix(quote).and_then(|rest: &str| rest.strip_suffix(quote));
    within('"').or_else(|| within('\'')).unwrap_or(value)
}
