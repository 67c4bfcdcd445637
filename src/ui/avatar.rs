//! A person's face: initials on a steady colour.

use super::live::Live;
use crate::model::{Presence, User};
use leptos::prelude::*;

/// Decoration beside a name.
#[component]
pub fn Avatar(user: User) -> impl IntoView {
    view! {
        <span class="avatar" data-hue=user.hue().to_string() aria-hidden="true">{user.initials()}</span>
    }
}

/// Some faces in a row, with how many there are in all.
#[component]
pub fn Faces(people: Vec<User>, members: i64) -> impl IntoView {
    let live = Live::expect();
    let words = if members == 1 { "1 member".to_owned() } else { format!("{members} members") };
    let names = people.iter().map(|person| person.name.clone()).collect::<Vec<_>>().join(", ");
    view! {
        <div class="faces" title=names>
            <span class="faces-row">
                {people.into_iter().take(5).map(|user| {
                    let id = user.id;
                    let here = move || live.client.with(|client| client.around.presence(id) == Some(Presence::Active));
                    view! { <span class="face" data-here=move || here().then_some("")><Avatar user/></span> }
                }).collect_view()}
            </span>
            <span class="faces-count">{words}</span>
        </div>
    }
}
