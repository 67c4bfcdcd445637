//! The menu of a room, under its name in the head.

use super::{
    icon::{ChevronDown, Icon},
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
pub fn RoomMenu(room: Room, name: Signal<String>, may_leave: Signal<bool>) -> impl IntoView {
    let store = Store::expect();
    let path = format!("/rooms/{}", room.slug);
    let kind = room.kind;
    let id = room.id;
    let role =
        Memo::new(move |_| store.with(Parts::ROOMS, |client| client.rooms.get(&id).map(|membership| membership.role)));
    let invites = move || match kind {
        RoomKind::Open => role.get().is_some(),
        RoomKind::Private => role.get().is_some_and(|role| !role.is_member()),
        RoomKind::Direct => false,
    };
    // A direct conversation cannot be left; hiding it lasts until the next message.
    let is_direct = kind == RoomKind::Direct;
    let (way_out, out) = if is_direct { ("away", words::PUT_AWAY) } else { ("leave", words::LEAVE) };
    let question = move || (!is_direct).then(|| words::leave_question(&name.get(), kind.is_open()));
    let out_path = format!("{path}/{way_out}");
    let invite_path = format!("{path}/invites");
    view! {
        <h1 class="main-title">
            <button class="room-name" type="button" popovertarget="room-menu">
                <LiveText of=move || name.get()/><Icon of=ChevronDown/>
            </button>
        </h1>
        <ul class="menu menu-room" data-menu="" id="room-menu" popover="auto" role="list" aria-label=words::MENU>
            <li><a class="menu-item" href=format!("{path}/about")>{words::DETAILS}</a></li>
            <li><a class="menu-item" href=format!("{path}/notifications")>{words::NOTIFICATIONS}</a></li>
            {kind.is_open().then(|| view! {
                <li class="scripted"><button class="menu-item" type="button" data-copy=path.clone()>{actions::COPY_LINK}</button></li>
                <li class="scripted"><button class="menu-item" type="button" data-share=path.clone()>{actions::SHARE}</button></li>
            })}
            {move || invites().then(|| view! {
                <li><a class="menu-item" href=invite_path.clone()>{actions::INVITE_PEOPLE}</a></li>
            })}
            {move || may_leave.get().then(|| view! {
                <li class="menu-next">
                    <form method="post" action=out_path.clone() data-confirm=question>
                        <button class="menu-item" type="submit" data-danger=(!is_direct).then_some("")>{out}</button>
                    </form>
                </li>
            })}
        </ul>
    }
}
