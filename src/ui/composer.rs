//! Where messages are written. Before the client takes over it is a plain form.

use super::{
    form::Echo,
    icon::{Icon, Send},
    live::Live,
};
use crate::{
    browser::{drafts, page},
    error::AppError,
    model::{Body, ClientId, Field, Room, RoomId},
    platform,
    state::Input,
};
use leptos::{ev, html::Textarea, prelude::*};
use leptos_router::hooks::use_location;

/// The name of the message that the form would send by itself, so that pressing its button twice
/// sends it once. Made where the app begins, to be the same on both sides.
#[derive(Clone)]
pub struct FirstClientId(pub ClientId);

/// The composer of a room.
#[component]
pub fn Composer(room: Room) -> impl IntoView {
    let live = Live::expect();
    let echo = Echo::of_page();
    let problem = RwSignal::new(echo.whole(&[]));
    // Another app's words come in the address; see `/share`.
    let shared = use_location()
        .search
        .with_untracked(|query| platform::parameter(query, "draft"))
        .filter(|_| echo.error.is_none());
    let is_shared = shared.is_some();
    let before = area_text(&shared.unwrap_or_else(|| echo.typed(Field::Message.name())));
    let client_id = expect_context::<FirstClientId>().0;
    let text = NodeRef::<Textarea>::new();
    let me = live.me();
    let id = room.id;

    let send = move || {
        let Some(text) = text.get_untracked() else { return };
        match Body::parse(&text.value()) {
            Ok(body) => {
                problem.set(None);
                text.set_value("");
                if let Some(me) = me {
                    drafts::save(me, id, "");
                }
                live.step(Input::Send { room: id, client_id: platform::client_id(), body: body.into_string() });
                live.step(Input::AtEnd(id, true));
            }
            // Nothing was written: nothing to complain about.
            Err(refused) if refused.problem == crate::model::Problem::Empty => {}
            Err(refused) => problem.set(Some(refused.to_string())),
        }
        drop(text.focus());
    };
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
        problem.set(None);
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
            <input type="hidden" name="client_id" value=client_id.as_str().to_owned()/>
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
                    aria-invalid=move || problem.with(Option::is_some).then_some("true")
                    aria-describedby=move || problem.with(Option::is_some).then_some("composer-problem")
                    on:input=typed
                    on:keydown=key
                >{before}</textarea>
                <button class="composer-send" type="submit" aria-label="Send" title="Send"><Icon of=Send/></button>
            </div>
            <div role="alert">
                {move || problem.get().map(|problem| view! { <p class="field-problem" id="composer-problem">{problem}</p> })}
            </div>
        </form>
    }
}

/// Words that were refused, where there is no composer that they could come back in.
#[component]
pub fn Returned() -> impl IntoView {
    let echo = Echo::of_page();
    let words = echo.typed(Field::Message.name());
    let why = match echo.error {
        None => return None,
        Some(AppError::Archived) => "This room was archived before it came.".to_owned(),
        Some(AppError::NotFound) => "You were no longer in this room when it came.".to_owned(),
        Some(other) => other.to_string(),
    };
    (!words.is_empty()).then(|| view! {
        <div class="returned">
            <p class="field-problem" role="alert">"Your message was not sent. "{why}</p>
            <textarea class="field-input returned-words" aria-label="Your message" rows="4" readonly=true dir="auto">
                {area_text(&words)}
            </textarea>
            <button class="small-button" type="button" data-copy="">"Copy"</button>
        </div>
    })
}

/// Text as it stands in a `textarea`: HTML drops a line end right after the tag.
fn area_text(text: &str) -> String {
    let mut text = platform::raw_text(text);
    if text.starts_with(['\n', '\r']) {
        text.insert(0, '\n');
    }
    text
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
