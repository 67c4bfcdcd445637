//! `/rooms/{slug}` and `/rooms/{slug}/{seq}`: a room, for its members.

use crate::{
    browser::page,
    model::{Room, RoomId, RoomKind, User},
    platform,
    state::{Input, Parts},
    store::Store,
    ui::{
        avatar::Faces,
        composer::Composer,
        empty::Empty,
        icon::{ChevronLeft, Icon, Info},
        live::live,
        room_menu::RoomMenu,
        status::StatusLine,
        text::LiveText,
        timeline::Timeline,
    },
    words::{actions, frame, people, room as words},
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
    task::spawn_local,
};
use leptos_meta::Title;

/// The page of a room in the state.
#[component]
pub fn RoomPage(room: RoomId) -> impl IntoView {
    let store = Store::expect();
    let known = Memo::new(move |before: Option<&Option<Room>>| {
        let now = store.with(Parts::ROOMS, |client| client.rooms.get(&room).map(|membership| membership.room.clone()));
        // After leaving, the page still shows which room this was.
        now.or_else(|| before.cloned().flatten())
    });
    let here = Memo::new(move |_| store.with(Parts::ROOMS, |client| client.rooms.contains_key(&room)));
    let is_over = Memo::new(move |_| store.with(Parts::STATUS, |client| client.connection.is_over()));
    // After being let in again while the page was open, read the room again.
    Effect::new(move |was: Option<bool>| {
        let is = here.get();
        if is && was == Some(false) {
            store.step(Input::Entered(Some(room)));
            spawn_local(store.fetch(room, Input::Opened));
        }
        is
    });
    let roster = Memo::new(move |_| store.with(Parts::ROSTERS | Parts::PEOPLE, |client| client.roster(room)));
    let of = known.get_untracked()?;
    // For a page rendered by the server, the server knows the room already.
    if store.hydrated.get_untracked() {
        page::tell(format!("/rooms/{}/here", of.slug));
    }
    store.step(Input::Entered(Some(room)));
    let slug = of.slug.clone();
    let name = move || known.with(|known| known.as_ref().map(|room| room.name.clone()).unwrap_or_default());
    let title = {
        let first = of.name.clone();
        let now = move || store.with(Parts::ROOMS, |client| Some(client.rooms.get(&room)?.room.name.clone()));
        move || frame::titled(platform::raw_text(&platform::latest(first.clone(), now)))
    };
    let archived = Memo::new(move |_| known.with(|known| known.as_ref().is_some_and(|room| room.archived)));
    // A conversation of two says how the other is.
    let other = Memo::new(move |_| {
        let others = store.with(Parts::ROOMS | Parts::PEOPLE, |client| client.others(room));
        if others.len() == 1 { others.into_iter().next().filter(|other| other.card().is_some()) } else { None }
    });
    let topic = move || match other.get() {
        Some(User { id, username, emoji, status, .. }) => {
            let presence = store.with(Parts::PRESENCE, |client| client.presence.presence(id));
            let here = presence.map_or_else(|| ["@", &username].concat(), |presence| people::here(presence).to_owned());
            [&here, "  ", &emoji, " ", &status].concat().trim_end().to_owned()
        }
        None => known.with(|known| known.as_ref().map(|room| room.topic.clone()).unwrap_or_default()),
    };
    let has_topic = Memo::new(move |_| !topic().is_empty());
    // The room's history stays on the page until it is read again.
    let opening = Memo::new(move |_| store.with(Parts::TIMELINES, |client| client.opening(room)));
    let broken = RwSignal::new(0);
    let kind = Memo::new(move |_| known.with(|known| known.as_ref().map(|room| room.kind).unwrap_or_default()));
    let gone = Memo::new(move |_| store.with(Parts::ROOMS, |client| client.is_gone(room)));
    let leaves = move || match kind.get() {
        RoomKind::Open | RoomKind::Direct => here.get(),
        // The only member ends the room by leaving: not here, but on the page that says so.
        RoomKind::Private => {
            here.get() && roster.with(|roster| roster.as_ref().is_none_or(|(members, _)| *members != 1))
        }
    };
    Some(view! {
        <Title text=title/>
        <main class="main room">
            <header class="main-head">
                <a class="icon-button back" href="/rooms" aria-label=actions::ROOMS><Icon of=ChevronLeft/></a>
                <div class="room-names">
                    {
                        let of = of.clone();
                        move || if here.get() {
                            Either::Left(view! { <RoomMenu room=of.clone() kind name=Signal::derive(name) may_leave=Signal::derive(leaves)/> })
                        } else {
                            Either::Right(view! { <h1 class="main-title"><LiveText of=live(name)/></h1> })
                        }
                    }
                    {move || has_topic.get().then(|| view! { <p class="room-topic" title=live(topic)><LiveText of=live(topic)/></p> })}
                </div>
                {
                    let slug = slug.clone();
                    let href = format!("/rooms/{slug}/about");
                    move || here.get().then(|| {
                        let members = format!("/rooms/{slug}/members");
                        view! {
                            {move || roster.get().filter(|_| other.with(Option::is_none)).map(|(members_count, people)| view! {
                                <a class="faces-link" href=members.clone()><Faces people members=members_count/></a>
                            })}
                            <a class="icon-button" href=href.clone() aria-label=words::DETAILS title=words::DETAILS><Icon of=Info/></a>
                        }
                    })
                }
            </header>
            <StatusLine/>
            {move || if is_over.get() {
                EitherOf3::A(view! { <PutAway path=format!("/rooms/{slug}")/> })
            } else if here.get() {
                let slug = slug.clone();
                let of = of.clone();
                EitherOf3::B(view! {
                    <For each=move || [(opening.get(), broken.get())] key=|made| *made let:_made>
                        {platform::erased(view! { <Timeline room slug=slug.clone() broken/> })}
                    </For>
                    {move || if archived.get() {
                        Either::Left(view! {
                            <div class="returned-place" data-opaque="returned" inner_html=platform::returned()></div>
                            <p class="composer-note">{words::ARCHIVED}</p>
                        })
                    } else {
                        Either::Right(view! { <Composer room=of.clone()/> })
                    }}
                })
            } else {
                let rejoin = format!("/rooms/{slug}/join");
                let (title, text) = if gone.get() {
                    (words::DELETED, words::DELETED_TEXT)
                } else {
                    (words::LEFT, words::LEFT_TEXT)
                };
                EitherOf3::C(view! {
                    <Empty title text>
                        {if gone.get() {
                            Some(Either::Left(view! { <a class="button" href="/rooms">{actions::BROWSE_ROOMS}</a> }))
                        } else {
                            kind.get().is_open().then(|| Either::Right(view! {
                                <form method="post" action=rejoin>
                                    <button class="button" type="submit">{actions::JOIN_ROOM}</button>
                                </form>
                            }))
                        }}
                    </Empty>
                })
            }}
        </main>
    })
}

/// Placeholder for the messages once the session is over.
#[component]
fn PutAway(path: String) -> impl IntoView {
    view! {
        <Empty title=words::SESSION_OVER text=words::SESSION_OVER_TEXT>
            <form method="get" action="/signin">
                <input type="hidden" name="next" value=path/>
                <button class="button" type="submit">{actions::SIGN_IN}</button>
            </form>
        </Empty>
    }
}
