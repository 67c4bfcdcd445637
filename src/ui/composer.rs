//! The composer: the form for new messages, and its draft. Before hydration it is a plain form.

use super::{
    icon::{Icon, Send},
    live::live,
    need::need,
    text::html,
};
use crate::{
    browser::{drafts, page},
    model::{Body, Field, Problem, Room, RoomId, UserId, limits},
    platform,
    state::{Draft, Input, Parts, Shared},
    store::Store,
    words::{composer, errors},
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
    let store = Store::expect();
    let (refused, why) = platform::refused();
    // Text shared from another app, in the address; see `/share`.
    let shared = use_location()
        .search
        .with_untracked(|query| platform::parameter(query, "draft"))
        .filter(|_| refused.is_empty());
    let is_shared = shared.is_some();
    let before = platform::area_text(&shared.unwrap_or(refused));
    let name = {
        let first = room.name.clone();
        let id = room.id;
        Memo::new(move |_| {
            let now =
                store.with(Parts::ROOMS, |client| client.rooms.get(&id).map(|membership| membership.room.name.clone()));
            now.unwrap_or_else(|| first.clone())
        })
    };
    let said = NodeRef::<P>::new();
    let composing = Composing::new(room.id, why);
    need(composing.text);
    let Composing { store, text, problem, excess, is_long, .. } = composing;
    Effect::new(move |_| {
        // The server's error for a refused form.
        let written = said.get().filter(|said| !said.hidden()).and_then(|said| said.text_content());
        problem.set(written.unwrap_or_default());
    });
    Effect::new(move |_| {
        if text.get().is_some() {
            composing.begin(is_shared);
        }
    });
    composing.share_draft();
    let key = move |event: ev::KeyboardEvent| {
        if page::sends(&event) {
            event.prevent_default();
            composing.send();
        } else if event.key() == "ArrowUp" && composing.value().is_empty() && !page::is_modified(&event) {
            event.prevent_default();
            store.step(Input::EditLast(room.id));
            page::focus_editor();
        } else if event.key() == "z"
            && (event.ctrl_key() || event.meta_key())
            && composing.value().is_empty()
            && let Some((room, seq)) = store.now(|client| client.own_changes.undoable())
        {
            event.prevent_default();
            store.step(Input::ChangeDropped(room, seq));
        }
    };
    view! {
        <form class="composer" data-composer="" method="post" action=format!("/rooms/{}", room.slug) on:submit=move |event| {
            event.prevent_default();
            composing.send();
        }>
            // Rendered by the server alone: pressing the button twice before hydration sends the message
            // once.
            <input type="hidden" name="client_id" value=platform::client_id().as_str().to_owned()/>
            <Writing room=room.id/>
            <div class="composer-box">
                <textarea
                    class="composer-text"
                    node_ref=text
                    name=Field::Message.name()
                    rows="1"
                    enterkeyhint=live(move || if store.hydrated.get() && page::enter_sends() { "send" } else { "enter" })
                    aria-label=composer::LABEL
                    placeholder=live(move || composer::placeholder(&name.get()))
                    dir="auto"
                    data-long=live(move || is_long.get().then_some(""))
                    aria-invalid=live(move || (!problem.with(String::is_empty) || !excess.with(String::is_empty)).then_some("true"))
                    aria-describedby="composer-problem"
                    on:input=move |_| composing.typed()
                    on:blur=move |_| store.step(Input::TypingEnded)
                    on:keydown=key
                >{before}</textarea>
                <button class="composer-send" type="submit" aria-label=composer::SEND title=composer::SEND><Icon of=Send/></button>
            </div>
            <p class="composer-excess" role="status" hidden=live(move || excess.with(String::is_empty))>{excess}</p>
            <div role="alert">
                <p class="field-problem" id="composer-problem" node_ref=said hidden=live(move || problem.with(String::is_empty))>{problem}</p>
            </div>
        </form>
    }
}

/// The state behind a composer: its field and draft.
#[derive(Clone, Copy)]
struct Composing {
    store: Store,
    room: RoomId,
    me: Option<UserId>,
    text: NodeRef<Textarea>,
    draft: StoredValue<Draft>,
    /// The error, if the message was refused.
    problem: RwSignal<String>,
    /// By how much the text is too long, and whether it is too long for a draft.
    excess: RwSignal<String>,
    /// Whether the text is longer than the field grows by.
    is_long: RwSignal<bool>,
}

impl Composing {
    fn new(room: RoomId, problem: String) -> Self {
        let store = Store::expect();
        Self {
            store,
            room,
            me: store.me(),
            text: NodeRef::new(),
            draft: StoredValue::new(Draft::default()),
            problem: RwSignal::new(problem),
            excess: RwSignal::new(String::new()),
            is_long: RwSignal::new(false),
        }
    }

    fn value(self) -> String {
        self.text.get_untracked().map(|text| text.value()).unwrap_or_default()
    }

