//! Assets: the client, styles and icons that the build embedded into this program.

#[cfg(debug_assertions)]
pub mod work_tree;

use axum::{
    Router,
    body::Body,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use std::borrow::Cow;

/// An asset, plain and compressed; a compressed form is empty where it would not be smaller.
#[derive(Clone, Copy)]
pub struct Asset {
    /// Path below `/`.
    pub path: &'static str,
    pub content_type: &'static str,
    pub etag: &'static str,
    /// Whether its name contains a hash of its contents, so that it can be cached for ever.
    pub immutable: bool,
    pub plain: &'static [u8],
    pub brotli: &'static [u8],
    pub gzip: &'static [u8],
}

/// The paths that pages name, below `/`; empty where nothing was built.
#[derive(Clone, Debug)]
pub struct Names {
    /// The client's script.
    pub script: Cow<'static, str>,
    /// The client's wasm.
    pub wasm: Cow<'static, str>,
    pub style: Cow<'static, str>,
    /// The small actions.
    pub actions: Cow<'static, str>,
    /// Answers to the service worker.
    pub notices: Cow<'static, str>,
    /// The start of the client.
    pub start: Cow<'static, str>,
    /// Reloads the page when the work tree changes; debug builds only.
    pub reload: Option<&'static str>,
}

// Made by build/: ASSETS, HASHED, NAMES.
include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The paths that pages name.
#[must_use]
pub fn names() -> Names {
    #[cfg(debug_assertions)]
    if let Some(names) = work_tree::names() {
        return names;
    }
    NAMES
}

/// Whether pages are to be drawn anew by the client, because it is newer than this program. In debug builds only.
#[must_use]
pub fn is_client_newer() -> bool {
    #[cfg(debug_assertions)]
    return work_tree::is_client_newer();
    #[cfg(not(debug_assertions))]
    false
}

/// Whether this build has a file at a path below `/`.
#[must_use]
pub fn has(path: &str) -> bool {
    ASSETS.iter().any(|asset| asset.path == path)
}

/// Id of the client's build, the hash in its name; empty without a client.
#[must_use]
pub fn build() -> &'static str {
    let Cow::Borrowed(wasm) = NAMES.wasm else { return "" };
    let name = wasm.strip_suffix(".wasm").unwrap_or_default();
    name.rsplit_once('-').map_or("", |(_, hash)| hash)
}

/// One route per file.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let router = Router::new();
    #[cfg(debug_assertions)]
    let router = router.merge(work_tree::router());
    ASSETS.iter().filter(|asset| !asset.path.starts_with("assets/")).fold(
        router.route("/assets/{file}", get(hashed)),
        |router, asset| {
            router.route(
                &format!("/{}", asset.path),
                get(move |headers: HeaderMap| async move { asset.answer(&headers) }),
            )
        },
    )
}

async fn hashed(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let found = ASSETS.iter().find(|asset| asset.path.strip_prefix("assets/") == Some(file.as_str()));
    let found = found.copied().or_else(|| newer(&file));
    found.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |asset| asset.answer(&headers))
}

/// The current module in place of one from another build, so that a page opened before an update can still load
/// modules later. Not for the client itself, whose parts have to be of one build.
fn newer(file: &str) -> Option<Asset> {
    let name = |file: &str| file.strip_suffix(".js")?.rsplit_once('-').map(|(name, _)| name.to_owned());
    let wanted = name(file).filter(|name| name != "roost")?;
    let found =
        ASSETS.iter().find(|asset| asset.path.strip_prefix("assets/").and_then(name).as_ref() == Some(&wanted))?;
    Some(Asset { immutable: false, ..*found })
}

impl Asset {
    fn answer(&self, request: &HeaderMap) -> Response {
        let says = |name, part: &str| {
            request
                .get(name)
                .and_then(|value| value.to_str().ok())
                .is_some_and(|value| value.split(',').any(|one| one.trim().split(';').next() == Some(part)))
        };
        let accepts = |encoding| says(header::ACCEPT_ENCODING, encoding);
        let (encoding, bytes) = if !self.brotli.is_empty() && accepts("br") {
            (Some("br"), self.brotli)
        } else if !self.gzip.is_empty() && accepts("gzip") {
            (Some("gzip"), self.gzip)
        } else {
            (None, self.plain)
        };
        let known = says(header::IF_NONE_MATCH, self.etag);
        let mut response =
            if known { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(Body::from(bytes)) };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        headers.insert(header::ETAG, HeaderValue::from_static(self.etag));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        let keep = match self.path {
            _ if self.immutable => "public, max-age=31536000, immutable",
            // The service worker, and modules served in place of another build's.
            path if path.ends_with(".js") => "no-cache",
            _ => "public, max-age=3600",
        };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
        if let Some(encoding) = encoding.filter(|_| !known) {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    }
}
