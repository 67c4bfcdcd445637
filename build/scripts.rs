//! The scripts of `public/`, which are modules.

use crate::files::{Output, hashed};
use std::{collections::BTreeMap, fs, path::PathBuf};

/// The modules of `public/`, by name, and the paths of those that have been added.
pub(crate) struct Modules {
    pub(crate) folder: PathBuf,
    pub(crate) paths: BTreeMap<String, Option<String>>,
}

impl Modules {
    /// Adds a module once, after those that it imports: it has their names in it, so that its own tells
    /// their contents as well. An import is a literal that begins with `./`. Returns the path.
    pub(crate) fn add(&mut self, outputs: &mut Vec<Output>, name: &str) -> String {
        if let Some(path) = self.paths.get(name) {
            return path.clone().unwrap_or_else(|| panic!("public/{name} imports itself, by what it imports"));
        }
        self.paths.insert(name.to_owned(), None);
        let text = fs::read_to_string(self.folder.join(name)).unwrap_or_else(|error| panic!("public/{name}: {error}"));
        let text = minifier::js::minify(&text).to_string();
        let mut parts = text.split("'./");
        let mut script = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (import, rest) = part.split_once('\'').expect("a literal has an end");
            let path = self.add(outputs, import);
            // Both lie in assets/.
            script = [&script, "'.", path.trim_start_matches("assets"), "'", rest].concat();
        }
        let path = hashed(outputs, name.trim_end_matches(".js"), "js", script.into_bytes());
        self.paths.insert(name.to_owned(), Some(path.clone()));
        path
    }
}
