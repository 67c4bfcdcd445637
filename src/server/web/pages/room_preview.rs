//! Preview of an open room, for viewers who are no members, with the button to join.

use super::{layout, rejected_message, sign_in_links::WayIn};
use crate::{
    model::{HtmlPage, Preview, User},
    server::{
        chat::{rooms::RoomPreview, site},
        config::SignUp,
        web::{context::Ctx, words::rooms as words},
    },
    ui::{avatar::Avatar, mark::Mark},
    words::{actions, people},
};
use leptos::{either::Either, prelude::*};

/// The page; `path` is the address to go on to after joining.
#[must_use]
pub fn page(ctx: &Ctx, card: RoomPreview, path: &str) -> HtmlPage {
    let site = ctx.state.site.settings();
    let RoomPreview { room, members, faces: people, .. } = card;
    let about = if room.topic.is_empty() { words::preview(&site.name, members) } else { room.topic.clone() };
    let way_in = if ctx.viewer.is_some() {
        Either::Left(view! {
            <form method="post" action=format!("/rooms/{}/join", room.slug)>
                <input type="hidden" name="next" value=path.to_owned()/>
                <button class="button" type="submit">{actions::JOIN_ROOM}</button>
            </form>
            <p class="card-aside"><a href="/rooms">{actions::BROWSE_ROOMS}</a></p>
        })
    } else {
        Either::Right(view! { <WayIn path welcomes=site::sign_up(&ctx.state) == SignUp::Open/> })
    };
    let content = view! {
        <section class="card invitation">
            <Mark own=site.mark/>
            <h1 class="card-title"><bdi>{room.name.clone()}</bdi></h1>
            {(!room.topic.is_empty()).then(|| view! { <p class="card-text"><bdi>{room.topic}</bdi></p> })}
            {row(people, members)}
            {rejected_message::words(&ctx.form_state)}
            {way_in}
        </section>
    };
    let preview = Preview { title: room.name.clone(), about, path: path.to_owned() };
    HtmlPage { preview: Some(preview), ..layout::alone(&room.name, content) }
}

/// Some members' pictures, with the number of members.
fn row(people: Vec<User>, members: i64) -> impl IntoView {
    let names: Vec<_> = people.iter().map(|person| person.name.clone()).collect();
    let faces = people.into_iter().take(5).map(|user| view! { <Avatar user/> });
    view! {
        <div class="faces" title=names.join(", ")>
            <span class="faces-row">{faces.collect_view()}</span>
            <span class="faces-count">{people::members(members)}</span>
        </div>
    }
}
