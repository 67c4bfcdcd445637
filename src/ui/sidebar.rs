//! The sidebar: the viewer's rooms, and their own card.

use super::{
    icon::{Browse, Icon, Plus, Search},
    live::live,
    own_card::OwnCard,
    room_link::RoomLink,
    site_menu::PlaceMenu,
};
use crate::{
    browser::page,
    model::{Millis, RoomId, RoomKind, RoomMembership},
    state::Parts,
    store::Store,
    words::{actions, sidebar as words},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

/// A section of the list.
#[derive(Clone, Copy, PartialEq)]
enum Section {
    Favourites,
    Rooms,
    Direct,
}

impl Section {
    fn of(membership: &RoomMembership) -> Self {
        match membership.room.kind {
            _ if membership.favourite => Self::Favourites,
            RoomKind::Direct => Self::Direct,
            RoomKind::Open | RoomKind::Private => Self::Rooms,
        }
    }
}

/// The list of rooms with their unread counts.
#[component]
pub fn Sidebar(#[prop(into)] current: Signal<Option<RoomId>>) -> impl IntoView {
    let store = Store::expect();
    let navigate = use_navigate();
    let path = use_location().pathname;
    let in_list = move || path.with(|path| path == "/rooms");
    let rooms = Memo::new(move |_| {
        // Insertion sort: for a list as short as this, the library's sort is more to download.
        let mut rooms: Vec<((bool, Millis, String), RoomMembership)> = Vec::new();
        let (all, by_activity) =
            store.with(Parts::ROOMS, |client| (client.rooms.values().cloned().collect::<Vec<_>>(), client.by_activity));
        for membership in all {
            let RoomMembership { room, active_at, .. } = &membership;
            let newest = if by_activity || room.kind == RoomKind::Direct { -active_at } else { 0 };
            let place = (room.archived, newest, room.name.to_ascii_lowercase());
            rooms.insert(rooms.partition_point(|(before, _)| *before <= place), (place, membership));
        }
        rooms.into_iter().map(|(_, membership)| membership).collect::<Vec<_>>()
    });
    let ids = move |section: Section| {
        rooms.with(|rooms| {
            let shown = rooms.iter().filter(|membership| {
                let room = &membership.room;
                // A direct conversation without messages, or a hidden one, is not listed.
                let is_listed =
                    room.kind != RoomKind::Direct || membership.has_news() || current.get() == Some(room.id);
                is_listed && Section::of(membership) == section
            });
            shown.map(|membership| membership.room.id).collect::<Vec<_>>()
        })
    };
    let list = move |section| {
        view! {
            <ul class="room-list" role="list" data-rooms="">
                <For each=move || ids(section) key=|id| *id let:id>
                    <RoomLink id rooms current/>
                </For>
            </ul>
        }
    };
    let has_favourites = Memo::new(move |_| !ids(Section::Favourites).is_empty());
    Effect::new(move |_| {
        current.track();
        request_animation_frame(page::show_current);
    });
    view! {
        <aside class="sidebar">
            <header class="sidebar-head">
                <PlaceMenu/>
            </header>
            <form class="jump-form" method="get" action="/rooms">
                <button class="jump-field" type="submit" data-keys="switcher">
                    <Icon of=Search/><span class="jump-field-words">{words::JUMP}</span>
                    <kbd class="jump-field-key scripted" aria-hidden="true"></kbd>
                </button>
            </form>
            <nav class="sidebar-rooms" aria-label=actions::ROOMS>
                {move || has_favourites.get().then(|| view! {
                    <div class="room-list-head"><h2 class="room-list-title">{words::FAVOURITES}</h2></div>
                    {list(Section::Favourites)}
                })}
                <div class="room-list-head">
                    <h2 class="room-list-title">{actions::ROOMS}</h2>
                    <form method="get" action="/rooms/new" on:submit=move |event| {
                        event.prevent_default();
                        navigate("/rooms/new", NavigateOptions::default());
                    }>
                        <button class="room-list-add" type="submit" aria-label=actions::NEW_ROOM title=actions::NEW_ROOM><Icon of=Plus/></button>
                    </form>
                </div>
                {list(Section::Rooms)}
                <a class="room-link room-link-quiet" href="/rooms" aria-current=live(move || in_list().then_some("page"))>
                    <span class="room-link-sign"><Icon of=Browse/></span><span class="room-link-name">{actions::BROWSE_ROOMS}</span>
                </a>
                <div class="room-list-head">
                    <h2 class="room-list-title">{words::DIRECT_MESSAGES}</h2>
                    <a class="room-list-add" href="/dm" aria-label=actions::NEW_MESSAGE title=actions::NEW_MESSAGE><Icon of=Plus/></a>
                </div>
                {list(Section::Direct)}
            </nav>
            <OwnCard/>
        </aside>
    }
}
