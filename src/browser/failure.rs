//! A client that has failed says so, once, and does nothing more: `public/start.js` puts another in its
//! place. After a panic its memory is not to be trusted.

use std::sync::atomic::{AtomicBool, Ordering};

static FAILED: AtomicBool = AtomicBool::new(false);

/// Whether this client has failed. What it has under way is still run, and must not claim anything.
#[must_use]
pub fn has_failed() -> bool {
    FAILED.load(Ordering::Relaxed)
}

/// Tells the page that this client can do no more.
pub fn fail() {
    if FAILED.swap(true, Ordering::Relaxed) {
        return;
    }
    crate::browser::socket::hang_up();
    if let (Some(window), Ok(event)) = (web_sys::window(), web_sys::Event::new("client-failed")) {
        drop(window.dispatch_event(&event));
    }
}
