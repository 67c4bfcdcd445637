//! The sign-out button, and the dialog before it where unsent text would be lost.

use super::live::live;
use crate::{
    browser::{drafts, outbox, own_changes, storage},
    model::{RoomId, UserId},
    state::{Input, Parts, Pending},
    store::Store,
    wire::Refusal,
    words::{actions, errors, sign_out as words},
};
use leptos::{
    html::{Button, Dialog, Form},
    mount::mount_to,
    prelude::*,
};
use std::{any::Any, cell::RefCell, rc::Rc, time::Duration};

/// The sign-out button. A plain form when nothing is unsent.
#[component]
pub fn SignOut() -> impl IntoView {
    let store = Store::expect();
    let form = NodeRef::<Form>::new();
    let submit = move |event: web_sys::SubmitEvent| {
        let Some(me) = store.me() else { return };
        // Unsent messages of other tabs in this browser would be lost as well.
        store.step(Input::Restored(outbox::load(me)));
        // Deletions are sent while the session lives.
        store.step(Input::Leaving);
        let is_answered_for =
            store.now(|client| client.outbox.is_answered_for() && client.own_changes.is_answered_for());
        if is_answered_for && unsaved(me).is_empty() {
            storage::leave(me);
        } else {
            event.prevent_default();
            ask(store, me, form);
        }
    };
    view! {
        <form node_ref=form method="post" action="/signout" on:submit=submit>
            <button class="menu-item" type="submit">{actions::SIGN_OUT}</button>
        </form>
    }
}

/// Opens the dialog. It is mounted apart from the server's markup, so that no code for hydrating it need be
/// downloaded.
fn ask(store: Store, me: UserId, form: NodeRef<Form>) {
    let Some(body) = document().body() else { return };
    let shown = Rc::new(RefCell::new(None::<Box<dyn Any>>));
    let close = {
        let shown = Rc::clone(&shown);
        // Deferred, because the dialog must not be dropped by its own event handler.
        move || {
            let shown = Rc::clone(&shown);
            set_timeout(move || drop(shown.take()), Duration::ZERO);
        }
    };
    shown.replace(Some(Box::new(mount_to(body, move || question(store, me, form, close)))));
}

/// The dialog: send, discard, or stay.
fn question(store: Store, me: UserId, form: NodeRef<Form>, close: impl Fn() + 'static) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let stay = NodeRef::<Button>::new();
    let sending = RwSignal::new(false);
    let has_line = Memo::new(move |_| store.with(Parts::STATUS, |client| client.connection.is_open()));
    let waiting = Memo::new(move |_| store.with(Parts::OUTBOX, |client| client.outbox.waiting()));
    let refused = Memo::new(move |_| {
        let of = |(message, why): (&Pending, Refusal)| (message.client_id.clone(), message.body.clone(), why);
        store.with(Parts::OUTBOX, |client| client.outbox.refused_ones().map(of).collect::<Vec<_>>())
    });
    let messages = move || words::unsent(waiting.get(), refused.with(Vec::len));
    let drafts = drafts_of(store, me);
    let has_drafts = !drafts.is_empty();
    // The button pressed is disabled now: keep the focus in the dialog.
    let hold = move || drop(stay.get_untracked().map(|stay| stay.focus()));
    let leave = move || {
        storage::leave(me);
        if let Some(form) = form.get_untracked() {
            drop(form.submit());
        }
    };
    let send = move |_| {
        let all = refused.get_untracked();
        sending.set(true);
        for (client_id, ..) in all {
            store.step(Input::Retry(client_id));
        }
        hold();
    };
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            drop(dialog.show_modal());
            hold();
        }
    });
    // Signs out once every message is answered.
    Effect::new(move |left: Option<bool>| {
        let answered = sending.get() && waiting.get() == 0;
        if !answered || left == Some(true) {
            return left.unwrap_or_default();
        }
        if refused.with_untracked(Vec::is_empty) {
            leave();
            return true;
        }
        sending.set(false);
        false
    });
    let state = move || match (sending.get(), has_line.get()) {
        (true, true) => words::SENDING,
        (true, false) => words::SENT_LATER,
        (false, false) if messages().is_some() => words::UNREACHABLE,
        (false, _) => "",
    };
    view! {
        <dialog
            class="dialog dialog-small"
            node_ref=dialog
            aria-labelledby="sign-out-title"
            aria-describedby="sign-out-unsent"
            on:close=move |_| close()
        >
            <h2 class="dialog-title" id="sign-out-title">{words::TITLE}</h2>
            <p class="dialog-text" id="sign-out-unsent">
                {messages}
                {has_drafts.then(|| view! {
                    {move || if messages().is_some() { words::AND_THERE } else { words::THERE }}
                    {if drafts.len() == 1 { words::ONE_DRAFT } else { words::DRAFTS }}
                    {listed(drafts)}
                })}
                {words::STOP}
            </p>
            {move || Some(refused.get()).filter(|refused| !refused.is_empty()).map(|refused| view! {
                <ul class="dialog-list" role="list">
                    {refused.into_iter().map(|(_, words, why)| view! {
                        <li><bdi class="dialog-words">{words}</bdi>" "<span class="dialog-why">{errors::refusal(why)}</span></li>
                    }).collect_view()}
                </ul>
            })}
            {has_drafts.then(|| view! { <p class="dialog-text">{words::DRAFTS_LOST}</p> })}
            <p class="dialog-state" role="status">{state}</p>
            <div class="dialog-actions">
                {move || messages().map(|_| view! {
                    <button class="button" type="button" disabled=live(move || sending.get() || !has_line.get()) on:click=send>
                        {words::SEND}
                    </button>
                })}
                <button class="button button-danger" type="button" on:click=move |_| leave()>{words::DISCARD}</button>
                <button class="button button-quiet" type="button" node_ref=stay on:click=move |_| {
                    if let Some(dialog) = dialog.get_untracked() {
                        dialog.close();
                    }
                }>{actions::STAY}</button>
            </div>
        </dialog>
    }
}

/// The rooms with a saved draft, or a message that is being edited.
fn unsaved(me: UserId) -> Vec<RoomId> {
    let mut rooms = drafts::rooms(me);
    rooms.extend(own_changes::rooms(me));
    rooms.sort_unstable();
    rooms.dedup();
    rooms
}

/// Their names.
fn drafts_of(store: Store, me: UserId) -> Vec<String> {
    store.now(|client| {
        let name =
            |room| client.rooms.get(&room).map_or(words::ANOTHER_ROOM, |membership| membership.room.name.as_str());
        unsaved(me).into_iter().map(|room| name(room).to_owned()).collect()
    })
}

/// Joins names, as in "Garden, Kitchen and Lobby".
fn listed(names: Vec<String>) -> impl IntoView {
    let last = names.len() - 1;
    let name = move |(place, name)| {
        let before = match place {
            0 => "",
            _ if place == last => words::AND,
            _ => words::COMMA,
        };
        view! { {before}<bdi>{name}</bdi> }
    };
    names.into_iter().enumerate().map(name).collect_view()
}
