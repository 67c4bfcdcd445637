//! The web app manifest: name and looks of the installed app.

use super::{app_state::AppState, theme};
use crate::{
    server::{
        assets::{ASSETS, Asset},
        web::words::app,
    },
    words::actions,
};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// `GET /manifest.webmanifest`.
pub async fn manifest(State(state): State<AppState>) -> Response {
    let name = state.site.settings().name;
    let mut manifest = json!({
        "id": "/",
        "name": name,
        "short_name": name,
        "description": app::DESCRIPTION,
        "lang": "en",
        "dir": "auto",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": theme::LIGHT,
        "background_color": theme::LIGHT,
        "categories": ["social", "communication"],
        "icons": [
            icon("/icon-192.png", "192x192", "any"),
            icon("/icon-512.png", "512x512", "any"),
            icon("/icon-maskable-512.png", "512x512", "maskable"),
        ],
        "shortcuts": [
            { "name": actions::NEW_ROOM, "url": "/rooms/new" },
            { "name": actions::BROWSE_ROOMS, "url": "/rooms" },
            { "name": actions::SETTINGS, "url": "/settings" },
        ],
        "share_target": {
            "action": "/share",
            "method": "GET",
            "params": { "title": "title", "text": "text", "url": "url" },
        },
    });
    let screenshots: Vec<Value> = ["wide", "narrow"].into_iter().filter_map(screenshot).collect();
    if !screenshots.is_empty() {
        manifest["screenshots"] = Value::Array(screenshots);
    }
    let headers = [
        (header::CONTENT_TYPE, "application/manifest+json; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, manifest.to_string()).into_response()
}

fn icon(src: &str, sizes: &str, purpose: &str) -> Value {
    json!({ "src": src, "sizes": sizes, "type": "image/png", "purpose": purpose })
}

/// A screenshot for the manifest, if this build has it: `public/screenshot-wide.png` and the like.
fn screenshot(form: &str) -> Option<Value> {
    let file = format!("screenshot-{form}.png");
    let asset: &Asset = ASSETS.iter().find(|asset| asset.path == file)?;
    let (width, height) = png_size(asset.plain)?;
    Some(json!({
        "src": format!("/{file}"),
        "sizes": format!("{width}x{height}"),
        "type": "image/png",
        "form_factor": form,
        "label": app::SCREENSHOT,
    }))
}

/// Width and height of a PNG, from its first chunk.
#[must_use]
pub fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    Some((number(16)?, number(20)?))
}
