//! QR codes, drawn as one path.

use leptos::prelude::*;
use qrcode::{Color, QrCode};
use std::fmt::Write;

/// Width of the quiet zone that readers need around a code, in modules.
const QUIET: usize = 4;

/// A text as a QR code; `None` if it is too long.
pub(super) fn view(text: &str, label: &'static str) -> Option<AnyView> {
    let code = QrCode::new(text).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (place, _) in code.to_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        let (x, y) = (place % width + QUIET, place / width + QUIET);
        write!(path, "M{x} {y}h1v1h-1z").ok()?;
    }
    let size = width + 2 * QUIET;
    let drawing = view! {
        <svg class="qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label=label shape-rendering="crispEdges">
            <path fill="currentColor" d=path></path>
        </svg>
    };
    Some(drawing.into_any())
}
