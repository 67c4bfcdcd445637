//! `/rooms/{slug}` and `/rooms/{slug}/{seq}`: a room for its members, an invitation to others.

use super::missing::MissingPage;
use crate::{
    api,
    error::AppError,
    model::{Card, Here, Room, RoomId, RoomKind, RoomPage as Found, Seq},
    platform,
    state::Input,
    ui::{
        avatar::Faces,
        composer::{Composer, Returned},
        empty::Empty,
        icon::{ChevronLeft, Icon, Info},
        live::Live,
        mark::Mark,
        share::AskIn,
        status::StatusLine,
        timeline::Timeline,
        way_in::WayIn,
    },
};
use leptos::{
    either::{Either, EitherOf3, EitherOf4},
    prelude::*,
    task::spawn_local,
};
use leptos_meta::{Meta, Title};
use leptos_router::{
    components::Redirect,
    hooks::{use_params_map, use_query_map},
};
use serde::{Deserialize, Serialize};

/// What there is to show: read for this page, or kept from an earlier visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Opened {
    Anew(Found),
    Kept(RoomId),
}

#[component]
pub fn RoomPage() -> impl IntoView {
    let live = Live::expect();
    let params = use_params_map();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let (slug, seq) = params.with(|params| (params.get("slug").unwrap_or_default(), params.get("seq")));
        let before = query.with(|query| query.get("before")).and_then(|before| before.parse::<Seq>().ok());
        (slug, seq, before)
    });
    let opened = Resource::new_blocking(
        move || asked.get(),
        move |(slug, seq, before)| async move {
            match (seq, before) {
                (Some(seq), _) => {
                    let seq = seq.parse::<Seq>().ok().filter(|seq| *seq > 0).ok_or(AppError::NotFound)?;
                    api::rooms::open(slug, Some(seq)).await.map(Opened::Anew)
                }
                (None, Some(before)) => api::rooms::open_before(slug, before).await.map(Opened::Anew),
                (None, None) => match kept(live, &slug) {
                    Some(room) => Ok(Opened::Kept(room)),
                    None => api::rooms::open(slug, None).await.map(Opened::Anew),
                },
            }
        },
    );
    // What could not be opened is tried again when there is a line again.
    let failed = RwSignal::new(false);
    let has_line = Memo::new(move |_| live.client.with(|client| client.connection.is_open()));
    Effect::new(move |_| {
        if has_line.get() && failed.get_untracked() {
            failed.set(false);
            opened.refetch();
        }
    });
    view! {
        <Transition fallback=|| view! { <main class="main"><header class="main-head"></header><div class="skeleton" aria-hidden="true"></div></main> }>
            {move || Suspend::new(async move {
                match opened.await {
                    Ok(Opened::Kept(room)) => EitherOf4::A(Either::Left(view! { <Member room/> })),
                    Ok(Opened::Anew(Found::Member(open))) => {
                        let (slug, seq, _) = asked.get_untracked();
                        let Room { id, slug: now, .. } = open.standing.room.clone();
                        live.step(Input::Opened(open));
                        EitherOf4::A(moved(&slug, &now, seq).map_or_else(
                            || Either::Left(view! { <Member room=id/> }),
                            |path| Either::Right(view! { <Redirect path/> }),
                        ))
                    }
                    Ok(Opened::Anew(Found::Stranger(card))) => {
                        let (slug, seq, _) = asked.get_untracked();
                        EitherOf4::B(moved(&slug, &card.room.slug, seq.clone()).map_or_else(
                            || Either::Left(view! { <Invitation card slug seq/> }),
                            |path| Either::Right(view! { <Redirect path/> }),
                        ))
                    }
                    Err(AppError::NotFound) => EitherOf4::C(view! { <MissingPage/> }),
                    Err(error) => {
                        failed.set(true);
                        EitherOf4::D(view! {
                            <main class="main plain">
                                <Empty whole=true title="The room could not be opened" text=error.to_string()>
                                    <button class="button" type="button" on:click=move |_| opened.refetch()>"Try again"</button>
                                </Empty>
                            </main>
                        })
                    }
                }
            })}
        </Transition>
    }
}

/// Where to go on, when the room was asked for by an address that it had before.
fn moved(asked: &str, slug: &str, seq: Option<String>) -> Option<String> {
    (asked != slug).then(|| match seq {
        Some(seq) => format!("/rooms/{slug}/{seq}"),
        None => format!("/rooms/{slug}"),
    })
}

/// A room that was opened before and has been kept up to date since.
fn kept(live: Live, slug: &str) -> Option<RoomId> {
    live.client.with_untracked(|client| {
        let room = client.room_by_slug(slug)?.room.id;
        let timeline = client.timelines.get(&room)?;
        (!timeline.detached() && timeline.target().is_none()).then_some(room)
    })
}

