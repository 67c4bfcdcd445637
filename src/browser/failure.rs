//! Reports that this client has failed, after a panic or a change of the page by an extension. Reported once;
//! `public/start.js` then starts another client, because this one's memory is not to be trusted.

use std::sync::atomic::{AtomicBool, Ordering};

static FAILED: AtomicBool = AtomicBool::new(false);

/// Whether this client has failed. Tasks under way still run, and must not report any state.
#[must_use]
pub fn has_failed() -> bool {
    FAILED.load(Ordering::Relaxed)
}

/// Reports the failure to the page.
pub fn fail() {
    if FAILED.swap(true, Ordering::Relaxed) {
        return;
    }
    crate::browser::socket::hang_up();
    if let (Some(window), Ok(event)) = (web_sys::window(), web_sys::Event::new("client-failed")) {
        drop(window.dispatch_event(&event));
    }
}
