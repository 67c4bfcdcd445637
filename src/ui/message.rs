//! Rows of a timeline: messages in all delivery states, day separators, gaps, the "New" line.

use super::{
    avatar::Avatar,
    clock::Clock,
    editor::Editor,
    icon::{Close, Icon, Retry},
    message_facts::{Facts, Made, Said, Turn},
    person::{name, person},
    system_message::SystemMessage,
    text::{LiveText, html},
    tools::rove,
};
use crate::{
    model::{
        ClientId, Millis, RoomId, Seq, User, UserId,
        mention::{Mention, Piece, pieces},
        time::iso,
    },
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
        <div class="day"><span class="day-label" inner_html=move || html(&time::day(&clock.local(at), &clock.today()))></span></div>
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
    let parts = Memo::new(move |before: Option<&Facts>| {
        row.with(|row| row.as_ref().and_then(Made::of))
            .map(|parts| parts.facts.with_tools(Some(by) == store.me(), may_change.get()))
            .or_else(|| before.cloned())
            .unwrap_or_default()
    });
    let state = move || match parts.with(|parts| parts.delivery) {
        None | Some(Delivery::Stored(_)) => "sent",
        Some(Delivery::Sending) => "sending",
        Some(Delivery::Failed(_)) => "failed",
    };
    let seq = move || parts.with(|parts| parts.seq);
    let heads = move || parts.with(|parts| parts.heads);
    let target = parts.with_untracked(|parts| parts.target);
    let person = person(by);
    let name = name(person);
    let me = store.me();
    // Mentions are known once the message is stored.
    let said = Memo::new(move |_| parts.with(|parts| parts.said.clone()));
    let names_me = move || said.with(|said| said.mentions.iter().any(|mention| Some(mention.0) == me));
    let is_deleted = move || said.with(|said| said.body.is_none());
    let card = move || person.with(|person| person.as_ref().and_then(User::card));
    let rove = rove(store);
    let aside = move || (!heads()).then_some("-1").or(rove);
    let link = Memo::new(move |_| seq().map(|seq| format!("/rooms/{slug}/{seq}")));
    let turn = Memo::new(move |_| parts.with(|parts| parts.turn));
    Some(view! {
        <article
            class="message"
            data-row=""
            data-state=state
            data-heads=move || heads().then_some("")
            data-seq=move || seq().map(|seq| seq.to_string())
            data-mention=move || names_me().then_some("")
            data-target=target.then_some("")
            data-can=move || parts.with(|parts| parts.can)
            tabindex=target.then_some("-1")
            autofocus=target
        >
            <div class="message-side">
                {move || heads().then(|| person.get().map(|user| view! {
                    <a class="message-face" href=card tabindex="-1" aria-hidden="true"><Avatar user/></a>
                }))}
            </div>
            <div class="message-main">
                <header class="message-head">
                    <bdi class="message-author"><a href=card tabindex=aside><LiveText of=name/></a></bdi>
                    {move || person.get().filter(|user| !user.emoji.is_empty()).map(|user| view! {
                        <span class="message-mood" title=user.status>{user.emoji}</span>
                    })}
                    {move || {
                        let at = parts.with(|parts| parts.at);
                        let local = clock.local(at);
                        view! {
                            <a class="message-time" href=link.get() tabindex=rove title=time::full(&local)>
                                <time translate="no" datetime=iso(at) inner_html=local.clock()></time>
                            </a>
                        }
                    }}
                </header>
                {move || match seq().filter(|_| turn.get() == Turn::Edits) {
                    Some(seq) => Either::Left(view! { <Editor room seq/> }),
                    None => Either::Right(view! {
                        <p class="message-body" data-body="" data-deleted=move || is_deleted().then_some("") dir="auto">
                            {move || said.with(|said| words(said, me, rove))}
                        </p>
                    }),
                }}
                {move || match (parts.with(|parts| parts.delivery), turn.get()) {
                    (Some(Delivery::Failed(why)), _) => Some(Either::Left(Failure::to_send(why, &client_id))),
                    (Some(Delivery::Sending), _) => Some(Either::Right(view! { <span class="hidden">{timeline::SENDING}</span> })),
                    (_, Turn::NotDeleted(why)) => seq().map(|seq| Either::Left(Failure::to_delete(why, room, seq))),
                    _ => None,
                }.map(|said| said.map_left(|failure| view! { <Failed failure/> }))}
                {target.then(|| view! { <div class="message-forms" data-opaque="forms" inner_html=platform::message_forms()></div> })}
            </div>
        </article>
    })
}

/// A message's text, with mentions as links to profile cards; or what is said in the place of a deleted one.
fn words(
    Said { body, mentions, edited }: &Said,
    me: Option<UserId>,
    rove: Option<&'static str>,
) -> impl IntoView + use<> {
    let body = body.as_deref().unwrap_or(timeline::DELETED);
    if mentions.is_empty() && !edited {
        return Either::Left(body.to_owned());
    }
    let piece = |piece| match piece {
        Piece::Words(words) => Either::Left(words.to_owned()),
        Piece::Name(words, Mention(user, name)) => {
            let own = (Some(*user) == me).then_some("");
            Either::Right(view! {
                <a class="mention" href=format!("/people/{name}") data-own=own tabindex=rove>{words.to_owned()}</a>
            })
        }
    };
    let edited = edited.then(|| view! { " "<span class="message-edited">{timeline::EDITED}</span> });
    Either::Right((pieces(body, mentions).into_iter().map(piece).collect_view(), edited))
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
