//! The sidebar: the viewer's rooms, and their own card.

use super::{
    avatar::Avatar,
    icon::{Browse, Icon, Plus},
    room_link::RoomLink,
    sign_out::SignOut,
    site_menu::PlaceMenu,
    text::html,
};
use crate::{
    browser::page,
    model::{RoomId, RoomKind, RoomMembership, SiteSettings},
    state::Parts,
    store::Store,
    words::{actions, sidebar as words},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

/// The list of rooms with their unread counts.
#[component]
pub fn Sidebar(#[prop(into)] current: Signal<Option<RoomId>>) -> impl IntoView {
    let store = Store::expect();
    let offer_codes = expect_context::<SiteSettings>().offer_codes;
    let navigate = use_navigate();
    let path = use_location().pathname;
    let in_list = move || path.with(|path| path == "/rooms");
    let rooms = Memo::new(move |_| {
        // Insertion sort: for a list as short as this, the library's sort is more to download.
        let mut rooms: Vec<((bool, String), RoomMembership)> = Vec::new();
        for membership in store.with(Parts::ROOMS, |client| client.rooms.values().cloned().collect::<Vec<_>>()) {
            let name = (membership.room.archived, membership.room.name.to_ascii_lowercase());
            rooms.insert(rooms.partition_point(|(before, _)| *before <= name), (name, membership));
        }
        rooms.into_iter().map(|(_, membership)| membership).collect::<Vec<_>>()
    });
    let ids = move |direct: bool| {
        rooms.with(|rooms| {
            let shown = rooms.iter().filter(|membership| {
                let room = &membership.room;
                // A direct conversation without messages, or a hidden one, is not listed.
                let has_news = membership.has_news() || current.get() == Some(room.id);
                (room.kind == RoomKind::Direct) == direct && (!direct || has_news)
            });
            shown.map(|membership| membership.room.id).collect::<Vec<_>>()
        })
    };
    let has_direct = Memo::new(move |_| !ids(true).is_empty());
    Effect::new(move |_| {
        current.track();
        request_animation_frame(page::show_current);
    });
    let me = Memo::new(move |_| store.with(Parts::ME, |client| client.me.clone()));
    view! {
        <aside class="sidebar">
            <header class="sidebar-head">
                <PlaceMenu/>
            </header>
            <nav class="sidebar-rooms" aria-label=actions::ROOMS>
                <ul class="room-list" role="list" data-rooms="">
                    <For each=move || ids(false) key=|id| *id let:id>
                        <RoomLink id rooms current/>
                    </For>
                </ul>
                {move || has_direct.get().then(|| view! { <h2 class="room-list-title">{words::DIRECT_MESSAGES}</h2> })}
                <ul class="room-list" role="list" data-rooms="">
                    <For each=move || ids(true) key=|id| *id let:id>
                        <RoomLink id rooms current/>
                    </For>
                </ul>
                <div class="sidebar-actions">
                    <a class="room-link" href="/rooms" aria-current=move || in_list().then_some("page")><Icon of=Browse/><span class="room-link-name">{actions::BROWSE_ROOMS}</span></a>
                    <form method="get" action="/rooms/new" on:submit=move |event| {
                        event.prevent_default();
                        navigate("/rooms/new", NavigateOptions::default());
                    }>
                        <button class="room-link" type="submit"><Icon of=Plus/><span class="room-link-name">{actions::NEW_ROOM}</span></button>
                    </form>
                </div>
            </nav>
            {offer_codes.then(|| view! { <a class="sidebar-hint" href="/settings/recovery">{words::RECOVERY_HINT}</a> })}
            <footer class="own-card">
                {move || me.get().map(|me| view! {
                    <a class="own-card-link" href="/profile" title=words::OWN_CARD>
                        <Avatar user=me.clone()/>
                        <span class="own-card-names">
                            <bdi class="own-card-name" translate="no" inner_html=html(&me.name)></bdi>
                            <span class="own-card-username" translate="no" inner_html=html(&format!("@{}", me.username))></span>
                        </span>
                    </a>
                })}
                <SignOut/>
            </footer>
        </aside>
    }
}
