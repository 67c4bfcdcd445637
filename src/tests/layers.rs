//! The layers of the code: which part may import which. An import that the table does not allow fails here,
//! though it compiles.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Each part with the parts that it may import. Parts not listed may be imported by none.
const ALLOWED: [(&str, &[&str]); 40] = [
    // Shared by both sides, and pure.
    ("model", &[]),
    ("json", &[]),
    ("wire", &["json", "model"]),
    ("state", &["model", "wire"]),
    ("words", &["model", "wire"]),
    // The client.
    ("browser", &["json", "model", "wire", "state"]),
    ("platform", &["json", "model", "browser"]),
    ("store", &["model", "words", "state", "browser", "platform", "api"]),
    ("ui", &["model", "wire", "words", "state", "browser", "platform", "api", "store"]),
    ("pages", &["model", "words", "state", "browser", "platform", "api", "store", "ui"]),
    ("app", &["model", "words", "state", "browser", "platform", "store", "ui", "pages"]),
    ("bare_start", &["model", "words", "state", "browser", "platform", "store", "ui", "app"]),
    ("lib", &["app", "bare_start", "browser"]),
    // The seam: bodies of server functions name the server, and are compiled for it alone.
    ("api", &["json", "model", "server/chat", "server/web"]),
    // The server, from the ground up.
    ("server/domain", &["model", "wire"]),
    ("server/outage", &[]),
    ("server/supervise", &[]),
    ("server/assets", &[]),
    ("server/data_folder", &[]),
    ("server/limits", &[]),
    ("server/log", &[]),
    ("server/outbound", &[]),
    ("server/clock", &["model", "server/domain"]),
    ("server/config", &["model", "server/clock", "server/outbound"]),
    ("server/net", &["model", "words", "server/clock", "server/config", "server/limits", "server/log"]),
    ("server/auth", &["model", "words", "server/config", "server/log"]),
    ("server/db", &["model", "server/domain", "server/outage"]),
    ("server/files", &["model", "server/auth", "server/outage"]),
    ("server/live", &["model", "wire", "server/domain", "server/db"]),
    (
        "server/chat",
        &[
            "model",
            "wire",
            "words",
            "server/auth",
            "server/clock",
            "server/config",
            "server/db",
            "server/domain",
            "server/files",
            "server/live",
            "server/log",
        ],
    ),
    (
        "server/notify",
        &[
            "model",
            "server/chat",
            "server/clock",
            "server/config",
            "server/db",
            "server/domain",
            "server/live",
            "server/outbound",
            "server/supervise",
        ],
    ),
    (
        "server/socket",
        &[
            "model",
            "wire",
            "words",
            "server/assets",
            "server/auth",
            "server/chat",
            "server/config",
            "server/domain",
            "server/live",
        ],
    ),
    (
        "server/web",
        &[
            "model",
            "wire",
            "words",
            "platform",
            "ui",
            "app",
            "server/assets",
            "server/auth",
            "server/chat",
            "server/clock",
            "server/config",
            "server/db",
            "server/domain",
            "server/files",
            "server/limits",
            "server/notify",
            "server/outbound",
            "server/socket",
            "server/web/words",
        ],
    ),
    ("server/web/words", &["model", "words"]),
    (
        "server/run",
        &[
            "server/auth",
            "server/chat",
            "server/config",
            "server/data_folder",
            "server/db",
            "server/domain",
            "server/files",
            "server/limits",
            "server/live",
            "server/log",
            "server/net",
            "server/notify",
            "server/supervise",
            "server/web",
        ],
    ),
    (
        "server/cli",
        &[
            "server/assets",
            "model",
            "words",
            "server/auth",
            "server/config",
            "server/data_folder",
            "server/db",
            "server/log",
            "server/run",
        ],
    ),
    ("server", &["server/cli", "server/config", "server/run"]),
    ("main", &[]),
    // Exempt: they may import everything.
    ("tests", &[]),
    ("bench", &[]),
];

/// The part that a file or a module path belongs to.
fn part<S: AsRef<str>>(path: &[S]) -> String {
    match path {
        [server, web, words, ..] if [server, web, words].map(AsRef::as_ref) == ["server", "web", "words"] => {
            "server/web/words".to_owned()
        }
        [server, inner, ..] if server.as_ref() == "server" && starts_small(inner.as_ref()) => {
            format!("server/{}", inner.as_ref())
        }
        [first, ..] => first.as_ref().to_owned(),
        [] => "lib".to_owned(),
    }
}

fn starts_small(name: &str) -> bool {
    name.starts_with(|first: char| first.is_lowercase())
}

/// The paths that a source names, as written: every leaf of its `use` trees, and every path in its code that
/// begins at the root or one above.
fn named(source: &str) -> Vec<Vec<String>> {
    let code: String =
        source.lines().map(|line| line.split("//").next().unwrap_or_default().to_owned() + "\n").collect();
    // A visibility is no import.
    let code = code.replace("pub(in crate::server)", "pub").replace("pub(in crate", "pub(in none");
    let mut named = Vec::new();
    let mut rest = code.as_str();
    while let Some(at) = rest.find("use ") {
        let line = rest[..at].rsplit('\n').next().unwrap_or_default().trim();
        if line.is_empty() || line.starts_with("pub") {
            let end = rest[at..].find(';').map_or(rest.len(), |end| at + end);
            let tree = rest[at + 4..end].chars().filter(|letter| !letter.is_whitespace());
            leaves(&mut tree.peekable(), &[], &mut named);
        }
        rest = &rest[(at + 4).min(rest.len())..];
    }
    for (at, _) in code.match_indices("crate::").chain(code.match_indices("super::")) {
        if at > 0 && code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':') {
            continue;
        }
        let path: String = code[at..].chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect();
        // A path that ends so is a tree, and was read as one.
        if !path.ends_with("::") {
            named.push(path.split("::").map(str::to_owned).collect());
        }
    }
    named
}

