//! Asking others into a room: by its address where everybody may come, else by a link.

use super::icon::{Icon, Link, Share as Sharing, UserPlus};
use crate::{
    model::{Role, RoomId, RoomKind},
    state::Parts,
    store::Store,
};
use leptos::{either::EitherOf3, prelude::*};

/// The system's share sheet for a path, or copying its address where there is none. Which of the two
/// it is the browser knows: see `public/actions.js`.
#[component]
pub fn Share(#[prop(into)] path: String, class: &'static str) -> impl IntoView {
    view! {
        <button class=class type="button" data-share=path.clone() aria-label="Share" title="Share"><Icon of=Sharing/></button>
        <button class=class type="button" data-copy=path aria-label="Copy link" title="Copy link"><Icon of=Link/></button>
    }
}

/// How a member asks others into a room. A private room's address tells nobody anything.
#[component]
pub fn AskIn(room: RoomId, kind: RoomKind, path: String) -> impl IntoView {
    let store = Store::expect();
    let role = Memo::new(move |_| {
        store.with(Parts::ROOMS, |client| client.rooms.get(&room).map(|membership| membership.role))
    });
    move || match (kind, role.get()) {
        (RoomKind::Open, Some(_)) => EitherOf3::A(view! { <Share path=path.clone() class="icon-button"/> }),
        (RoomKind::Private, Some(Role::Owner | Role::Moderator)) => EitherOf3::B(view! {
            <a class="icon-button" href=format!("{path}/invites") aria-label="Invite people" title="Invite people"><Icon of=UserPlus/></a>
        }),
        _ => EitherOf3::C(()),
    }
}
