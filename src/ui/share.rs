//! Sharing a room: by its address if it is open, otherwise by an invite link.

use super::icon::{Icon, Link, Share as Sharing, UserPlus};
use crate::{
    model::{Role, RoomId, RoomKind},
    state::Parts,
    store::Store,
    words::actions,
};
use leptos::{either::EitherOf3, prelude::*};

/// Share and copy buttons for a path. `public/actions.js` shows the one that the browser supports.
#[component]
pub fn Share(#[prop(into)] path: String, class: &'static str) -> impl IntoView {
    view! {
        <button class=class type="button" data-share=path.clone() aria-label=actions::SHARE title=actions::SHARE><Icon of=Sharing/></button>
        <button class=class type="button" data-copy=path aria-label=actions::COPY_LINK title=actions::COPY_LINK><Icon of=Link/></button>
    }
}

/// The button by which a member invites others. The address of a private room alone lets nobody in.
#[component]
pub fn AskIn(room: RoomId, kind: RoomKind, path: String) -> impl IntoView {
    let store = Store::expect();
    let role = Memo::new(move |_| {
        store.with(Parts::ROOMS, |client| client.rooms.get(&room).map(|membership| membership.role))
    });
    move || match (kind, role.get()) {
        (RoomKind::Open, Some(_)) => EitherOf3::A(view! { <Share path=path.clone() class="icon-button"/> }),
        (RoomKind::Private, Some(Role::Owner | Role::Moderator)) => EitherOf3::B(view! {
            <a class="icon-button" href=format!("{path}/invites") aria-label=actions::INVITE_PEOPLE title=actions::INVITE_PEOPLE><Icon of=UserPlus/></a>
        }),
        _ => EitherOf3::C(()),
    }
}
