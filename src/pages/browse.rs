//! `/rooms`: all open rooms.

use crate::{
    api,
    error::AppError,
    model::Card,
    ui::{empty::Empty, status::StatusLine},
};
use leptos::{
    either::{Either, EitherOf4},
    prelude::*,
};
use leptos_meta::Title;
use leptos_router::components::Redirect;

#[component]
pub fn BrowsePage() -> impl IntoView {
    let rooms = Resource::new_blocking(|| (), |()| api::rooms::browse());
    view! {
        <Title text="Rooms · Roost"/>
        <main class="main browse">
            <header class="main-head"><h1 class="main-title">"Browse rooms"</h1></header>
            <StatusLine/>
            <div class="main-scroll">
                <Transition fallback=|| view! { <div class="skeleton" aria-hidden="true"></div> }>
                    {move || Suspend::new(async move {
                        match rooms.await {
                            Ok(cards) if cards.is_empty() => EitherOf4::A(view! {
                                <Empty title="No rooms yet" text="Make the first one and invite the others by its address.">
                                    <a class="button" href="/rooms/new">"Make a room"</a>
                                </Empty>
                            }),
                            Ok(cards) => EitherOf4::B(view! {
                                <ul class="cards" role="list">{cards.into_iter().map(|card| view! { <RoomCard card/> }).collect_view()}</ul>
                            }),
                            Err(AppError::SignedOut) => EitherOf4::C(view! { <Redirect path="/signin?next=/rooms"/> }),
                            Err(error) => EitherOf4::D(view! { <Empty title="The rooms could not be read" text=error.to_string()/> }),
                        }
                    })}
                </Transition>
            </div>
        </main>
    }
}

#[component]
fn RoomCard(card: Card) -> impl IntoView {
    let Card { room, members, joined, .. } = card;
    let path = format!("/rooms/{}", room.slug);
    let words = if members == 1 { "1 member".to_owned() } else { format!("{members} members") };
    view! {
        <li class="room-card">
            <div class="room-card-main">
                <h2 class="room-card-name"><a href=path.clone()><bdi>{room.name}</bdi></a></h2>
                {(!room.topic.is_empty()).then(|| view! { <p class="room-card-topic"><bdi>{room.topic}</bdi></p> })}
                <p class="room-card-members">{words}{joined.then_some(" · you are in")}</p>
            </div>
            {if joined {
                Either::Left(view! { <a class="button button-quiet" href=path>"Open"</a> })
            } else {
                Either::Right(view! {
                    <form method="post" action=format!("{path}/join")>
                        <button class="button" type="submit">"Join room"</button>
                    </form>
                })
            }}
        </li>
    }
}
