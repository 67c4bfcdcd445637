//! Toasts: a mention or a direct message in a room that is not open, and the way back from a deletion.

use super::{
    avatar::Avatar,
    icon::{Close, Icon},
    text::html,
};
use crate::{
    browser::page,
    model::NoticeCause,
    state::{Input, NoticeText, Parts},
    store::Store,
    words::{actions, timeline, toast as words},
};
use leptos::prelude::*;

/// The toasts, announced politely and shown for a short while.
#[component]
pub fn ToastLine() -> impl IntoView {
    let store = Store::expect();
    let notice = Memo::new(move |_| {
        store.with(Parts::NOTICES | Parts::PEOPLE | Parts::ROOMS, |client| {
            client.notice_text(&client.notices.toast.as_ref()?.notice)
        })
    });
    let undoable = Memo::new(move |_| store.with(Parts::OWN_CHANGES, |client| client.own_changes.undoable()));
    view! {
        <div class="toasts" aria-live="polite">
            {move || notice.get().map(|NoticeText { person, cause, room, line, path }| {
                let said = said(&words::who(person.as_ref()), cause, room.as_deref(), &line);
                view! {
                <div class="toast">
                    <a class="toast-link" href=path on:click=move |_| store.step(Input::Dismissed)>
                        {person.map(|user| view! { <Avatar user/> })}
                        <span class="toast-words" inner_html=said></span>
                    </a>
                    <button class="icon-button" type="button" aria-label=words::DISMISS on:click=move |_| store.step(Input::Dismissed)>
                        <Icon of=Close/>
                    </button>
                </div>
                }
            })}
            {move || undoable.get().map(|(room, seq)| view! {
                <div class="toast">
                    <span class="toast-words toast-said">{timeline::JUST_DELETED}</span>
                    <button class="small-button" type="button" data-undo="" on:click=move |_| {
                        store.step(Input::ChangeDropped(room, seq));
                        page::focus_composer();
                    }>{actions::UNDO}</button>
                </div>
            })}
        </div>
    }
}

/// The toast as HTML: author, action, room, and the beginning of the message.
fn said(who: &str, cause: NoticeCause, room: Option<&str>, line: &str) -> String {
    let name = |name: &str| ["<bdi class=\"toast-name\" translate=\"no\">", &html(name), "</bdi>"].concat();
    let does = words::does(cause, room.is_none());
    let room = room.map(|room| [words::between(cause), &name(room)].concat()).unwrap_or_default();
    [&name(who), " ", does, &room, " <span class=\"toast-line\" dir=\"auto\">", &html(line), "</span>"].concat()
}
