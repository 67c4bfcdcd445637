//! Benchmarks: figures to compare, not tests.
//! `make bench` runs all of them; `cargo bench -- crowd` the one of that name.

mod crowd;
mod history;
mod idle;
mod meter;
mod pictures;
mod place;
mod push;
#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "the stories need more of it than the measurements")]
mod support;

#[tokio::main]
async fn main() {
    // Cargo adds `--bench` of its own.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|name| !name.starts_with('-')).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|one| one == name);
    if is_wanted("idle") {
        idle::measure().await;
    }
    if is_wanted("history") {
        history::measure().await;
    }
    if is_wanted("crowd") {
        crowd::measure().await;
    }
    if is_wanted("push") {
        push::measure().await;
    }
    if is_wanted("pictures") {
        pictures::measure().await;
    }
}