#[component]
fn Member(room: RoomId) -> impl IntoView {
    let live = Live::expect();
    let known = Memo::new(move |before: Option<&Option<Room>>| {
        let now = live.client.with(|client| client.rooms.get(&room).map(|standing| standing.room.clone()));
        // Having left, the page still says which room this was.
        now.or_else(|| before.cloned().flatten())
    });
    let here = Memo::new(move |_| live.client.with(|client| client.rooms.contains_key(&room)));
    let is_over = Memo::new(move |_| live.client.with(|client| client.connection.is_over()));
    // Let in again while the page lay open: what is there is read anew.
    Effect::new(move |was: Option<bool>| {
        let is = here.get();
        if is && was == Some(false) {
            live.step(Input::Entered(Some(room)));
            spawn_local(live.fetch(room, Input::Opened));
        }
        is
    });
    let company = Memo::new(move |_| live.client.with(|client| client.company(room)));
    let Some(of) = known.get_untracked() else { return Either::Left(view! { <MissingPage/> }) };
    platform::remember_room(&of.slug);
    live.step(Input::Entered(Some(room)));
    let slug = of.slug.clone();
    let name = move || known.with(|known| known.as_ref().map(|room| room.name.clone()).unwrap_or_default());
    let title = {
        // The document's title may be asked for once more when this page has gone.
        let first = of.name.clone();
        move || {
            let name = live.client.with(|client| client.rooms.get(&room).map(|standing| standing.room.name.clone()));
            format!("{} · Roost", platform::raw_text(name.as_ref().unwrap_or(&first)))
        }
    };
    let archived = Memo::new(move |_| known.with(|known| known.as_ref().is_some_and(|room| room.archived)));
    let topic =
        move || known.with(|known| known.as_ref().map(|room| room.topic.clone())).filter(|topic| !topic.is_empty());
    let kind = of.kind;
    let leaves = move || match kind {
        RoomKind::Open => here.get(),
        // Whoever is alone in it ends it by leaving: that is done where it is said.
        RoomKind::Private => {
            here.get() && company.with(|company| company.as_ref().is_none_or(|(members, _)| *members != 1))
        }
        RoomKind::Direct => false,
    };
    let question = move || {
        let back = match kind {
            RoomKind::Open => "? You can come back any time.",
            _ => "? You can only come back when you are invited again.",
        };
        ["Leave ", &name(), back].concat()
    };
    Either::Right(view! {
        <Title text=title/>
        <main class="main room">
            <header class="main-head">
                <a class="icon-button back" href="/rooms" aria-label="Rooms"><Icon of=ChevronLeft/></a>
                <div class="room-names">
                    <h1 class="main-title"><bdi>{name}</bdi></h1>
                    {move || topic().map(|topic| view! { <p class="room-topic" title=topic.clone()><bdi>{topic.clone()}</bdi></p> })}
                </div>
                {move || company.get().map(|(members, people)| view! { <Faces people members/> })}
                <AskIn room kind path=format!("/rooms/{slug}")/>
                {
                    let href = format!("/rooms/{slug}/about");
                    move || here.get().then(|| view! {
                        <a class="icon-button" href=href.clone() aria-label="Room details" title="Room details"><Icon of=Info/></a>
                    })
                }
                {
                    let action = format!("/rooms/{slug}/leave");
                    move || leaves().then(|| view! {
                        <form method="post" action=action.clone() data-confirm=question>
                            <button class="small-button" type="submit">"Leave"</button>
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
                    <Timeline room slug/>
                    {move || if archived.get() {
                        Either::Left(view! { <Returned/> <p class="composer-note">"This room is archived. It can be read, and nobody writes in it."</p> })
                    } else {
                        Either::Right(view! { <Composer room=of.clone()/> })
                    }}
                })
            } else {
                let rejoin = format!("/rooms/{slug}/join");
                EitherOf3::C(view! {
                    <Empty title="You are no longer in this room" text="What is written here now, only members see.">
                        {kind.is_open().then(|| view! {
                            <form method="post" action=rejoin>
                                <button class="button" type="submit">"Join room"</button>
                            </form>
                        })}
                    </Empty>
                })
            }}
        </main>
    })
}

/// What stands where the messages were, once the session is over.
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

/// What a stranger sees of an open room: what it is, who is in it, and the way in.
#[component]
fn Invitation(card: Card, slug: String, seq: Option<String>) -> impl IntoView {
    let signed_in = Live::expect().client.with_untracked(|client| client.me.is_some() && !client.connection.is_over());
    let here = expect_context::<Here>();
    let Card { room, members, faces, .. } = card;
    let path = match seq {
        Some(seq) => format!("/rooms/{slug}/{seq}"),
        None => format!("/rooms/{slug}"),
    };
    let about = if room.topic.is_empty() {
        format!("A room on {} with {members} members.", here.name)
    } else {
        room.topic.clone()
    };
    let origin = platform::origin();
    view! {
        <Title text=format!("{} · Roost", platform::raw_text(&room.name))/>
        <Meta name="description" content=about.clone()/>
        <Meta property="og:title" content=room.name.clone()/>
        <Meta property="og:description" content=about/>
        <Meta property="og:type" content="website"/>
        <Meta property="og:site_name" content=here.name/>
        <Meta property="og:url" content=format!("{origin}{path}")/>
        <Meta property="og:image" content=format!("{origin}/icon-512.png")/>
        <Meta name="twitter:card" content="summary"/>
        <main class="main plain">
            <section class="card invitation">
                <Mark own=here.mark/>
                <h1 class="card-title"><bdi>{room.name}</bdi></h1>
                {(!room.topic.is_empty()).then(|| view! { <p class="card-text"><bdi>{room.topic}</bdi></p> })}
                <Faces people=faces members/>
                <Returned/>
                {if signed_in {
                    Either::Left(view! {
                        <form method="post" action=format!("/rooms/{slug}/join")>
                            <input type="hidden" name="next" value=path/>
                            <button class="button" type="submit">"Join room"</button>
                        </form>
                        <p class="card-aside"><a href="/rooms">"Browse rooms"</a></p>
                    })
                } else {
                    Either::Right(view! {
                        <WayIn path welcomes=here.welcomes/>
                    })
                }}
            </section>
        </main>
    }
}
