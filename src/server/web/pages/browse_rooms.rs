//! `/rooms`: all open rooms.

use super::{PageRequest, layout};
use crate::{
    model::{AppError, HtmlPage, RoomKind},
    server::{
        chat::rooms::{self, BrowsedRoom, RoomPreview},
        web::words::rooms as words,
    },
    ui::mark::Mark,
    words::{actions, people},
};
use leptos::{either::Either, prelude::*};

pub(super) async fn page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let state = &request.ctx.state;
    let cards = rooms::browse(state, request.ctx.viewer()?.id()).await?;
    let content = if cards.is_empty() {
        Either::Left(view! {
            <div class="empty">
                <Mark own=state.site.settings().mark/>
                <h2 class="empty-title">{words::NONE}</h2>
                <p class="empty-text">{words::NONE_TEXT}</p>
                <div class="empty-actions"><a class="button" href="/rooms/new">{words::MAKE}</a></div>
            </div>
        })
    } else {
        Either::Right(view! { <ul class="cards" role="list">{cards.into_iter().map(card).collect_view()}</ul> })
    };
    let content = view! { {put_away(request).await} {content} };
    Ok(HtmlPage { title: actions::BROWSE_ROOMS.to_owned(), html: content.to_html(), ..HtmlPage::default() })
}

/// The way back for a conversation that the viewer has just put away.
async fn put_away(request: &PageRequest<'_>) -> Option<impl IntoView + use<>> {
    let (slug, read) = (request.query("away")?, request.query("read")?);
    let of = rooms::for_member(&request.ctx.state, request.ctx.viewer().ok()?.id(), slug).await.ok()?;
    let is_away = of.room.kind == RoomKind::Direct && of.away > 0 && !of.has_news();
    is_away.then(|| {
        let said = words::is_away(&of.room.name);
        layout::undo(said, format!("/rooms/{}/back", of.room.slug), ("read", read.to_owned()))
    })
}

fn card(BrowsedRoom { preview: RoomPreview { room, members, joined, .. }, is_new }: BrowsedRoom) -> impl IntoView {
    let path = format!("/rooms/{}", room.slug);
    view! {
        <li class="room-card">
            <div class="room-card-main">
                <h2 class="room-card-name"><a href=path.clone()><bdi>{room.name}</bdi></a>{is_new.then(|| view! { " " <span class="room-card-new">{words::NEW}</span> })}</h2>
                {(!room.topic.is_empty()).then(|| view! { <p class="room-card-topic"><bdi>{room.topic}</bdi></p> })}
                <p class="room-card-members">{people::members(members)}{joined.then_some(words::YOU_ARE_IN)}</p>
            </div>
            {if joined {
                Either::Left(view! { <a class="button button-quiet" href=path>{words::OPEN}</a> })
            } else {
                Either::Right(view! {
                    <form method="post" action=format!("{path}/join")>
                        <button class="button" type="submit">{actions::JOIN_ROOM}</button>
                    </form>
                })
            }}
        </li>
    }
}
