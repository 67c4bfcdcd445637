//! The tab's state for components: reading wakes whoever reads what has changed, and nobody else.

use crate::{
    api,
    browser::{
        notice, outbox, socket,
        submit::{Submitted, submit},
    },
    model::{Millis, OpenRoom, Page, RoomId, UserId, Viewer},
    platform,
    state::{Client, Effect, Input, Moment, Parts, Telling},
};
use leptos::{prelude::*, task::spawn_local};

/// A trigger for each part of the state.
type Triggers = [Trigger; Parts::COUNT];

/// What every component knows of the world. Changing is by [`Store::step`] alone.
#[derive(Clone, Copy)]
pub struct Store {
    client: StoredValue<Client>,
    /// The triggers of the app and of the page that is shown.
    heard: StoredValue<Vec<(u32, Triggers)>>,
    /// The triggers that views here listen to. A page has its own, which go with it: a signal keeps
    /// those who listened to it, also when they are gone, until it speaks the next time.
    own: Triggers,
    /// Whether the client has taken over: false on the server and while the first page is adopted.
    pub hydrated: RwSignal<bool>,
}

impl Store {
    /// Starts from what the page came with.
    #[must_use]
    pub fn new() -> Self {
        let own = triggers();
        Self {
            client: StoredValue::new(Client::default()),
            heard: StoredValue::new(vec![(0, own)]),
            own,
            hydrated: RwSignal::new(false),
        }
    }

    /// The one in the context.
    ///
    /// # Panics
    /// Outside the app, which provides it.
    #[must_use]
    pub fn expect() -> Self {
        expect_context()
    }

    /// Gives a page, as its context, the same with triggers of its own, for as long as it lasts.
    pub fn for_page(self) {
        let own = triggers();
        let number = self.heard.with_value(|heard| heard.last().map_or(0, |(last, _)| last + 1));
        self.heard.update_value(|heard| heard.push((number, own)));
        on_cleanup(move || {
            self.heard.try_update_value(|heard| heard.retain(|(other, _)| *other != number));
        });
        provide_context(Self { own, ..self });
    }

    /// Reads these parts of the state, and is read again when one of them has changed.
    pub fn with<T>(self, parts: Parts, read: impl FnOnce(&Client) -> T) -> T {
        parts.numbers().for_each(|number| self.own[number].track());
        self.client.with_value(read)
    }

    /// Reads what holds just now.
    pub fn now<T>(self, read: impl FnOnce(&Client) -> T) -> T {
        self.client.with_value(read)
    }

    /// Whoever is signed in.
    #[must_use]
    pub fn me(self) -> Option<UserId> {
        self.now(|client| client.me.as_ref().map(|me| me.id))
    }

    /// Begins with what the page came with, as of the moment at which it was written: both sides make
    /// the same of it.
    pub fn begin(self, viewer: Viewer, written: Millis) {
        self.client.update_value(|client| drop(client.step(Input::Viewer(viewer), written)));
    }

    /// Gives an input to the reducer, wakes who reads what it changed, and does what it asks for.
    pub fn step(self, input: Input) {
        self.steps([input]);
    }

    /// The same with several, after all of which is woken once: hundreds of messages at once cost
    /// little more than one.
    pub fn steps(self, inputs: impl IntoIterator<Item = Input>) {
        let now = Moment { wall: platform::now(), steady: platform::steady() };
        let stepped = self.client.try_update_value(|client| {
            let effects: Vec<_> = inputs.into_iter().flat_map(|input| client.step(input, now)).collect();
            (effects, client.take_changed())
        });
        let Some((effects, changed)) = stepped else { return };
        if changed != Parts::default() {
            for (_, triggers) in self.heard.get_value() {
                changed.numbers().for_each(|number| triggers[number].notify());
            }
        }
        for effect in effects {
            self.perform(effect);
        }
    }

    /// Does one thing that the reducer asked for.
    fn perform(self, effect: Effect) {
        match effect {
            Effect::Connect => socket::connect(move |inputs| self.steps(inputs), platform::random),
            Effect::Drop => socket::close(),
            Effect::Transmit(frame) => socket::send(&frame),
            Effect::Submit(frame) => spawn_local(async move {
                let slug = |room| self.now(|client| client.rooms.get(&room).map(|s| s.room.slug.clone()));
                let answer = match submit(&frame, slug).await {
                    Submitted::Answered(answer) => answer,
                    Submitted::SignedOut => {
                        self.step(Input::Session(Some(false)));
                        None
                    }
                };
                self.step(Input::Submitted(frame, answer));
            }),
            Effect::Poll => spawn_local(async move {
                if let Ok(rooms) = api::rooms::memberships().await {
                    self.step(Input::Polled(rooms));
                }
            }),
            Effect::Follow(room, seq) => spawn_local(async move {
                if let Ok(page) = api::messages::newer(room, seq).await {
                    self.step(Input::Newer(room, page));
                }
            }),
            Effect::AskSession => spawn_local(async move {
                let whose = api::session::signed_in().await;
                self.step(Input::Session(whose.ok().map(|whose| whose.is_some())));
            }),
            Effect::Keep(message) => drop(self.me().map(|me| outbox::keep(me, &message))),
            Effect::Forget(client_id) => drop(self.me().map(|me| outbox::forget(me, &client_id))),
            Effect::Notify(told) => {
                if let Some(Telling { who, room, line, path, .. }) = self.now(|client| client.telling(&told)) {
                    notice::show(told.room, room.as_ref().unwrap_or(&who), &[&who, ": ", &line].concat(), path);
                }
            }
            Effect::Withdraw(rooms) => notice::withdraw(&rooms),
            Effect::Fetch(room) => spawn_local(self.fetch(room, Input::Opened)),
            Effect::Count(room) => spawn_local(self.fetch(room, Input::Counted)),
        }
    }

    /// Reads a room's newest page anew, for one use or the other.
    pub async fn fetch(self, room: RoomId, of: fn(Box<OpenRoom>) -> Input) {
        let Some(slug) = self.now(|client| client.rooms.get(&room).map(|s| s.room.slug.clone())) else { return };
        if let Ok(Page::Room(open)) = api::pages::open(format!("/rooms/{slug}?newest"), self.me()).await {
            self.step(of(open));
        }
    }
}

impl Default for Store {
    fn default() -> Self {
        Self::new()
    }
}

fn triggers() -> Triggers {
    std::array::from_fn(|_| Trigger::new())
}
