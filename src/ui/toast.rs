//! The toast: somebody named the reader, or wrote to them, in a room that is not on the screen.

use super::{
    icon::{Close, Icon},
    live::Live,
};
use crate::state::{Input, Telling};
use leptos::prelude::*;

/// Says it quietly, for a short while.
#[component]
pub fn ToastLine() -> impl IntoView {
    let live = Live::expect();
    let told = Memo::new(move |_| live.client.with(|client| client.telling(client.notices.toast?.told)));
    view! {
        <div class="toasts" aria-live="polite">
            {move || told.get().map(|Telling { who, does, room, path }| view! {
                <p class="toast">
                    <a class="toast-link" href=path on:click=move |_| live.step(Input::Dismissed)>
                        <bdi class="toast-name">{who}</bdi>" "{does}
                        {room.map(|room| view! { " in "<bdi class="toast-name">{room}</bdi> })}
                    </a>
                    <button class="icon-button" type="button" aria-label="Dismiss" on:click=move |_| live.step(Input::Dismissed)>
                        <Icon of=Close/>
                    </button>
                </p>
            })}
        </div>
    }
}
