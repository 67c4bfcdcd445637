//! The editor of a message, in the place of its words. What is typed is kept with each key, by the state.

use super::{live::live, need::need, text::html};
use crate::{
    browser::page,
    model::{Body, Entry, Problem, RoomId, Seq},
    state::{Input, Parts, Stage},
    store::Store,
    wire::Refusal,
    words::{actions, errors, timeline},
};
use leptos::{ev, html::Textarea, prelude::*};

/// The editor of a message that the viewer edits.
#[component]
pub fn Editor(room: RoomId, seq: Seq) -> impl IntoView {
    let store = Store::expect();
    let text = NodeRef::<Textarea>::new();
    need(text);
    // The state holds what is typed, and the field only begins with it.
    let before = store.now(|client| match client.own_changes.of(room, seq).map(|change| &change.stage) {
        Some(Stage::Editing { text, .. }) => text.clone(),
        _ => String::new(),
    });
    let problem = RwSignal::new(String::new());
    let refused = Memo::new(move |_| {
        store.with(Parts::OWN_CHANGES, |client| match client.own_changes.of(room, seq).map(|change| &change.stage) {
            Some(Stage::Editing { refused, .. }) => *refused,
            _ => None,
        })
    });
    // Where somebody changed it meanwhile, both texts are there.
    let present = move || {
        store.with(Parts::TIMELINES, |client| {
            let message = client.timelines.get(&room).and_then(|timeline| timeline.row(seq))?;
            Some(message.body().map(str::to_owned))
        })
    };
    let why = Memo::new(move |_| {
        let why = refused.get().map(errors::refusal).unwrap_or_default();
        match present().filter(|_| refused.get() == Some(Refusal::Conflict)) {
            _ if problem.with(|problem| !problem.is_empty()) => problem.get(),
            Some(Some(words)) => [why, timeline::SAYS_NOW, &words].concat(),
            Some(None) => timeline::DELETED_MEANWHILE.to_owned(),
            None => why.to_owned(),
        }
    });
    // An edit of an earlier page is there, and waits.
    let is_new = store.now(|client| {
        let message = client.timelines.get(&room).and_then(|timeline| timeline.row(seq));
        message.and_then(Entry::body) == Some(&*before)
    });
    Effect::new(move |_| {
        if let Some(text) = text.get().filter(|_| is_new) {
            page::write_on(&text);
        }
    });
    let end = move |input| {
        store.step(input);
        page::focus_composer();
    };
    let value = move || text.get_untracked().map(|text| text.value()).unwrap_or_default();
    let save = move || match Body::parse(&value()) {
        Ok(body) => end(Input::EditSaved(room, seq, body)),
        // A message without words is none.
        Err(refused) if refused.problem == Problem::Empty => end(Input::Delete(room, seq)),
        Err(refused) => problem.set(errors::invalid(refused).into_owned()),
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !page::is_ime(&event) {
            event.prevent_default();
            end(Input::ChangeDropped(room, seq));
        } else if page::sends(&event) {
            event.prevent_default();
            save();
        }
    };
    let typed = move |_| {
        problem.set(String::new());
        store.step(Input::EditTyped(room, seq, value()));
    };
    view! {
        <form class="editor" data-editor="" on:submit=move |event| {
            event.prevent_default();
            save();
        }>
            <div class="composer-box">
                <textarea
                    class="composer-text"
                    node_ref=text
                    rows="1"
                    enterkeyhint="enter"
                    aria-label=timeline::EDITED_TEXT
                    dir="auto"
                    aria-invalid=live(move || (!why.with(String::is_empty)).then_some("true"))
                    on:input=typed
                    on:keydown=key
                >{before}</textarea>
            </div>
            <p class="field-problem editor-problem" role="alert" inner_html=live(move || html(&why.get()))></p>
            <div class="editor-actions">
                <button class="small-button editor-save" type="submit">{actions::SAVE}</button>
                <button class="small-button" type="button" on:click=move |_| end(Input::ChangeDropped(room, seq))>{actions::CANCEL}</button>
            </div>
        </form>
    }
}
