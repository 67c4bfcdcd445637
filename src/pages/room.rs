//! `/rooms/{slug}` and `/rooms/{slug}/{seq}`: a room, for its members.

use crate::{
    browser::page,
    model::{Room, RoomId, RoomKind},
    platform,
    state::{Input, Parts},
    store::Store,
    ui::{
        avatar::Faces,
        composer::Composer,
        empty::Empty,
        icon::{ChevronLeft, Icon, Info},
        share::AskIn,
        status::StatusLine,
        text::LiveText,
        timeline::Timeline,
    },
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
        move || platform::raw_text(&platform::latest(first.clone(), now)) + " · Roost"
    };
    let archived = Memo::new(move |_| known.with(|known| known.as_ref().is_some_and(|room| room.archived)));
    let topic = move || known.with(|known| known.as_ref().map(|room| room.topic.clone()).unwrap_or_default());
    let has_topic = Memo::new(move |_| !topic().is_empty());
    // The room's history stays on the page until it is read again.
    let opening = Memo::new(move |_| store.with(Parts::TIMELINES, |client| client.opening(room)));
    let broken = RwSignal::new(0);
    let kind = of.kind;
    let gone = Memo::new(move |_| store.with(Parts::ROOMS, |client| client.is_gone(room)));
    let leaves = move || match kind {
        RoomKind::Open | RoomKind::Direct => here.get(),
        // The only member ends the room by leaving: not here, but on the page that says so.
        RoomKind::Private => {
            here.get() && roster.with(|roster| roster.as_ref().is_none_or(|(members, _)| *members != 1))
        }
    };
    // A direct conversation cannot be left; hiding it lasts until the next message.
    let is_direct = kind == RoomKind::Direct;
    let (way_out, out) = if is_direct { ("away", "Put away") } else { ("leave", "Leave") };
    let question = move || {
        let back = match kind {
            RoomKind::Open => "? You can come back any time.",
            _ => "? You can only come back when you are invited again.",
        };
        ["Leave ", &name(), back].concat()
    };
    Some(view! {
        <Title text=title/>
        <main class="main room">
            <header class="main-head">
                <a class="icon-button back" href="/rooms" aria-label="Rooms"><Icon of=ChevronLeft/></a>
                <div class="room-names">
                    <h1 class="main-title"><LiveText of=name/></h1>
                    {move || has_topic.get().then(|| view! { <p class="room-topic" title=topic><LiveText of=topic/></p> })}
                </div>
                {move || roster.get().map(|(members, people)| view! { <Faces people members/> })}
                <AskIn room kind path=format!("/rooms/{slug}")/>
                {
                    let href = format!("/rooms/{slug}/about");
                    move || here.get().then(|| view! {
                        <a class="icon-button" href=href.clone() aria-label="Room details" title="Room details"><Icon of=Info/></a>
                    })
                }
                {
                    let action = format!("/rooms/{slug}/{way_out}");
                    move || leaves().then(|| view! {
                        <form method="post" action=action.clone() data-confirm=move || (!is_direct).then(question)>
                            <button class="small-button" type="submit">{out}</button>
                        </form>
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
                            <p class="composer-note">"This room is archived. It can be read, and nobody writes in it."</p>
                        })
                    } else {
                        Either::Right(view! { <Composer room=of.clone()/> })
                    }}
                })
            } else {
                let rejoin = format!("/rooms/{slug}/join");
                let (title, text) = if gone.get() {
                    ("This room was deleted", "Everything in it is gone, for everybody.")
                } else {
                    ("You are no longer in this room", "What is written here now, only members see.")
                };
                EitherOf3::C(view! {
                    <Empty title text>
                        {if gone.get() {
                            Some(Either::Left(view! { <a class="button" href="/rooms">"Browse rooms"</a> }))
                        } else {
                            kind.is_open().then(|| Either::Right(view! {
                                <form method="post" action=rejoin>
                                    <button class="button" type="submit">"Join room"</button>
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
        <Empty title="Sign in to go on" text="The messages have been put away. What you wrote and did not send is kept for you.">
            <form method="get" action="/signin">
                <input type="hidden" name="next" value=path/>
                <button class="button" type="submit">"Sign in"</button>
            </form>
        </Empty>
    }
}
