//! The store: the tab's state as signals. A change wakes only the views that read the changed part.

use crate::{
    api,
    browser::{
        notice, outbox, own_changes, socket,
        submit::{Submitted, submit},
    },
    model::{Millis, OpenRoom, Page, RoomId, UserId, Viewer},
    platform,
    state::{Client, Effect, Input, Moment, NoticeText, Parts},
    words::toast,
};
use leptos::{prelude::*, task::spawn_local};

/// A trigger for each part of the state.
type Triggers = [Trigger; Parts::COUNT];

/// The tab's state, for components. Changed by [`Store::step`] alone.
#[derive(Clone, Copy)]
pub struct Store {
    client: StoredValue<Client>,
    /// The triggers of the app and of the page shown.
    heard: StoredValue<Vec<(u32, Triggers)>>,
    /// The triggers that views here track. A page has its own, dropped with it: a signal keeps its
    /// subscribers, even disposed ones, until it fires the next time.
    own: Triggers,
    /// Whether hydration is done: false on the server and until then.
    pub hydrated: RwSignal<bool>,
}

impl Store {
    /// An empty state.
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

    /// The store from the context.
    ///
    /// # Panics
    /// Outside the app, which provides it.
    #[must_use]
    pub fn expect() -> Self {
        expect_context()
    }

    /// Provides the page with the same store under triggers of its own, for as long as the page lives.
    pub fn for_page(self) {
        let own = triggers();
        let number = self.heard.with_value(|heard| heard.last().map_or(0, |(last, _)| last + 1));
        self.heard.update_value(|heard| heard.push((number, own)));
        on_cleanup(move || {
            self.heard.try_update_value(|heard| heard.retain(|(other, _)| *other != number));
        });
        provide_context(Self { own, ..self });
    }

    /// Reads the state and tracks these parts.
    pub fn with<T>(self, parts: Parts, read: impl FnOnce(&Client) -> T) -> T {
        parts.numbers().for_each(|number| self.own[number].track());
        self.client.with_value(read)
    }

    /// Reads the state without tracking.
    pub fn now<T>(self, read: impl FnOnce(&Client) -> T) -> T {
        self.client.with_value(read)
    }

    /// The viewer, if signed in.
    #[must_use]
    pub fn me(self) -> Option<UserId> {
        self.now(|client| client.me.as_ref().map(|me| me.id))
    }

    /// Starts with the viewer of the page data, as of the time of rendering, so that both sides render the
    /// same.
    pub fn begin(self, viewer: Viewer, written: Millis) {
        self.client.update_value(|client| drop(client.step(Input::Viewer(viewer), written)));
    }

    /// Passes an input to the reducer, wakes the views that read the changed parts, and performs the effects.
    pub fn step(self, input: Input) {
        self.steps([input]);
    }

    /// The same for several inputs, with one wake-up after all of them: hundreds of messages at once cost
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

    /// Performs one effect.
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
                if let Ok(page) = api::messages::log(room, seq).await {
                    self.step(Input::CaughtUp(room, page));
                }
            }),
            Effect::Reread(room, seq) => spawn_local(async move {
                if let Ok(page) = api::messages::newer(room, seq).await {
                    self.step(Input::Reread(room, page));
                }
            }),
            Effect::AskSession => spawn_local(async move {
                let whose = api::session::signed_in().await;
                self.step(Input::Session(whose.ok().map(|whose| whose.is_some())));
            }),
            Effect::Keep(message) => drop(self.me().map(|me| outbox::keep(me, &message))),
            Effect::Forget(client_id) => drop(self.me().map(|me| outbox::forget(me, &client_id))),
            Effect::KeepChange(room, seq, change) => {
                if let Some(me) = self.me() {
                    own_changes::keep(me, (room, seq), &change);
                }
            }
            Effect::ForgetChange(room, seq) => {
                if let Some(me) = self.me() {
                    own_changes::forget(me, (room, seq));
                }
            }
            Effect::Notify(notice) => {
                if let Some(NoticeText { person, cause, room, line, path }) =
                    self.now(|client| client.notice_text(&notice))
                {
                    let who = toast::who(person.as_ref());
                    notice::show(notice.room, room.as_ref().unwrap_or(&who), &toast::text(&who, cause, &line), path);
                }
            }
            Effect::Withdraw(rooms) => notice::withdraw(&rooms),
            Effect::Fetch(room) => spawn_local(self.fetch(room, Input::Opened)),
            Effect::Count(room) => spawn_local(self.fetch(room, Input::Counted)),
        }
    }

    /// Reads a room's newest page, and passes it to the reducer as the given input.
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
