//! Where messages are written. Before the client takes over it is a plain form.

use super::{
    icon::{Icon, Send},
    live::Live,
};
use crate::{
    browser::{drafts, page},
    model::{Body, Field, Room, RoomId},
    platform,
    state::Input,
};
use leptos::{
    ev,
    html::{P, Textarea},
    prelude::*,
};
use leptos_router::hooks::use_location;

/// The composer of a room.
#[component]
pub fn Composer(room: Room) -> impl IntoView {
    let live = Live::expect();
    let (refused, why) = platform::refused();
    let problem = RwSignal::new(why);
    // Another app's words come in the address; see `/share`.
    let shared = use_location()
        .search
        .with_untracked(|query| platform::parameter(query, "draft"))
        .filter(|_| refused.is_empty());
    let is_shared = shared.is_some();
    let before = platform::area_text(&shared.unwrap_or(refused));
    let text = NodeRef::<Textarea>::new();
    let said = NodeRef::<P>::new();
    let me = live.me();
    let id = room.id;

    let send = move || {
        let Some(text) = text.get_untracked() else { return };
        match Body::parse(&text.value()) {
            Ok(body) => {
                problem.set(String::new());
                text.set_value("");
                if let Some(me) = me {
                    drafts::save(me, id, "");
                }
                live.step(Input::Send { room: id, client_id: platform::client_id(), body: body.into_string() });
                live.step(Input::AtEnd(id, true));
            }
            // Nothing was written: nothing to complain about.
            Err(refused) if refused.problem == crate::model::Problem::Empty => {}
            Err(refused) => problem.set(refused.to_string()),
        }
        drop(text.focus());
    };
    Effect::new(move |_| {
        // What the server wrote of a refused form.
        let written = said.get().filter(|said| !said.hidden()).and_then(|said| said.text_content());
        problem.set(written.unwrap_or_default());
    });
    Effect::new(move |_| {
        let (Some(text), Some(me)) = (text.get(), me) else { return };
        let typed = text.value();
        let draft = drafts::load(me, id).filter(|draft| *draft != typed);
        match draft {
            Some(draft) if typed.is_empty() => text.set_value(&draft),
            // What is shared goes behind what was being written.
            Some(draft) if is_shared => text.set_value(&(draft + "\n" + &typed)),
            // What was typed before the client took over comes first.
            _ => {}
        }
        if is_shared {
            drafts::save(me, id, &text.value());
            page::forget_query();
        }
    });
    let typed = move |_| {
        problem.set(String::new());
        if let (Some(text), Some(me)) = (text.get_untracked(), me) {
            drafts::save(me, id, &text.value());
        }
        live.step(Input::Typed(id));
    };
    let key = move |event: ev::KeyboardEvent| {
        let composing = event.is_composing() || event.key_code() == 229;
        if event.key() == "Enter" && !event.shift_key() && !composing {
            event.prevent_default();
            send();
        }
    };
    view! {
        <form class="composer" method="post" action=format!("/rooms/{}", room.slug) on:submit=move |event| {
            event.prevent_default();
            send();
        }>
            // Pressing the button twice sends it once. Written by the server, for itself.
            <input type="hidden" name="client_id" value=platform::client_id().as_str().to_owned()/>
            <Writing room=id/>
            <div class="composer-box">
                <textarea
                    class="composer-text"
                    node_ref=text
                    name=Field::Message.name()
                    rows="1"
                    aria-label="Message"
                    placeholder=format!("Message {}", room.name)
                    dir="auto"
                    aria-invalid=move || (!problem.with(String::is_empty)).then_some("true")
                    aria-describedby="composer-problem"
                    on:input=typed
                    on:keydown=key
                >{before}</textarea>
                <button class="composer-send" type="submit" aria-label="Send" title="Send"><Icon of=Send/></button>
            </div>
            <div role="alert">
                <p class="field-problem" id="composer-problem" node_ref=said hidden=move || problem.with(String::is_empty)>{problem}</p>
            </div>
        </form>
    }
}

/// Who else is writing here.
#[component]
fn Writing(room: RoomId) -> impl IntoView {
    let live = Live::expect();
    let words = Memo::new(move |_| {
        live.client.with(|client| {
            let name = |person| client.people.get(&person).map(|person| person.name.clone());
            let mut names = client.around.writing(room).filter_map(name);
            match (names.next(), names.next(), names.next()) {
                (None, ..) => String::new(),
                (Some(one), None, _) => format!("{one} is writing …"),
                (Some(one), Some(other), None) => format!("{one} and {other} are writing …"),
                (Some(_), Some(_), Some(_)) => "Several people are writing …".to_owned(),
            }
        })
    });
    view! { <p class="writing">{words}</p> }
}
