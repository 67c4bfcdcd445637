//! The tab's state as a signal, and the way for components to change it.

use crate::{
    api, browser,
    model::{Millis, OpenRoom, Page, RoomId, UserId, Viewer},
    platform,
    state::{Client, Input},
};
use leptos::prelude::*;

/// What every component knows of the world. Reading is by signal, changing by [`Live::step`].
#[derive(Clone, Copy)]
pub struct Live {
    pub client: RwSignal<Client>,
    /// Whether the client has taken over: false on the server and while the first page is adopted.
    pub awake: RwSignal<bool>,
}

impl Live {
    /// Starts from what the page came with.
    #[must_use]
    pub fn new() -> Self {
        Self { client: RwSignal::new(Client::default()), awake: RwSignal::new(false) }
    }

    /// The one in the context.
    ///
    /// # Panics
    /// Outside the app, which provides it.
    #[must_use]
    pub fn expect() -> Self {
        expect_context()
    }

    /// Whoever is signed in.
    #[must_use]
    pub fn me(self) -> Option<UserId> {
        self.client.with_untracked(|client| client.me.as_ref().map(|me| me.id))
    }

    /// Begins with what the page came with, as of the moment at which it was written: both sides make
    /// the same of it.
    pub fn begin(self, viewer: Viewer, written: Millis) {
        drop(self.client.try_update(|client| client.step(Input::Viewer(viewer), written)));
    }

    /// Gives an input to the reducer and does what it asks for.
    pub fn step(self, input: Input) {
        let now = platform::now();
        let effects = self.client.try_update(|client| client.step(input, now));
        for effect in effects.into_iter().flatten() {
            browser::socket::perform(effect, self);
        }
    }

    /// Reads a room's newest page anew, for one use or the other.
    pub async fn fetch(self, room: RoomId, of: fn(Box<OpenRoom>) -> Input) {
        let Some(slug) = self.client.with_untracked(|client| client.rooms.get(&room).map(|s| s.room.slug.clone()))
        else {
            return;
        };
        if let Ok(Page::Room(open)) = api::pages::open(format!("/rooms/{slug}")).await {
            self.step(of(open));
        }
    }
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}
