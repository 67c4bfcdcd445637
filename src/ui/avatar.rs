//! Avatars: a person's picture, or initials on a coloured ground.

use super::{live::live, text};
use crate::{
    model::{Presence, User},
    state::Parts,
    store::Store,
    words,
};
use leptos::prelude::*;

/// An avatar beside a name, as decoration.
#[component]
pub fn Avatar(user: User) -> impl IntoView {
    view! { <span class="face" inner_html=html(&user, 96)></span> }
}

/// A larger avatar, from the larger picture where that is needed.
#[component]
pub fn Portrait(user: User, side: u32) -> impl IntoView {
    view! { <div class="portrait" inner_html=html(&user, side)></div> }
}

/// An avatar as HTML, of so many pixels at most.
#[must_use]
pub fn html(user: &User, side: u32) -> String {
    if user.picture > 0 {
        let (id, picture) = (user.id.0, user.picture);
        format!(r#"<img class="avatar" src="/pictures/{id}/{picture}-{side}" width="{side}" height="{side}" alt="">"#)
    } else {
        let (hue, initials) = (user.hue(), text::html(&user.initials()));
        format!(r#"<span class="avatar" data-hue="{hue}" aria-hidden="true" translate="no">{initials}</span>"#)
    }
}

/// An avatar with a presence indicator: a dot for active, a ring for away.
#[component]
pub fn Face(user: User) -> impl IntoView {
    let store = Store::expect();
    let id = user.id;
    let here = Memo::new(move |_| store.with(Parts::PRESENCE, |client| client.presence.presence(id)));
    let here = move || here.get().filter(|here| *here != Presence::Offline).map(Presence::word);
    view! { <span class="face" data-here=live(here) inner_html=html(&user, 96)></span> }
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
