//! Roost: self-hosted real-time chat. One crate, two programs: the server (feature `ssr`) and the
//! browser client (feature `hydrate`).

// A page's markup is one nested type, as deep as the markup.
#![recursion_limit = "256"]

/// Server functions, called by pages.
pub mod api;
/// The root components: context, frame and title.
pub mod app;
/// The start without page data.
pub mod bare_start;
/// Browser APIs.
pub mod browser;
/// Reading JSON.
pub mod json;
/// The model: nouns, and the rules for their text.
pub mod model;
/// Pages: a room, a server-rendered page, or an error.
pub mod pages;
/// The few functions that differ between browser and server.
pub mod platform;
/// The tab's state as reducers, without I/O.
pub mod state;
/// The store: a tab's state as signals, and the performing of effects.
pub mod store;
/// Components.
pub mod ui;
/// The WebSocket protocol.
pub mod wire;
/// The words for people.
pub mod words;

/// The server.
#[cfg(feature = "ssr")]
pub mod server;

/// The client's two entry points, called by `public/start.js`.
#[cfg(feature = "hydrate")]
pub mod client {
    use crate::{
        app::App,
        bare_start::BareStart,
        browser::{failure, page},
    };
    use wasm_bindgen::prelude::wasm_bindgen;

    /// Hydrates a server-rendered page, whose markup must be as it was sent.
    #[wasm_bindgen]
    pub fn hydrate() {
        watch();
        leptos::mount::hydrate_body(App);
    }

    /// Renders the page anew from its page data, in place of the server's markup. A document without either
    /// is started too.
    #[wasm_bindgen]
    pub fn draw() {
        watch();
        if page::is_bare() {
            leptos::mount::mount_to_body(BareStart);
        } else {
            leptos::mount::mount_to_body(App);
        }
    }

    /// Reports panics to the page.
    fn watch() {
        std::panic::set_hook(Box::new(|panic| {
            console_error_panic_hook::hook(panic);
            failure::fail();
        }));
    }
}
