//! System messages: one line each, a run of joins and leaves in one line together, and what a room is above its
//! first message.

use super::{
    clock::Clock,
    person::name_of,
    text::{LiveText, html},
    tools::rove,
};
use crate::{
    model::{Entry, Event, Role, Room, RoomKind, UserId, time::iso},
    state::{Parts, Row},
    store::Store,
    words::{people, time, timeline as words},
};
use leptos::{either::EitherOf3, prelude::*};
use std::sync::Arc;

/// A system message. A run of joins and leaves grows in place.
#[component]
pub fn SystemMessage(row: Memo<Option<Row>>, slug: String) -> impl IntoView {
    let entries = move || match row.get() {
        Some(Row::SystemMessage { entries }) => entries,
        _ => Vec::new(),
    };
    let entries = Memo::new(move |before: Option<&Vec<Arc<Entry>>>| {
        let now = entries();
        if now.is_empty() { before.cloned().unwrap_or_default() } else { now }
    });
    move || {
        let entries = entries.get();
        match entries.as_slice() {
            [] => EitherOf3::A(()),
            [one] if one.event == Event::Create => {
                EitherOf3::B(view! { <Intro entry=one.as_ref().clone() slug=slug.clone()/> })
            }
            all => EitherOf3::C(line(all)),
        }
    }
}

fn line(entries: &[Arc<Entry>]) -> impl IntoView + use<> {
    let clock = Clock::expect();
    let last = entries.last().map(|entry| (entry.seq, entry.at));
    let (seq, at) = last.unwrap_or_default();
    let said = match entries {
        [one] => vec![one_line(one).into_any()],
        several => moves(several),
    };
    view! {
        <p class="system-message" data-row="" data-seq=seq.to_string()>
            {said}
            <time class="system-message-time" translate="no" datetime=iso(at) inner_html=move || clock.local(at).clock()></time>
        </p>
    }
}

fn one_line(entry: &Entry) -> impl IntoView + use<> {
    let (does, whom, text) = match &entry.event {
        Event::Join => (words::JOINED, None, None),
        Event::Leave => (words::LEFT, None, None),
        Event::Add(whom) => (words::ADDED, Some(*whom), None),
        Event::Remove(whom) => (words::REMOVED, Some(*whom), None),
        Event::Ban(whom) => (words::BANNED, Some(*whom), None),
        Event::Unban(whom) => (words::UNBANNED, Some(*whom), None),
        Event::Role(whom, role) => (words::CHANGED_ROLE, Some(*whom), Some(people::role(*role).to_owned())),
        Event::Name(name) => (words::NAMED_ROOM, None, Some(name.clone())),
        Event::Topic(topic) => (words::CHANGED_TOPIC, None, Some(topic.clone())),
        Event::Archive => (words::ARCHIVED, None, None),
        Event::Unarchive => (words::UNARCHIVED, None, None),
        Event::Create
        | Event::Post { .. }
        | Event::Tombstone { .. }
        | Event::Edit { .. }
        | Event::Delete { .. }
        | Event::DeleteRoom
        | Event::Other => (words::DID_SOMETHING, None, None),
    };
    view! {
        {name(entry.by)}" "{does}
        {whom.map(|whom| view! { " "{name(whom)} })}
        {text.map(|text| view! { " "<bdi>{text}</bdi> })}
    }
}

/// As in "Bo and 6 others joined, Kim left".
fn moves(entries: &[Arc<Entry>]) -> Vec<AnyView> {
    let who = |event: &Event| {
        let mut who: Vec<UserId> = Vec::new();
        for entry in entries.iter().filter(|entry| entry.event == *event) {
            if !who.contains(&entry.by) {
                who.push(entry.by);
            }
        }
        who
    };
    let mut said = Vec::new();
    for (people, does) in [(who(&Event::Join), words::JOINED), (who(&Event::Leave), words::LEFT)] {
        let Some((first, more)) = people.split_first() else { continue };
        if !said.is_empty() {
            said.push(words::THEN.into_any());
        }
        said.push(name(*first).into_any());
        match more {
            [] => {}
            [one] => said.push(view! { {words::AND}{name(*one)} }.into_any()),
            several => said.push([words::AND, &words::others(several.len())].concat().into_any()),
        }
        said.push([" ", does].concat().into_any());
    }
    said
}

fn name(id: UserId) -> impl IntoView + use<> {
    view! { <span class="system-message-name"><LiveText of=name_of(id)/></span> }
}

/// The beginning of a room: what it is, who made it and when, and what it lacks.
#[component]
fn Intro(entry: Entry, slug: String) -> impl IntoView {
    let (store, clock) = (Store::expect(), Clock::expect());
    let rove = rove(store);
    let Entry { seq, at, by, .. } = entry;
    let id = store.now(|client| client.room_by_slug(&slug).map(|of| of.room.id))?;
    let of = Memo::new(move |_| store.with(Parts::ROOMS, |client| client.rooms.get(&id).cloned()));
    let room = move |what: fn(&Room) -> &String| {
        of.with(|of| of.as_ref().map(|of| what(&of.room).clone()).unwrap_or_default())
    };
    let kind = of.with_untracked(|of| of.as_ref().map(|of| of.room.kind))?;
    let does = if kind == RoomKind::Direct { words::BEGAN_CONVERSATION } else { words::MADE_ROOM };
    let may = move || of.with(|of| of.as_ref().map(|of| of.role));
    let adds = move || match kind {
        RoomKind::Open => may().is_some(),
        RoomKind::Private => may().is_some_and(|role| !role.is_member()),
        RoomKind::Direct => false,
    };
    let about = format!("/rooms/{slug}/about");
    let (people, topic) = (format!("{about}#add"), format!("{about}#topic"));
    let lacks_topic =
        move || kind != RoomKind::Direct && may() == Some(Role::Owner) && room(|room| &room.topic).is_empty();
    Some(view! {
        <div class="intro" data-row="" data-seq=seq.to_string()>
            <h2 class="intro-name"><LiveText of=move || room(|room| &room.name)/></h2>
            {move || Some(room(|room| &room.topic)).filter(|topic| !topic.is_empty()).map(|topic| view! {
                <p class="intro-topic"><bdi>{topic}</bdi></p>
            })}
            <p class="intro-made">
                {name(by)}" "{does}{words::WHEN}
                <time translate="no" datetime=iso(at) inner_html=move || html(&time::day(&clock.local(at), &clock.today()))></time>
            </p>
            <p class="intro-empty"><span>{words::EMPTY}</span>{words::EMPTY_TEXT}</p>
            <p class="intro-actions">
                {move || adds().then(|| view! { <a class="small-button" href=people.clone() tabindex=rove>{words::ADD_PEOPLE}</a> })}
                {move || lacks_topic().then(|| view! { <a class="small-button" href=topic.clone() tabindex=rove>{words::ADD_TOPIC}</a> })}
            </p>
        </div>
    })
}
