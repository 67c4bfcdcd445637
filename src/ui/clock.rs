//! The viewer's time zone and clock. The first render uses the server's zone, as hydration requires; the
//! browser's own takes over afterwards.

use crate::{
    browser,
    model::{Millis, time::Local},
    platform,
};
use leptos::prelude::*;

/// The viewer's time zone and the current time, as signals.
#[derive(Clone, Copy)]
pub struct Clock {
    zone: RwSignal<String>,
    now: RwSignal<Millis>,
    /// Whether the zone is the browser's own. It then changes no more, and need not be tracked.
    is_own: StoredValue<bool>,
}

impl Clock {
    /// The server's zone and time, the same on both sides.
    #[must_use]
    pub fn new(zone: String, now: Millis) -> Self {
        Self { zone: RwSignal::new(zone), now: RwSignal::new(now), is_own: StoredValue::new(false) }
    }

    /// The clock from the context.
    ///
    /// # Panics
    /// Outside the app, which provides it.
    #[must_use]
    pub fn expect() -> Self {
        expect_context()
    }

    /// The time of rendering; after hydration, the present to the minute.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.now.get_untracked()
    }

    /// A time in the viewer's zone.
    #[must_use]
    pub fn local(&self, at: Millis) -> Local {
        let local = |zone: &String| Local::new(at, platform::offset(at, zone));
        if self.is_own.get_value() { self.zone.with_untracked(local) } else { self.zone.with(local) }
    }

    /// The present in the viewer's zone, to the minute.
    #[must_use]
    pub fn today(&self) -> Local {
        self.local(self.now.get())
    }

    /// Switches to the browser's zone, and stores its name in a cookie for the server.
    pub fn go_local(self) {
        let own = browser::zone::name();
        browser::page::set_cookie(&format!("zone={own}; Path=/; Max-Age=31536000; SameSite=Lax"));
        if self.zone.with_untracked(|zone| *zone != own) {
            // Leptos takes the server's texts as current: switching to another zone first makes every text
            // differ, so that all are rendered again.
            self.zone.set(browser::zone::SHIFTED.to_owned());
            request_animation_frame(move || {
                self.zone.set(own);
                self.is_own.set_value(true);
            });
        } else {
            self.is_own.set_value(true);
        }
    }

    /// Updates the present.
    pub fn tick(self) {
        let now = platform::now();
        if now / 60_000 != self.now.get_untracked() / 60_000 {
            self.now.set(now);
        }
    }
}
