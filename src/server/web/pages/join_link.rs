//! `/join/{token}`: preview of a room for holders of an invite link, and the button to join.

use super::{PageRequest, layout, room, sign_in_links::WayIn};
use crate::{
    model::{AppError, HtmlPage, RoomKind},
    server::{
        chat::{
            invites::{self, Led},
            rooms, site,
        },
        config::SignUp,
        db::invites::FoundInvite,
        web::{
            forms::{FormRequest, To},
            words::{common, invites as words},
        },
    },
    ui::mark::Mark,
    words::actions,
};
use leptos::{either::Either, prelude::*};

/// `POST /join/{token}`: joins the room of an invite link.
pub async fn join(form: &FormRequest) -> Result<To, AppError> {
    match invites::join(&form.state, form.viewer.id(), form.param("token")).await {
        Ok(room) => Ok(room::to(&room)),
        // Its page says that the link has ended.
        Err(AppError::NotFound) => Ok(To::page(form.path())),
        Err(error) => Err(error),
    }
}

pub(super) async fn page(request: &PageRequest<'_>, token: &str) -> Result<HtmlPage, AppError> {
    let state = &request.ctx.state;
    let viewer = request.ctx.viewer.as_ref().map(|viewer| viewer.id());
    let FoundInvite { room, maker, .. } = match invites::follow(state, viewer, token).await? {
        Led::Into(found) => *found,
        Led::Here => return Ok(here(request, token)),
        Led::Ended => return Ok(ended(request)),
    };
    let is_in = match viewer {
        Some(viewer) => rooms::for_member(state, viewer, &room.slug).await.is_ok(),
        None => false,
    };
    let path = format!("/join/{token}");
    // Of a private room the link reveals the name only, until one has joined.
    let topic = Some(room.topic.clone()).filter(|topic| room.kind == RoomKind::Open && !topic.is_empty());
    let way_in = match viewer {
        Some(_) if is_in => Either::Left(Either::Left(view! {
            <p class="card-text">{words::ALREADY_IN}</p>
            <a class="button" href=format!("/rooms/{}", room.slug)>{words::OPEN_ROOM}</a>
        })),
        Some(_) => Either::Left(Either::Right(view! {
            <form method="post" action=path><button class="button" type="submit">{actions::JOIN_ROOM}</button></form>
        })),
        // Where that takes an invitation, this is one.
        None => Either::Right(view! { <WayIn path welcomes=site::sign_up(state) != SignUp::Closed/> }),
    };
    let site = state.site.settings();
    let content = view! {
        <section class="card invitation">
            <Mark own=site.mark/>
            <h1 class="card-title"><bdi>{room.name.clone()}</bdi></h1>
            {topic.map(|topic| view! { <p class="card-text"><bdi>{topic}</bdi></p> })}
            <p class="card-text"><bdi>{maker}</bdi>{words::INVITES}<bdi>{site.name}</bdi>"."</p>
            {way_in}
        </section>
    };
    Ok(HtmlPage { title: room.name, html: content.to_html(), plain: true, ..HtmlPage::default() })
}

/// The page of a link that leads into the place, and into no room.
fn here(request: &PageRequest<'_>, token: &str) -> HtmlPage {
    let site = request.ctx.state.site.settings();
    let path = format!("/join/{token}");
    let way_in = if request.ctx.viewer.is_some() {
        Either::Left(view! {
            <p class="card-text">{words::ALREADY_HERE}</p>
            <a class="button" href="/rooms">{actions::BROWSE_ROOMS}</a>
        })
    } else {
        Either::Right(view! { <WayIn path welcomes=site::sign_up(&request.ctx.state) != SignUp::Closed/> })
    };
    let content = view! {
        <section class="card invitation">
            <Mark own=site.mark/>
            <h1 class="card-title"><bdi>{site.name.clone()}</bdi></h1>
            <p class="card-text">{words::INVITED_HERE}</p>
            {way_in}
        </section>
    };
    layout::alone(&site.name, content)
}

fn ended(request: &PageRequest<'_>) -> HtmlPage {
    let (path, words) =
        if request.ctx.viewer.is_some() { ("/rooms", actions::BROWSE_ROOMS) } else { ("/signin", actions::SIGN_IN) };
    let content = view! {
        <section class="card">
            <Mark own=request.ctx.state.site.settings().mark/>
            <h1 class="card-title">{common::INVITATION_OVER}</h1>
            <p class="card-text">{common::INVITATION_OVER_TEXT}</p>
            <p class="card-aside"><a href=path>{words}</a></p>
        </section>
    };
    HtmlPage { gone: true, ..layout::alone(words::ENDED_TITLE, content) }
}
