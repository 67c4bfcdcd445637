//! The rooms of the one who is signed in, and their own card.

use super::{
    avatar::Avatar,
    icon::{Browse, Icon, Lock, Plus},
    live::Live,
    mark::Mark,
    sign_out::SignOut,
};
use crate::model::{Here, RoomId, RoomKind, Standing};
use leptos::{either::Either, prelude::*};
use leptos_router::{NavigateOptions, components::A, hooks::use_navigate};

/// The list of rooms with what is unread in them.
#[component]
pub fn Sidebar(#[prop(into)] current: Signal<Option<RoomId>>) -> impl IntoView {
    let live = Live::expect();
    let here = expect_context::<Here>();
    let navigate = use_navigate();
    let rooms = Memo::new(move |_| {
        // Put in where they belong: for a list as short as this, sorting is more to download.
        let mut rooms: Vec<(String, Standing)> = Vec::new();
        for standing in live.client.with(|client| client.rooms.values().cloned().collect::<Vec<_>>()) {
            let name = standing.room.name.to_ascii_lowercase();
            rooms.insert(rooms.partition_point(|(before, _)| *before <= name), (name, standing));
        }
        rooms.into_iter().map(|(_, standing)| standing).collect::<Vec<_>>()
    });
    let ids = move |direct: bool| {
        rooms.with(|rooms| {
            let shown = rooms.iter().filter(|standing| {
                let Standing { room, head, .. } = standing;
                // Where nothing is written yet, nobody has to know.
                (room.kind == RoomKind::Direct) == direct && (!direct || *head > 1 || current.get() == Some(room.id))
            });
            shown.map(|standing| standing.room.id).collect::<Vec<_>>()
        })
    };
    let has_direct = Memo::new(move |_| !ids(true).is_empty());
    let me = Memo::new(move |_| live.client.with(|client| client.me.clone()));
    view! {
        <aside class="sidebar">
            <header class="sidebar-head">
                <a class="sidebar-place" href="/rooms"><Mark own=here.mark/><bdi class="sidebar-name">{here.name}</bdi></a>
            </header>
            <nav class="sidebar-rooms" aria-label="Rooms">
                <ul class="room-list" role="list">
                    <For each=move || ids(false) key=|id| *id let:id>
                        <RoomLink id rooms current/>
                    </For>
                </ul>
                {move || has_direct.get().then(|| view! { <h2 class="room-list-title">"Direct messages"</h2> })}
                <ul class="room-list" role="list">
                    <For each=move || ids(true) key=|id| *id let:id>
                        <RoomLink id rooms current/>
                    </For>
                </ul>
                <div class="sidebar-actions">
                    <A href="/rooms" attr:class="room-link" exact=true><Icon of=Browse/><span class="room-link-name">"Browse rooms"</span></A>
                    <form method="get" action="/rooms/new" on:submit=move |event| {
                        event.prevent_default();
                        navigate("/rooms/new", NavigateOptions::default());
                    }>
                        <button class="room-link" type="submit"><Icon of=Plus/><span class="room-link-name">"New room"</span></button>
                    </form>
                </div>
            </nav>
            {here.offer_codes.then(|| view! { <a class="sidebar-hint" href="/settings/recovery">"Note down a way back in, should you forget your password"</a> })}
            <footer class="own-card">
                {move || me.get().map(|me| view! {
                    <a class="own-card-link" href="/profile" title="Profile and settings">
                        <Avatar user=me.clone()/>
                        <span class="own-card-names">
                            <bdi class="own-card-name">{me.name.clone()}</bdi>
                            <span class="own-card-username">"@"{me.username.clone()}</span>
                        </span>
                    </a>
                })}
                <SignOut/>
            </footer>
        </aside>
    }
}

#[component]
fn RoomLink(id: RoomId, rooms: Memo<Vec<Standing>>, current: Signal<Option<RoomId>>) -> impl IntoView {
    let live = Live::expect();
    let mine = Memo::new(move |_| rooms.with(|rooms| rooms.iter().find(|standing| standing.room.id == id).cloned()));
    let unread = Memo::new(move |_| live.client.with(|client| client.unread_in(id)));
    let mentions = Memo::new(move |_| live.client.with(|client| client.mentions_in(id)));
    let shown = move || Some(unread.get()).filter(|count| *count > 0);
    let many = |count: i64| if count > 99 { "99+".to_owned() } else { count.to_string() };
    let name = move || mine.with(|mine| mine.as_ref().map(|mine| mine.room.name.clone()));
    let href =
        move || mine.with(|mine| mine.as_ref().map(|mine| format!("/rooms/{}", mine.room.slug)).unwrap_or_default());
    // A room stays of its kind.
    let sign = match mine.with_untracked(|mine| mine.as_ref().map(|mine| mine.room.kind)) {
        Some(RoomKind::Private) => Either::Left(view! { <Icon of=Lock/> }),
        Some(RoomKind::Direct) => Either::Right("@"),
        _ => Either::Right("#"),
    };
    view! {
        <li>
            <a
                class="room-link"
                href=href
                aria-current=move || (current.get() == Some(id)).then_some("page")
                data-unread=move || shown().map(|_| "")
            >
                <span class="room-link-sign" aria-hidden="true">{sign}</span>
                <bdi class="room-link-name">{name}</bdi>
                {move || Some(mentions.get()).filter(|count| *count > 0).map(|count| view! {
                    <span class="badge badge-mentions">"@"{many(count)}<span class="hidden">" mentioning you"</span></span>
                })}
                {move || shown().map(|count| view! {
                    <span class="badge">{many(count)}<span class="hidden">" unread"</span></span>
                })}
            </a>
        </li>
    }
}
