//! A room or direct conversation in the sidebar, with its unread count.

use super::{
    avatar::{self, Face},
    icon::{Archive, Icon, Lock, Muted},
    live::live,
    text::{LiveText, html},
};
use crate::{
    model::{Room, RoomId, RoomKind, RoomMembership, User, site::counted},
    state::Parts,
    store::Store,
    words::{people, sidebar},
};
use leptos::{either::EitherOf4, prelude::*};

#[component]
pub fn RoomLink(id: RoomId, rooms: Memo<Vec<RoomMembership>>, current: Signal<Option<RoomId>>) -> impl IntoView {
    let store = Store::expect();
    let of = Memo::new(move |_| {
        rooms.with(|rooms| {
            rooms.iter().find(|membership| membership.room.id == id).map(|membership| membership.room.clone())
        })
    });
    let others = Memo::new(move |_| store.with(Parts::ROOMS | Parts::PEOPLE, |client| client.others(id)));
    let marks = Memo::new(move |_| {
        store.with(Parts::ROOMS | Parts::MARKS, |client| [client.unread_in(id), client.mentions_in(id)])
    });
    let muted = Memo::new(move |_| store.with(Parts::ROOMS, |client| client.is_muted(id)));
    let archived = Memo::new(move |_| of.with(|of| of.as_ref().is_some_and(|room| room.archived)));
    let presence = Memo::new(move |_| {
        let alone = others.with(|others| others.first().filter(|_| others.len() == 1).map(|user| user.id))?;
        store.with(Parts::PRESENCE, |client| client.presence.presence(alone))
    });
    let has = move |which: usize| marks.get()[which] > 0;
    let count = move |which: usize| counted(marks.get()[which]);
    // A muted room stands out for mentions only.
    let loud = move || marks.get()[usize::from(muted.get())] > 0;
    let is_private = move || of.with(|of| of.as_ref().is_some_and(|room| room.kind == RoomKind::Private));
    let is_direct = move || of.with(|of| of.as_ref().is_some_and(|room| room.kind == RoomKind::Direct));
    let name = move || of.with(|of| of.as_ref().map(|room| room.name.clone()).unwrap_or_default());
    let href = move || of.with(|of| of.as_ref().map(|room| format!("/rooms/{}", room.slug)).unwrap_or_default());
    // The icons and colours in words, for screen readers.
    let words = move || {
        let mut words = [" ", presence.get().map_or("", people::presence)].concat();
        words.extend(is_private().then_some(sidebar::PRIVATE));
        words.extend(archived.get().then_some(sidebar::ARCHIVED));
        words.extend(muted.get().then_some(sidebar::MUTED));
        words
    };
    view! {
        <li>
            <a
                class="room-link"
                href=href
                aria-current=live(move || (current.get() == Some(id)).then_some("page"))
                data-unread=live(move || loud().then_some(""))
                data-muted=live(move || muted.get().then_some(""))
                data-archived=live(move || archived.get().then_some(""))
            >
                <span class="room-link-sign" aria-hidden="true">{move || of.get().map(|room| sign(&room, others.get()))}</span>
                <span class="room-link-name" data-name=""><LiveText of=live(name)/></span>
                <span class="hidden" inner_html=live(move || html(&words()))></span>
                {move || muted.get().then(|| view! { <Icon of=Muted/> })}
                // Messages that concern the reader have a pill; others are a plain number, which a pill replaces.
                {move || has(1).then(|| view! {
                    <span class="count count-pill">"@"<LiveText of=live(move || count(1))/><span class="hidden">{sidebar::MENTIONING}</span></span>
                })}
                {move || has(0).then(|| view! {
                    <span class="count" data-direct=live(move || is_direct().then_some(""))><LiveText of=live(move || count(0))/><span class="hidden">{sidebar::UNREAD}</span></span>
                })}
            </a>
        </li>
    }
}

/// The icon before a name. For a direct conversation, the other's avatar, or one of several with their
/// number.
fn sign(room: &Room, others: Vec<User>) -> impl IntoView + use<> {
    let count = others.len();
    match others.into_iter().next() {
        _ if room.archived => EitherOf4::A(view! { <Icon of=Archive/> }),
        _ if room.kind == RoomKind::Private => EitherOf4::A(view! { <Icon of=Lock/> }),
        Some(user) if count == 1 => EitherOf4::B(view! { <Face user/> }),
        Some(user) => EitherOf4::C(
            view! { <span class="face" data-others=count.to_string() inner_html=avatar::html(&user, 96)></span> },
        ),
        None => EitherOf4::D(if room.kind == RoomKind::Direct { "@" } else { "#" }),
    }
}
