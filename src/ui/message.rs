//! Rows of a timeline: messages in all delivery states, day separators, gaps, the "New" line.

use super::{
    clock::Clock,
    editor::Editor,
    icon::{Close, Icon, Retry},
    live::live,
    message_facts::{Facts, Made, Turn},
    message_html::MessageHtml,
    person::person,
    system_message::SystemMessage,
    text::html,
    tools::rove,
};
use crate::{
    model::{ClientId, Millis, RoomId, Seq},
    platform,
    state::{Delivery, Input, Row},
    store::Store,
    wire::Refusal,
    words::{actions, errors, time, timeline},
};
use leptos::{
    either::{Either, EitherOf5},
    prelude::*,
};

/// The room that a row is of.
#[derive(Clone, Debug)]
pub struct RowOf {
    pub room: RoomId,
    pub slug: String,
    /// Whether the viewer may change their own messages, and whether they may delete those of others.
    pub may_change: Memo<(bool, bool)>,
}

/// A row of any kind. Changes of a row are applied in place.
#[component]
pub fn RowView(row: Memo<Option<Row>>, of: RowOf) -> impl IntoView {
    match row.get_untracked() {
        Some(Row::Day { at, .. }) => EitherOf5::A(view! { <Day at/> }),
        Some(Row::Gap { from, to }) => EitherOf5::B(view! {
            <p class="system-message" data-row="">
                {timeline::gap(to - from + 1)}
            </p>
        }),
        Some(Row::New) => EitherOf5::E(view! { <New slug=of.slug/> }),
        Some(Row::SystemMessage { .. }) => EitherOf5::C(view! { <SystemMessage row slug=of.slug/> }),
        Some(Row::Post { .. } | Row::Pending { .. }) => EitherOf5::D(view! { <Message row of/> }),
        None => EitherOf5::B(view! { <p class="system-message" data-row="">{String::new()}</p> }),
    }
}

#[component]
fn Day(at: Millis) -> impl IntoView {
    let clock = Clock::expect();
    view! {
        <div class="day"><span class="day-label" inner_html=live(move || html(&time::day(&clock.local(at), &clock.today())))></span></div>
    }
}

/// The "New" line, with a button that marks the room as read.
#[component]
fn New(slug: String) -> impl IntoView {
    let store = Store::expect();
    let room = store.now(|client| client.room_by_slug(&slug).map(|s| (s.room.id, s.head)));
    room.map(|(room, head)| view! {
        <form class="new-line" data-new="" method="post" action=format!("/rooms/{slug}/read") on:submit=move |event| {
            event.prevent_default();
            store.step(Input::MarkRead(room));
        }>
            <input type="hidden" name="seq" value=head.to_string()/>
            <span class="new-line-word">{timeline::NEW}</span>
            <button class="new-line-button" type="submit" tabindex=rove(store)>{timeline::MARK_READ}</button>
        </form>
    })
}

/// A message. Sending, stored and refused are states of the same element, so that it never jumps.
#[component]
fn Message(row: Memo<Option<Row>>, of: RowOf) -> impl IntoView {
    let (store, clock) = (Store::expect(), Clock::expect());
    let RowOf { room, slug, may_change } = of;
    let Made { by, client_id, .. } = row.with_untracked(|row| row.as_ref().and_then(Made::of))?;
    let me = store.me();
    let facts = Memo::new(move |before: Option<&Facts>| {
        row.with(|row| row.as_ref().and_then(Made::of))
            .map(|made| made.facts.with_tools(Some(by) == me, may_change.get()))
            .or_else(|| before.cloned())
            .unwrap_or_default()
    });
    let state = move || match facts.with(|facts| facts.delivery) {
        None | Some(Delivery::Stored(_)) => "sent",
        Some(Delivery::Sending) => "sending",
        Some(Delivery::Failed(_)) => "failed",
    };
    let seq = move || facts.with(|facts| facts.seq);
    let target = facts.with_untracked(|facts| facts.target);
    let person = person(by);
    // Mentions are known once the message is stored.
    let names_me = move || facts.with(|facts| facts.said.mentions.iter().any(|mention| Some(mention.0) == me));
    let html = move || {
        facts.with(|facts| {
            let local = clock.local(facts.at);
            let link = facts.seq.map(|seq| format!("/rooms/{slug}/{seq}"));
            // Asked each time: the script has seen to the rows of the server, and to none that is written anew.
            let rove = rove(store);
            person.with(|author| MessageHtml { facts, author: author.as_ref(), local, link, me, rove }.to_html())
        })
    };
    let turn = Memo::new(move |_| facts.with(|facts| facts.turn));
    Some(view! {
        <article
            class="message"
            data-row=""
            data-state=live(state)
            data-heads=live(move || facts.with(|facts| facts.heads).then_some(""))
            data-seq=live(move || seq().map(|seq| seq.to_string()))
            data-mention=live(move || names_me().then_some(""))
            data-target=target.then_some("")
            data-can=live(move || facts.with(|facts| facts.can))
            tabindex=target.then_some("-1")
            autofocus=target
        >
            <div class="message-parts" inner_html=live(html)></div>
            {move || match (facts.with(|facts| facts.delivery), turn.get()) {
                (_, Turn::Edits) => seq().map(|seq| Either::Left(view! { <Editor room seq/> })),
                (Some(Delivery::Failed(why)), _) => Some(Either::Right(Failure::to_send(why, &client_id))),
                (_, Turn::NotDeleted(why)) => seq().map(|seq| Either::Right(Failure::to_delete(why, room, seq))),
                _ => None,
            }.map(|said| said.map_right(|failure| view! { <Failed failure/> }))}
            {target.then(|| view! { <div class="message-forms" data-opaque="forms" inner_html=platform::message_forms()></div> })}
        </article>
    })
}

/// A message that was not sent, or not deleted, and the two ways on.
struct Failure {
    what: &'static str,
    why: &'static str,
    again: Input,
    end: Input,
    end_word: &'static str,
}

impl Failure {
    fn to_send(why: Refusal, client_id: &ClientId) -> Self {
        let (again, end) = (Input::Retry(client_id.clone()), Input::Discard(client_id.clone()));
        Self { what: timeline::NOT_SENT, why: errors::refusal(why), again, end, end_word: timeline::DISCARD }
    }

    fn to_delete(why: Refusal, room: RoomId, seq: Seq) -> Self {
        let (again, end) = (Input::Delete(room, seq), Input::ChangeDropped(room, seq));
        let why = if why == Refusal::NotFound { timeline::NO_LONGER } else { errors::refusal(why) };
        Self { what: timeline::NOT_DELETED, why, again, end, end_word: timeline::KEEP }
    }
}

#[component]
fn Failed(failure: Failure) -> impl IntoView {
    let store = Store::expect();
    let Failure { what, why, again, end, end_word } = failure;
    view! {
        <p class="message-failed">
            <span>{what}{why}</span>
            <button type="button" class="small-button" on:click=move |_| store.step(again.clone())>
                <Icon of=Retry/>{actions::TRY_AGAIN}
            </button>
            <button type="button" class="small-button" on:click=move |_| store.step(end.clone())>
                <Icon of=Close/>{end_word}
            </button>
        </p>
    }
}
