//! Settings files in the format of systemd's `EnvironmentFile=`: `NAME=value` lines, comments with `#` or `;`,
//! and quotes for a value with spaces at its ends.

use std::{
    collections::HashMap,
    fmt, fs, io,
    path::{Path, PathBuf},
};

/// Reason why a settings file cannot be used.
#[derive(Debug)]
pub struct BadFile {
    path: PathBuf,
    why: Why,
}

#[derive(Debug)]
enum Why {
    Unreadable(io::Error),
    /// The line of this number is no setting. Its text is not shown: it may be a secret.
    Line(usize),
}

impl fmt::Display for BadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.why {
            Why::Unreadable(error) => write!(f, "{path} cannot be read: {error}"),
            Why::Line(number) => write!(f, "{path}: line {number} is no setting, as ROOST_DATA=/var/lib/roost is one"),
        }
    }
}

impl std::error::Error for BadFile {}

/// Reads the settings in a file.
///
/// # Errors
/// When it cannot be read, or a line is no setting.
pub fn read(path: &Path) -> Result<HashMap<String, String>, BadFile> {
    let bad = |why| BadFile { path: path.to_owned(), why };
    let text = fs::read_to_string(path).map_err(|error| bad(Why::Unreadable(error)))?;
    parse(&text).map_err(|number| bad(Why::Line(number)))
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