/// The leaves of one `use` tree without blanks, such as `a::{b, c::d}`.
fn leaves(text: &mut std::iter::Peekable<impl Iterator<Item = char>>, before: &[String], found: &mut Vec<Vec<String>>) {
    let mut path = before.to_vec();
    let mut word = String::new();
    while let Some(next) = text.next() {
        match next {
            ':' => {
                if !word.is_empty() {
                    path.push(std::mem::take(&mut word));
                }
            }
            '{' => {
                leaves(text, &path, found);
                // After a group, the path is that of the tree around it.
                path = before.to_vec();
                word.clear();
            }
            ',' | '}' => {
                if !word.is_empty() {
                    path.push(std::mem::take(&mut word));
                    found.push(path);
                }
                if next == '}' {
                    return;
                }
                path = before.to_vec();
            }
            letter => word.push(letter),
        }
    }
    if !word.is_empty() {
        path.push(word);
        found.push(path);
    }
}

/// The path from the root; `None` for another crate.
fn from_root(path: &[String], file: &[String]) -> Option<Vec<String>> {
    let mut at = match path.first()?.as_str() {
        "crate" => Vec::new(),
        "super" => file.to_vec(),
        _ => return None,
    };
    for word in path {
        match word.as_str() {
            "crate" => {}
            "super" => drop(at.pop()),
            word => at.push(word.to_owned()),
        }
    }
    Some(at)
}

/// Imports of one file that the table does not allow.
fn forbidden(file: &[String], source: &str) -> Vec<String> {
    let own = part(file);
    if matches!(own.as_str(), "tests" | "bench") {
        return Vec::new();
    }
    let allowed = ALLOWED.iter().find(|(part, _)| *part == own).map(|(_, allowed)| *allowed);
    let arrows: BTreeSet<String> = named(source)
        .iter()
        .filter_map(|path| from_root(path, file))
        .map(|path| part(&path))
        .filter(|to| *to != own && !(own == "server" && to.starts_with("server/")))
        .filter(|to| !allowed.is_some_and(|allowed| allowed.contains(&to.as_str())))
        .collect();
    arrows.into_iter().map(|to| format!("{} names {to}", file.join("/"))).collect()
}

/// The files of `src`, with their module paths.
fn files(folder: &Path, found: &mut Vec<(Vec<String>, PathBuf)>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            files(&entry, found);
        } else if entry.extension().is_some_and(|kind| kind == "rs") {
            let inside = entry.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("inside");
            let mut module: Vec<String> =
                inside.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
            module.pop_if(|last| last == "mod" || last == "lib");
            found.push((module, entry));
        }
    }
}

#[test]
fn every_arrow_goes_the_way_that_the_table_allows() {
    let mut all = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    assert!(all.len() > 250, "{} files", all.len());
    let wrong: Vec<_> =
        all.iter().flat_map(|(module, path)| forbidden(module, &fs::read_to_string(path).expect("a file"))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (module, _) in &all {
        let own = part(module);
        assert!(ALLOWED.iter().any(|(known, _)| *known == own), "{own} has no place in the table");
    }
}

#[test]
fn the_driver_of_the_database_is_named_in_the_store_alone() {
    let mut all = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let naming: BTreeSet<String> = all
        .iter()
        .filter(|(_, path)| {
            let source = fs::read_to_string(path).expect("a file");
            // The log's filter names the driver's statements.
            source.lines().any(|line| line.replace("\"sqlx::query\"", "").contains("sqlx"))
        })
        .map(|(module, _)| part(module))
        .collect();
    assert_eq!(naming, ["bench", "server/db", "tests"].map(str::to_owned).into());
}

#[test]
fn an_arrow_of_any_kind_is_seen() {
    let file = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    for (path, source) in [
        ("model/room", "use crate::server::db;"),
        ("state/client/mod", "use crate::{\n    model::RoomId,\n    ui::{self, timeline},\n};"),
        ("server/domain/post", "use super::super::chat::Services;"),
        ("server/db/rooms", "use crate::server::{\n    domain::facts::Facts,\n    chat::{self, rooms},\n};"),
        ("server/live/hub", "fn f() { crate::server::chat::rooms::of(); }"),
        ("server/chat/rooms", "pub use crate::server::web::render;"),
        ("browser/socket", "fn f() {\n    use crate::store::Store;\n}"),
        ("platform", "mod on_server {\n    use crate::{\n        model::Seq,\n        server::clock,\n    };\n}"),
        ("ui/composer", "type T = crate::server::Config;"),
        ("words/errors", "use crate::state::Delivery;"),
        ("server/web/words/share", "use super::super::pages::share;"),
        ("server/chat/rooms", "use super::{\n    super::web,\n    limits,\n};"),
    ] {
        assert_eq!(forbidden(&file(path), source).len(), 1, "{path}: {source}");
    }
    for (path, source) in [
        ("model/room", "use super::UserId; // not crate::server"),
        ("server/live/hub", "pub(in crate::server) fn f() {}\nuse crate::server::db::sessions::TokenHash;"),
        ("server/web/pages/share", "use crate::server::web::words::{common, share as words};"),
        ("server/web/words/invites", "use super::common;\nuse crate::words::people;"),
        ("server/chat/rooms", "use super::{Services, limits};\nuse crate::server::db::{self, Conn};"),
        ("state/client/read", "use super::Client;\nuse crate::state::step::Effect;"),
        ("ui/composer", "/// See [`crate::server`].\nuse crate::{browser::drafts, store::Store};"),
    ] {
        assert_eq!(forbidden(&file(path), source), Vec::<String>::new(), "{path}: {source}");
    }
}
