//! Avatars: a person's picture, or initials on a coloured ground.

use crate::{
    model::{Presence, User},
    state::Parts,
    store::Store,
    words,
};
use leptos::{either::Either, prelude::*};

/// An avatar beside a name, as decoration.
#[component]
pub fn Avatar(user: User) -> impl IntoView {
    face(&user, 96)
}

/// A larger avatar, from the larger picture where that is needed.
#[component]
pub fn Portrait(user: User, side: u32) -> impl IntoView {
    view! { <div class="portrait">{face(&user, side)}</div> }
}

fn face(user: &User, side: u32) -> impl IntoView + use<> {
    if user.picture > 0 {
        let src = format!("/pictures/{}/{}-{side}", user.id.0, user.picture);
        Either::Left(view! { <img class="avatar" src=src width=side height=side alt=""/> })
    } else {
        Either::Right(view! {
            <span class="avatar" data-hue=user.hue().to_string() aria-hidden="true" translate="no">{user.initials()}</span>
        })
    }
}

/// An avatar with a presence indicator: a dot for active, a ring for away.
#[component]
pub fn Face(user: User) -> impl IntoView {
    let store = Store::expect();
    let id = user.id;
    let here = Memo::new(move |_| store.with(Parts::PRESENCE, |client| client.presence.presence(id)));
    let here = move || here.get().filter(|here| *here != Presence::Offline).map(Presence::word);
    view! { <span class="face" data-here=here><Avatar user/></span> }
}

/// A few avatars in a row, with the member count.
#[component]
pub fn Faces(people: Vec<User>, members: i64) -> impl IntoView {
    let words = words::people::members(members);
    let names = people.iter().map(|person| person.name.clone()).collect::<Vec<_>>().join(", ");
    view! {
        <div class="faces" title=names>
            <span class="faces-row">
                {people.into_iter().take(5).map(|user| view! { <Face user/> }).collect_view()}
            </span>
            <span class="faces-count" translate="no" inner_html=words></span>
        </div>
    }
}
