//! Builds what browsers get, for release builds of the server: the client (`client.rs`), the styles by Lightning CSS,
//! the scripts of `public/` without comments and spaces, names by content, brotli and gzip once (`files.rs`).
//!
//! Debug builds get an empty list, so that tests and lints stay fast: a debug server takes its assets from the
//! work tree (`server/assets/work_tree.rs`). wasm32 builds get nothing.

#[cfg(feature = "ssr")]
mod client;
#[cfg(feature = "ssr")]
mod files;
#[cfg(feature = "ssr")]
mod order;
#[cfg(feature = "ssr")]
mod scripts;
#[cfg(feature = "ssr")]
mod styles;

fn main() {
    println!("cargo::rerun-if-changed=build");
    #[cfg(feature = "ssr")]
    files::build();
}
