//! The reader's clock. The first render writes times as the server did; then the browser's own
//! zone takes over.

use crate::{
    browser,
    model::{Millis, time::Local},
    platform,
};
use leptos::prelude::*;

/// The reader's zone and the present moment.
#[derive(Clone, Copy)]
pub struct Clock {
    zone: RwSignal<String>,
    now: RwSignal<Millis>,
    /// Whether the zone is the browser's own: then it changes no more, and nobody has to listen.
    is_own: StoredValue<bool>,
}

impl Clock {
    /// As the server had it, the same on both sides.
    #[must_use]
    pub fn new(zone: String, now: Millis) -> Self {
        Self { zone: RwSignal::new(zone), now: RwSignal::new(now), is_own: StoredValue::new(false) }
    }

    /// The one in the context.
    ///
    /// # Panics
    /// Outside the app, which provides it.
    #[must_use]
    pub fn expect() -> Self {
        expect_context()
    }

    /// The moment at which the page was written; once the client has taken over, the present to the
    /// minute.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.now.get_untracked()
    }

    /// A moment on the reader's wall.
    #[must_use]
    pub fn local(&self, at: Millis) -> Local {
        let local = |zone: &String| Local::new(at, platform::offset(at, zone));
        if self.is_own.get_value() { self.zone.with_untracked(local) } else { self.zone.with(local) }
    }

    /// The present, to the minute.
    #[must_use]
    pub fn today(&self) -> Local {
        self.local(self.now.get())
    }

    /// Moves on to the browser's own zone, and tells the server its name for next time.
    pub fn go_local(self) {
        let own = browser::zone::name();
        browser::page::set_cookie(&format!("zone={own}; Path=/; Max-Age=31536000; SameSite=Lax"));
        if self.zone.with_untracked(|zone| *zone != own) {
            // What the server wrote counts as written: a change to another zone first makes sure
            // that every text differs and is written anew.
            self.zone.set(browser::zone::SHIFTED.to_owned());
            request_animation_frame(move || {
                self.zone.set(own);
                self.is_own.set_value(true);
            });
        } else {
            self.is_own.set_value(true);
        }
    }

    /// Moves on to the present.
    pub fn tick(self) {
        let now = platform::now();
        if now / 60_000 != self.now.get_untracked() / 60_000 {
            self.now.set(now);
        }
    }
}
