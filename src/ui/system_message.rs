//! System messages: one line each, a run of joins and leaves in one line together, and what a room is above its
//! first message.

use super::{
    clock::Clock,
    live::live,
    text::{LiveText, html},
    tools::rove,
};
use crate::{
    model::{Entry, Event, Role, Room, RoomKind, UserId, time::iso},
    state::{Client, Parts, Row},
    store::Store,
    words::{people, room, time, timeline as words},
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
    let (store, clock) = (Store::expect(), Clock::expect());
    let last = entries.last().map(|entry| (entry.seq, entry.at));
    let (seq, at) = last.unwrap_or_default();
    let entries = entries.to_vec();
    let said = move || {
        store.with(Parts::PEOPLE, |client| match entries.as_slice() {
            [one] => sentence(client, one),
            several => moves(client, several),
        })
    };
    view! {
        <p class="system-message" data-row="" data-seq=seq.to_string()>
            <span inner_html=live(said)></span>" "
            <time class="system-message-time" translate="no" datetime=iso(at) inner_html=live(move || clock.local(at).clock())></time>
        </p>
    }
}

/// One event as a sentence, as HTML.
fn sentence(client: &Client, entry: &Entry) -> String {
    let (does, whom, text) = match &entry.event {
        Event::Join => (words::JOINED, None, None),
        Event::Leave => (words::LEFT, None, None),
        Event::Add(whom) => (words::ADDED, Some(*whom), None),
        Event::Remove(whom) => (words::REMOVED, Some(*whom), None),
        Event::Ban(whom) => (words::BANNED, Some(*whom), None),
        Event::Unban(whom) => (words::UNBANNED, Some(*whom), None),
        Event::Role(whom, role) => (words::CHANGED_ROLE, Some(*whom), Some(people::role(*role))),
        Event::Name(name) => (words::NAMED_ROOM, None, Some(name.as_str())),
        Event::Topic(topic) => (words::CHANGED_TOPIC, None, Some(topic.as_str())),
        Event::Archive => (words::ARCHIVED, None, None),
        Event::Unarchive => (words::UNARCHIVED, None, None),
        Event::MakePrivate => (words::MADE_PRIVATE, None, None),
        Event::MakeOpen => (words::MADE_OPEN, None, None),
        Event::Create
        | Event::Post { .. }
        | Event::Tombstone { .. }
        | Event::Edit { .. }
        | Event::Delete { .. }
        | Event::DeleteRoom
        | Event::Other => (words::DID_SOMETHING, None, None),
    };
    let mut said = [&name(client, entry.by), " ", does].concat();
    if let Some(whom) = whom {
        said += " ";
        said += &name(client, whom);
    }
    if let Some(text) = text {
        said += " <bdi>";
        said += &html(text);
        said += "</bdi>";
    }
    said
}

/// As in "Bo and 6 others joined, Kim left", as HTML.
fn moves(client: &Client, entries: &[Arc<Entry>]) -> String {
    let who = |event: &Event| {
        let mut who: Vec<UserId> = Vec::new();
        for entry in entries.iter().filter(|entry| entry.event == *event) {
            if !who.contains(&entry.by) {
                who.push(entry.by);
            }
        }
        who
    };
    let mut said = String::new();
    for (people, does) in [(who(&Event::Join), words::JOINED), (who(&Event::Leave), words::LEFT)] {
        let Some((first, more)) = people.split_first() else { continue };
        if !said.is_empty() {
            said += words::THEN;
        }
        said += &name(client, *first);
        match more {
            [] => {}
            [one] => {
                said += words::AND;
                said += &name(client, *one);
            }
            several => {
                said += words::AND;
                said += &words::others(several.len());
            }
        }
        said += " ";
        said += does;
    }
    said
}

/// A person's display name as HTML.
fn name(client: &Client, id: UserId) -> String {
    let name = client.people.get(&id).map_or(people::UNKNOWN_NAME, |person| &person.name);
    [r#"<bdi class="system-message-name" translate="no">"#, &html(name), "</bdi>"].concat()
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
    let kind = move || of.with(|of| of.as_ref().map(|of| of.room.kind).unwrap_or_default());
    let first = of.with_untracked(|of| of.as_ref().map(|of| of.room.kind))?;
    let does = if first == RoomKind::Direct { words::BEGAN_CONVERSATION } else { words::MADE_ROOM };
    let may = move || of.with(|of| of.as_ref().map(|of| of.role));
    let actions = move || {
        let (role, kind) = (may(), kind());
        let adds = match kind {
            RoomKind::Open => role.is_some(),
            RoomKind::Private => role.is_some_and(|role| !role.is_member()),
            RoomKind::Direct => false,
        };
        let lacks_topic = kind != RoomKind::Direct && role == Some(Role::Owner) && room(|room| &room.topic).is_empty();
        let link = |is, to, words| {
            let stop = rove.map_or("", |_| r#" tabindex="-1""#);
            if is {
                format!(r##"<a class="small-button" href="/rooms/{slug}/{to}"{stop}>{words}</a>"##)
            } else {
                String::new()
            }
        };
        link(adds, "add", room::ADD_PEOPLE) + &link(lacks_topic, "about#topic", words::ADD_TOPIC)
    };
    Some(view! {
        <div class="intro" data-row="" data-seq=seq.to_string()>
            <h2 class="intro-name"><LiveText of=live(move || room(|room| &room.name))/></h2>
            <p class="intro-topic" dir="auto" inner_html=live(move || html(&room(|room| &room.topic)))></p>
            <p class="intro-made">
                <span inner_html=live(move || store.with(Parts::PEOPLE, |client| [&name(client, by), " ", does, words::WHEN].concat()))></span>
                <time translate="no" datetime=iso(at) inner_html=live(move || html(&time::day(&clock.local(at), &clock.today())))></time>
            </p>
            <p class="intro-empty"><span>{words::EMPTY}</span>{words::EMPTY_TEXT}</p>
            <p class="intro-actions" inner_html=live(actions)></p>
        </div>
    })
}
