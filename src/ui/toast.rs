//! The toast: somebody named the reader in a room that is not on the screen.

use super::{
    icon::{Close, Icon},
    live::Live,
};
use crate::state::Input;
use leptos::prelude::*;

/// Says it quietly, for a short while.
#[component]
pub fn ToastLine() -> impl IntoView {
    let live = Live::expect();
    let told = Memo::new(move |_| {
        live.client.with(|client| {
            let toast = client.notices.toast.as_ref()?;
            let room = &client.rooms.get(&toast.room)?.room;
            let name = client.people.get(&toast.by).map_or("Somebody", |person| person.name.as_str());
            Some((name.to_owned(), room.name.clone(), format!("/rooms/{}/{}", room.slug, toast.seq)))
        })
    });
    view! {
        <div class="toasts" aria-live="polite">
            {move || told.get().map(|(name, room, href)| view! {
                <p class="toast">
                    <a class="toast-link" href=href on:click=move |_| live.step(Input::Dismissed)>
                        <bdi class="toast-name">{name}</bdi>" mentioned you in "<bdi class="toast-name">{room}</bdi>
                    </a>
                    <button class="icon-button" type="button" aria-label="Dismiss" on:click=move |_| live.step(Input::Dismissed)>
                        <Icon of=Close/>
                    </button>
                </p>
            })}
        </div>
    }
}
