//! The menu of a room, under its name in the head.

use super::{
    icon::{ChevronDown, Hash, Icon, Lock},
    live::live,
    menu::{
        Does::{Goes, Runs, Sends, Sets},
        NEXT, SCRIPTED, entry,
    },
    text::LiveText,
};
use crate::{
    model::{Room, RoomKind},
    state::Parts,
    store::Store,
    words::{actions, room as words},
};
use leptos::prelude::*;

/// The room's name as a button, for a member, and the menu that it opens.
#[component]
pub fn RoomMenu(room: Room, kind: Memo<RoomKind>, name: Signal<String>, may_leave: Signal<bool>) -> impl IntoView {
    let store = Store::expect();
    let path = format!("/rooms/{}", room.slug);
    let id = room.id;
    let favourite =
        Memo::new(move |_| store.with(Parts::ROOMS, |client| client.rooms.get(&id).is_some_and(|of| of.favourite)));
    let muted = Memo::new(move |_| store.with(Parts::ROOMS, |client| client.is_muted(id)));
    let role =
        Memo::new(move |_| store.with(Parts::ROOMS, |client| client.rooms.get(&id).map(|membership| membership.role)));
    let entries = move || {
        let kind = kind.get();
        let invites = match kind {
            RoomKind::Open => role.get().is_some(),
            RoomKind::Private => role.get().is_some_and(|role| !role.is_member()),
            RoomKind::Direct => false,
        };
        let under = |below: &str| [&path, below].concat();
        let mut entries = vec![
            entry("", &Goes(&under("/about")), words::DETAILS),
            entry("", &Goes(&under("/notifications")), words::NOTIFICATIONS),
        ];
        entries.push(if favourite.get() {
            entry("", &Sets(&under("/unfavourite")), words::UNFAVOUR)
        } else {
            entry("", &Sets(&under("/favourite")), words::FAVOUR)
        });
        entries.push(if muted.get() {
            entry("", &Sets(&under("/unmute")), words::UNMUTE)
        } else {
            entry("", &Sets(&under("/mute")), words::MUTE)
        });
        if kind.is_open() {
            entries.push(entry(SCRIPTED, &Runs("data-copy", &path), actions::COPY_LINK));
            entries.push(entry(SCRIPTED, &Runs("data-share", &path), actions::SHARE));
        }
        if invites {
            entries.push(entry("", &Goes(&under("/add")), words::ADD_PEOPLE));
            entries.push(entry("", &Goes(&under("/invites")), actions::INVITE_PEOPLE));
        }
        if may_leave.get() {
            // A direct conversation cannot be left; hiding it lasts until the next message.
            entries.push(if kind == RoomKind::Direct {
                entry(NEXT, &Sets(&under("/away")), words::PUT_AWAY)
            } else {
                let asks = words::leave_question(&name.get(), kind.is_open());
                entry(NEXT, &Sends { to: &under("/leave"), asks: &asks, stay: actions::STAY }, words::LEAVE)
            });
        }
        entries.concat()
    };
    view! {
        <h1 class="main-title">
            <button class="room-name" type="button" popovertarget="room-menu">
                {move || sign(kind.get()).map(|of| view! { <Icon of/> })}
                <LiveText of=live(move || name.get())/><Icon of=ChevronDown/>
            </button>
        </h1>
        <ul class="menu menu-room" data-menu="" id="room-menu" popover="auto" role="list" aria-label=words::MENU inner_html=live(entries)></ul>
    }
}

/// The sign before the name of a room, as in the list.
const fn sign(kind: RoomKind) -> Option<icondata_core::Icon> {
    match kind {
        RoomKind::Open => Some(Hash),
        RoomKind::Private => Some(Lock),
        RoomKind::Direct => None,
    }
}
