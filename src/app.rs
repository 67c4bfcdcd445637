//! The root components: context, frame, and start-up in the browser.

use crate::{
    browser::{needed, outbox, own_changes, page, storage},
    model::{AppError, Page, PageData, RoomId, UserId, site},
    pages::page::PageView,
    platform,
    state::{Input, Parts, Status},
    store::Store,
    ui::{clock::Clock, live::live, need::need, places::Places, sidebar::Sidebar, toast::ToastLine},
    words::frame,
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{components::Router, hooks::use_location};
use std::time::Duration;

/// Interval of the state machine's tick.
const TICK: Duration = Duration::from_secs(1);
/// Delay before a page whose session is over reloads.
const LEAVE: Duration = Duration::from_secs(1);
/// Interval of looking for unsent messages of other tabs.
const LOOK: Duration = Duration::from_secs(4);

/// The app, of a page with its data.
#[component]
pub fn App() -> impl IntoView {
    let PageData { viewer, site, zone, now, page } = platform::page_data();
    provide_context(Clock::new(zone, now));
    let store = Store::new();
    provide_context(store);
    store.step(Input::Site(site));
    if let Some(viewer) = viewer {
        store.begin(viewer, now);
    }
    let owner = Owner::current();
    Effect::new(move |_| {
        // In a task of its own: hydration was long enough.
        let owner = owner.clone();
        let start = move || {
            wake(store);
            match store.me() {
                Some(me) => {
                    restore(store, me);
                    connect(store);
                }
                None => storage::forget_who_left(),
            }
        };
        set_timeout(move || owner.unwrap_or_default().with(start), Duration::ZERO);
    });
    view! { <Root page/> }
}

/// Title, frame and page, in the context of store and clock, once it is known whether somebody is signed in.
#[component]
pub fn Root(page: Result<Page, AppError>) -> impl IntoView {
    provide_meta_context();
    let store = Store::expect();
    provide_context(store.now(|client| client.site().clone()));
    provide_context(Places::new());
    let unread = Memo::new(move |_| store.with(Parts::ROOMS | Parts::MARKS, |client| client.unread()));
    let place = Memo::new(move |_| store.with(Parts::ME, |client| platform::raw_text(&client.site().name)));
    let at_first = (place.get_untracked(), unread.get_untracked());
    view! {
        <Title formatter=move |title: String| {
            let (place, unread) = platform::latest(at_first.clone(), || place.try_get().zip(unread.try_get()));
            site::titled(title, &place, unread)
        }/>
        <Router>
            <Frame page/>
        </Router>
    }
}

/// The sidebar for a signed-in viewer, and the page.
#[component]
fn Frame(page: Result<Page, AppError>) -> impl IntoView {
    let store = Store::expect();
    let path = use_location().pathname;
    let signed_in = store.now(|client| client.me.is_some());
    let current: Signal<Option<RoomId>> = Memo::new(move |_| {
        let path = path.get();
        store.with(Parts::ROOMS, |client| client.room_at(&path))
    })
    .into();
    Effect::new(move |_| {
        if current.get().is_none() {
            store.step(Input::Entered(None));
        }
    });
    let in_room =
        move || current.with(Option::is_some) && !store.with(Parts::STATUS, |client| client.connection.is_over());
    let screen = move || match path.get().as_str() {
        _ if !signed_in => "plain",
        "/rooms" => "list",
        _ => "page",
    };
    let frame = NodeRef::new();
    need(frame);
    view! {
        <div class="frame" data-screen=screen data-shape=platform::shape() node_ref=frame>
            <a class="skip-link" rel="external" href=live(move || if in_room() { "#conversation" } else { "#main" })>
                {move || if in_room() { frame::SKIP_TO_CONVERSATION } else { frame::SKIP_TO_CONTENT }}
            </a>
            {signed_in.then(|| view! { <Sidebar current/> <ToastLine/> })}
            <span class="skip-target" id="main" tabindex="-1"></span>
            <PageView first=page/>
        </div>
    }
}

/// Takes over the document, after hydration: the clock, and the state that it shows.
pub fn wake(store: Store) {
    Clock::expect().go_local();
    page::set_hydrated();
    store.hydrated.set(true);
    Effect::new(move |_| {
        let (status, by_requests) =
            store.with(Parts::STATUS, |client| (client.connection.status(), client.connection.is_by_requests()));
        page::set_live(match status {
            // The socket is tried again and again, while requests do the work.
            _ if by_requests => "connecting",
            Status::Open => "open",
            Status::Connecting | Status::Doubtful => "connecting",
            Status::Waiting { .. } | Status::Offline | Status::SignedOut | Status::Outdated => "offline",
        });
    });
}

/// Restores the viewer's unsent messages, and looks after those of tabs that are closed.
pub fn restore(store: Store, me: UserId) {
    storage::stay();
    store.step(Input::Restored(outbox::load(me)));
    store.step(Input::ChangesRestored(own_changes::load(me)));
    look_after_other_tabs(store, me);
}

/// Starts the connection, and the events of window and time that it goes by.
pub fn connect(store: Store) {
    let look = move |_| {
        store.step(Input::Network { online: page::is_online() });
        store.step(Input::Tick { jitter: platform::random() });
    };
    page::on_window(&["online", "offline", "pageshow", "focus", "visibilitychange"], look);
    page::on_network(look);
    page::on_window(&["focus", "blur", "visibilitychange"], move |_| store.step(Input::Watched(page::is_watched())));
    store.step(Input::Watched(page::is_watched()));
    page::on_window(&["pagehide"], move |_| store.step(Input::Leaving));
    // A form that leads away: what it does, such as leaving a room, may come before the page is hidden.
    page::on_window(&["submit"], move |event| {
        if !event.default_prevented() {
            store.step(Input::Leaving);
        }
    });
    let clock = Clock::expect();
    set_interval(
        move || {
            if !needed::are_there() {
                return;
            }
            clock.tick();
            store.step(Input::Tick { jitter: platform::random() });
        },
        TICK,
    );
    leave_with_session(store);
    // A page has come from the server, whatever the browser says of its network; without one it is right.
    let is_offline = store.me().is_none() && !page::is_online();
    store.step(if is_offline { Input::Network { online: false } } else { Input::Start });
}

/// Sends unsent messages of tabs that were closed.
fn look_after_other_tabs(store: Store, me: UserId) {
    let others = StoredValue::new(outbox::Others::default());
    set_interval(
        move || {
            let own = store.now(|client| client.outbox.names().cloned().collect());
            let Some((waiting, answered)) = others.try_update_value(|others| others.look(me, &own)) else { return };
            if store.now(|client| client.connection.is_open()) && !waiting.is_empty() {
                store.step(Input::Restored(waiting));
            }
            if !answered.is_empty() {
                store.step(Input::Vanished(answered));
            }
        },
        LOOK,
    );
}

/// Reloads a page other than a room when the session is over, so that nothing of it remains. A room clears
/// its own messages, and keeps the draft.
fn leave_with_session(store: Store) {
    Effect::new(move |_| {
        let is_over = store.with(Parts::STATUS, |client| client.connection.is_over());
        if is_over && store.now(|client| client.marks.current().is_none()) {
            // A sign-out from this page is already loading another: do not cut that off.
            set_timeout(page::reload, LEAVE);
        }
    });
}
