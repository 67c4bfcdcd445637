//! Assets of a debug build: styles and scripts from the work tree as they are now, and the client that
//! `.ci/client` makes. Pages reload themselves when one of them changes.
//!
//! Only for a server that cargo runs from its checkout; tests and release builds do not come here.

use super::Names;
use axum::{
    Router,
    extract::Path as UrlPath,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use std::{
    borrow::Cow,
    env, fs,
    path::{Component, Path, PathBuf},
    process::Command,
    sync::OnceLock,
    thread,
    time::SystemTime,
};

/// Folders of the checkout that are served below `/dev/`, each under a name.
const FOLDERS: [(&str, &str); 3] = [("style", "style"), ("public", "public"), ("client", MADE)];
/// Where `.ci/client` puts the client; the stamp is written last.
const MADE: &str = "target/client/dev";
const STAMP: &str = "target/client/dev/stamp";
/// Reloads a page when the stamp changes: a file was saved, the client was made, or the server was restarted.
const RELOAD: &str = "\
let seen;
setInterval(async () => {
  const stamp = await fetch('/dev/stamp').then((answer) => answer.text()).catch(() => seen);
  if (seen !== undefined && stamp !== seen) location.reload();
  seen = stamp;
}, 250);
";

/// The checkout, and when this server was started.
static FOLLOWED: OnceLock<(PathBuf, SystemTime)> = OnceLock::new();

/// Serves the checkout from now on, if cargo started this program, and has its client made.
pub fn follow() {
    let Some(root) = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) else { return };
    if FOLLOWED.set((root.clone(), SystemTime::now())).is_err() {
        return;
    }
    drop(thread::spawn(move || match Command::new(root.join(".ci/client")).status() {
        Ok(status) if status.success() => tracing::info!("the client is made; open pages reload themselves"),
        Ok(status) => tracing::warn!(%status, "the client was not made: pages work without it"),
        Err(error) => tracing::warn!(%error, "the client was not made: pages work without it"),
    }));
}

/// The paths that pages name; `None` unless the checkout is served.
pub(super) fn names() -> Option<Names> {
    let (root, _) = FOLLOWED.get()?;
    let script = |name| Cow::Owned(format!("dev/public/{name}"));
    let made = fs::metadata(root.join(STAMP)).and_then(|stamp| stamp.modified()).ok();
    // A name for each build: a page remembers by it that the client failed.
    let client = |name| {
        made.and_then(|made| made.duration_since(SystemTime::UNIX_EPOCH).ok())
            .map_or(Cow::Borrowed(""), |made| Cow::Owned(format!("dev/client/{name}?{}", made.as_millis())))
    };
    Some(Names {
        script: client("roost.js"),
        wasm: client("roost_bg.wasm"),
        style: Cow::Borrowed("dev/style/main.css"),
        actions: script("actions.js"),
        notices: script("notices.js"),
        start: script("start.js"),
        reload: Some("dev/reload.js"),
    })
}

/// Whether the client was made after this program: what it draws may differ from what the server draws.
pub(super) fn is_client_newer() -> bool {
    let changed = |path: PathBuf| fs::metadata(path).and_then(|of| of.modified()).ok();
    let Some((root, _)) = FOLLOWED.get() else { return false };
    let program = env::current_exe().ok().and_then(changed);
    changed(root.join(STAMP)).zip(program).is_some_and(|(client, server)| client > server)
}

/// The routes; none unless the checkout is served.
pub(super) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let Some((root, _)) = FOLLOWED.get() else { return Router::new() };
    let fixed = Router::new()
        .route("/dev/stamp", get(|| async { stamp() }))
        .route("/dev/reload.js", get(|| async { ([(header::CONTENT_TYPE, "text/javascript")], RELOAD) }))
        .route("/dev/{*path}", get(|UrlPath(path): UrlPath<String>| async move { file(&path) }));
    // Icons and the like, at the addresses that they have in a release.
    let public = fs::read_dir(root.join("public")).into_iter().flatten().flatten();
    let names = public.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| !name.ends_with(".js")).fold(fixed, |router, name| {
        router.route(&format!("/{name}"), get(move || async move { file(&format!("public/{name}")) }))
    })
}

/// A file below `/dev/`, never kept by the browser.
fn file(path: &str) -> Response {
    let within = |path: &Path| path.components().all(|part| matches!(part, Component::Normal(_)));
    let found = path.split_once('/').and_then(|(name, rest)| {
        let (_, folder) = FOLDERS.iter().find(|(known, _)| *known == name)?;
        let (root, _) = FOLLOWED.get()?;
        within(Path::new(rest)).then(|| fs::read(root.join(folder).join(rest)).ok())?
    });
    let kind = match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "text/plain; charset=utf-8",
    };
    found.map_or_else(
        || StatusCode::NOT_FOUND.into_response(),
        |bytes| ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], bytes).into_response(),
    )
}

/// The newest change of what is served, and the start of the server.
fn stamp() -> String {
    let Some((root, started)) = FOLLOWED.get() else { return String::new() };
    let newest = ["style", "public"].iter().filter_map(|folder| newest(&root.join(folder))).max();
    let made = fs::metadata(root.join(STAMP)).and_then(|stamp| stamp.modified()).ok();
    format!("{started:?} {newest:?} {made:?}")
}

fn newest(path: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(path).ok()?.flatten();
    let times = entries.filter_map(|entry| {
        let path = entry.path();
        if path.is_dir() { newest(&path) } else { entry.metadata().and_then(|data| data.modified()).ok() }
    });
    times.max()
}
