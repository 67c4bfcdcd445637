//! Roost: self-hosted real-time chat. One crate, two programs: the server (feature `ssr`) and the
//! browser client (feature `hydrate`).

// A page's markup is one type, as deep as the markup.
#![recursion_limit = "256"]

/// Server functions: what pages ask the server for.
pub mod api;
/// The app: context, frame and title.
pub mod app;
/// What runs in the browser only.
pub mod browser;
/// The nouns and the rules for their text.
pub mod model;
/// What is shown: a room, a page of HTML, or why there is neither.
pub mod pages;
/// The few calls that differ on the two sides.
pub mod platform;
/// What the browser knows, as reducers without I/O.
pub mod state;
/// The state of a tab as signals, and what carries its effects out.
pub mod store;
/// Components.
pub mod ui;
/// The WebSocket protocol.
pub mod wire;

/// The server.
#[cfg(feature = "ssr")]
pub mod server;

/// The client's two beginnings, called by `public/start.js`.
#[cfg(feature = "hydrate")]
pub mod client {
    use crate::{app::App, browser::failure};
    use wasm_bindgen::prelude::wasm_bindgen;

    /// Takes over a page that the server rendered, whose markup is as it was sent.
    #[wasm_bindgen]
    pub fn hydrate() {
        watch();
        leptos::mount::hydrate_body(App);
    }

    /// Draws the page anew from the data that came with it, in place of the server's markup.
    #[wasm_bindgen]
    pub fn draw() {
        watch();
        leptos::mount::mount_to_body(App);
    }

    /// Tells the page when there is a panic.
    fn watch() {
        std::panic::set_hook(Box::new(|panic| {
            console_error_panic_hook::hook(panic);
            failure::fail();
        }));
    }
}
