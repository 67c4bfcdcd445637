//! The app: what every page shares, and the route table.

use crate::{
    browser::{outbox, page, storage},
    model::{RoomId, Seq, here},
    pages::{
        browse::BrowsePage, home::HomePage, missing::MissingPage, new_room::NewRoomPage, room::RoomPage,
        sheet::SheetPage,
    },
    platform,
    state::{Input, Status},
    ui::{clock::Clock, composer::FirstClientId, form::Echo, live::Live, sidebar::Sidebar, toast::ToastLine},
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    hooks::use_location,
    path,
};
use std::time::Duration;

/// How often the state machine looks at the clock.
const TICK: Duration = Duration::from_secs(1);

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let clock = Clock::new();
    provide_context(clock);
    Echo::provide();
    provide_context(FirstClientId(SharedValue::new(platform::client_id).into_inner()));
    let here = SharedValue::new(platform::here).into_inner();
    let place = platform::raw_text(&here.name);
    let live = Live::new();
    provide_context(live);
    live.step(Input::Build(here.build.clone()));
    provide_context(here);
    if let Some(viewer) = SharedValue::new(platform::viewer).into_inner() {
        live.begin(viewer, clock.now());
    }
    let owner = Owner::current();
    Effect::new(move |_| {
        // In a task of its own: adopting the page was long enough.
        let owner = owner.clone();
        set_timeout(move || owner.unwrap_or_default().with(|| wake(live)), Duration::ZERO);
    });
    let unread = Memo::new(move |_| live.client.with(|client| client.unread()));
    // The server writes the title last of all, when what is reactive has gone.
    let at_first = unread.get_untracked();
    view! {
        <Title formatter=move |title: String| here::titled(title, &place, unread.try_get().unwrap_or(at_first))/>
        <Router>
            <Frame/>
        </Router>
    }
}

/// The rooms on the left for those who are signed in, and the page.
#[component]
fn Frame() -> impl IntoView {
    let live = Live::expect();
    let path = use_location().pathname;
    let signed_in = live.client.with_untracked(|client| client.me.is_some());
    let current: Signal<Option<RoomId>> = Memo::new(move |_| {
        let path = path.get();
        let mut parts = path.strip_prefix("/rooms/")?.split('/');
        let slug = parts.next()?.to_owned();
        // A room's other pages do not show it.
        if parts.next().is_some_and(|seq| seq.parse::<Seq>().is_err()) {
            return None;
        }
        live.client.with(|client| client.room_by_slug(&slug).map(|standing| standing.room.id))
    })
    .into();
    Effect::new(move |_| {
        if current.get().is_none() {
            live.step(Input::Entered(None));
        }
    });
    let in_room = move || current.with(Option::is_some) && !live.client.with(|client| client.connection.is_over());
    let screen = move || match path.get().as_str() {
        _ if !signed_in => "plain",
        "/rooms" => "list",
        _ => "page",
    };
    view! {
        <div class="frame" data-screen=screen>
            <a class="skip-link" rel="external" href=move || if in_room() { "#conversation" } else { "#main" }>
                {move || if in_room() { "Skip to conversation" } else { "Skip to content" }}
            </a>
            {signed_in.then(|| view! { <Sidebar current/> <ToastLine/> })}
            <span class="skip-target" id="main" tabindex="-1"></span>
            <FlatRoutes fallback=MissingPage>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/rooms") view=BrowsePage ssr=SsrMode::Async/>
                <Route path=path!("/rooms/new") view=NewRoomPage ssr=SsrMode::Async/>
                <Route path=path!("/rooms/:slug/about") view=SheetPage ssr=SsrMode::Async/>
                <Route path=path!("/rooms/:slug/add") view=SheetPage ssr=SsrMode::Async/>
                <Route path=path!("/rooms/:slug/role") view=SheetPage ssr=SsrMode::Async/>
                <Route path=path!("/rooms/:slug/invites") view=SheetPage ssr=SsrMode::Async/>
                <Route path=path!("/rooms/:slug/notifications") view=SheetPage ssr=SsrMode::Async/>
                <Route path=path!("/rooms/:slug/:seq?") view=RoomPage ssr=SsrMode::Async/>
                <Route path=path!("/*any") view=SheetPage ssr=SsrMode::Async/>
            </FlatRoutes>
        </div>
    }
}

/// Takes over in the browser: the clock, the line, and what the page says of itself.
fn wake(live: Live) {
    Clock::expect().go_local();
    page::set_hydrated();
    live.awake.set(true);
    Effect::new(move |_| {
        page::set_live(match live.client.with(|client| client.connection.status()) {
            Status::Open => "open",
            Status::Connecting => "connecting",
            Status::Waiting { .. } | Status::Offline | Status::SignedOut | Status::Outdated => "offline",
        });
    });
    let Some(me) = live.me() else { return storage::forget_who_left() };
    storage::stay();
    live.step(Input::Restored(outbox::load(me)));
    page::on_window(&["online", "offline", "pageshow", "focus"], move |_| {
        live.step(Input::Network { online: page::is_online() });
        live.step(Input::Tick { jitter: platform::random() });
    });
    page::on_window(&["focus", "blur", "visibilitychange"], move |_| live.step(Input::Watched(page::is_watched())));
    live.step(Input::Watched(page::is_watched()));
    page::on_window(&["pagehide"], move |_| live.step(Input::Leaving));
    let clock = Clock::expect();
    set_interval(
        move || {
            clock.tick();
            live.step(Input::Tick { jitter: platform::random() });
        },
        TICK,
    );
    live.step(Input::Start);
}
