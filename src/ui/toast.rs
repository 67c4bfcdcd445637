//! The toast: somebody named the reader, or wrote to them, in a room that is not on the screen.

use super::{
    icon::{Close, Icon},
    live::Live,
    text::html,
};
use crate::state::{Input, Parts, Telling};
use leptos::prelude::*;

/// Says it quietly, for a short while.
#[component]
pub fn ToastLine() -> impl IntoView {
    let live = Live::expect();
    let told = Memo::new(move |_| {
        live.with(Parts::NOTICES | Parts::PEOPLE | Parts::ROOMS, |client| client.telling(client.notices.toast?.told))
    });
    view! {
        <div class="toasts" aria-live="polite">
            {move || told.get().map(|Telling { who, does, room, path }| view! {
                <p class="toast">
                    <a class="toast-link" href=path inner_html=said(&who, does, room.as_deref()) on:click=move |_| live.step(Input::Dismissed)>
                    </a>
                    <button class="icon-button" type="button" aria-label="Dismiss" on:click=move |_| live.step(Input::Dismissed)>
                        <Icon of=Close/>
                    </button>
                </p>
            })}
        </div>
    }
}

fn said(who: &str, does: &str, room: Option<&str>) -> String {
    let name = |name: &str| ["<bdi class=\"toast-name\" translate=\"no\">", &html(name), "</bdi>"].concat();
    let room = room.map(|room| [" in ", &name(room)].concat()).unwrap_or_default();
    [&name(who), " ", does, &room].concat()
}