    fn show(self, words: &str) {
        if let Some(text) = self.text.get_untracked() {
            text.set_value(words);
        }
        self.measure(words, true);
    }

    /// Restores the draft, unless text was typed before hydration; shared text goes after the draft.
    fn begin(self, is_shared: bool) {
        let Some(me) = self.me else { return };
        let typed = self.value();
        match drafts::load(me, self.room).filter(|draft| *draft != typed) {
            Some(draft) if typed.is_empty() => {
                self.show(&draft);
                self.draft.update_value(|own| own.taken(&draft));
            }
            // Shared text goes after the draft.
            Some(draft) if is_shared => self.show(&(draft + "\n" + &typed)),
            // Text typed before hydration wins.
            _ => self.measure(&typed, true),
        }
        if is_shared {
            drafts::save(me, self.room, &self.value());
            page::forget_query();
        }
    }

    fn typed(self) {
        self.problem.set(String::new());
        let words = self.value();
        self.draft.update_value(|draft| draft.typed(&words));
        let is_kept = self.me.is_none_or(|me| drafts::save(me, self.room, &words));
        self.measure(&words, is_kept);
        self.store.step(if words.is_empty() { Input::TypingEnded } else { Input::Typed(self.room) });
    }

    fn send(self) {
        let Some(text) = self.text.get_untracked() else { return };
        let words = text.value();
        match Body::parse(&words) {
            Ok(body) => {
                self.problem.set(String::new());
                self.show("");
                self.draft.update_value(|draft| draft.taken(""));
                if let Some(me) = self.me {
                    drafts::sent(me, self.room, &words);
                }
                let (room, client_id) = (self.room, platform::client_id());
                self.store.step(Input::Send { room, client_id, body: body.into_string() });
                self.store.step(Input::AtEnd(room, true));
            }
            // An empty message is no error worth showing.
            Err(refused) if refused.problem == Problem::Empty => {}
            Err(refused) => self.problem.set(errors::invalid(refused).into_owned()),
        }
        drop(text.focus());
    }

    /// Follows changes of the draft in other tabs, and saves this tab's text when the page closes.
    fn share_draft(self) {
        Effect::new(move |_| {
            let Some(me) = self.me else { return };
            let heard = window_event_listener(ev::storage, move |event| {
                if let Some((was, is)) = drafts::changed(&event, me, self.room) {
                    self.heard(me, &was, &is);
                }
            });
            let left = window_event_listener(ev::pagehide, move |_| {
                let shared = drafts::load(me, self.room).unwrap_or_default();
                let words = self.value();
                if let Some(both) = self.draft.with_value(|draft| draft.left(&words, &shared)) {
                    drafts::save(me, self.room, &both);
                }
            });
            on_cleanup(move || {
                heard.remove();
                left.remove();
            });
        });
    }

    fn heard(self, me: UserId, was: &str, is: &str) {
        let words = self.value();
        let Some(todo) = self.draft.try_update_value(|draft| draft.heard(&words, was, is)) else { return };
        match todo {
            Shared::Show(words) => self.show(&words),
            Shared::Keep => drop(drafts::save(me, self.room, &words)),
            Shared::Nothing => {}
        }
    }

    /// Shows by how much the text is too long.
    fn measure(self, words: &str, is_kept: bool) {
        let mut said = Body::excess(words).map(errors::excess).unwrap_or_default();
        if !is_kept && words.len() > limits::DRAFT_BYTES {
            said.push_str(composer::NO_DRAFT);
        }
        if self.excess.with_untracked(|before| *before != said) {
            self.excess.set(said);
        }
        let is_long = words.len() > LONG || words.bytes().filter(|byte| *byte == b'\n').count() > LONG_LINES;
        if self.is_long.get_untracked() != is_long {
            self.is_long.set(is_long);
        }
    }
}

/// Bytes, and lines, beyond which a field does not grow with its text: each key would lay it all out again.
const LONG: usize = 8 * 1024;
const LONG_LINES: usize = 100;

/// The people typing in this room.
#[component]
fn Writing(room: RoomId) -> impl IntoView {
    let store = Store::expect();
    let words = Memo::new(move |_| {
        store.with(Parts::PRESENCE | Parts::PEOPLE, |client| {
            let name = |person| client.people.get(&person).map(|person| person.name.clone());
            let mut names = client.presence.writing(room).filter_map(name);
            match (names.next(), names.next(), names.next()) {
                (None, ..) => String::new(),
                (Some(one), None, _) => composer::one_typing(&one),
                (Some(one), Some(other), None) => composer::two_typing(&one, &other),
                (Some(_), Some(_), Some(_)) => composer::SEVERAL_TYPING.to_owned(),
            }
        })
    });
    view! { <p class="writing" inner_html=live(move || html(&words.get()))></p> }
}
