//! Opening a page: from an address to its data or HTML.

use super::{context::Ctx, loose_links, pages};
use crate::{
    model::{AppError, Page, Seq, address::room_about},
    platform,
    server::chat::{
        messages::Part,
        profile,
        rooms::{self, OpenedRoom},
    },
};

/// The page at an address, given as path and query.
///
/// # Errors
/// [`AppError::NotFound`] when there is none, or none for the viewer; [`AppError::SignedOut`] when a signed-in
/// person might see one.
pub async fn open(ctx: &Ctx, address: &str) -> Result<Page, AppError> {
    if let Some(tidy) = loose_links::tidied(address) {
        return Ok(Page::Moved(tidy));
    }
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let parts: Vec<_> = path.trim_matches('/').split('/').collect();
    match parts.as_slice() {
        // The welcome page is for visitors only.
        [""] if ctx.viewer.is_some() => return Ok(Page::Moved("/rooms".to_owned())),
        ["rooms", "new"] => {}
        ["rooms", slug] => {
            let before = platform::parameter(query, "before").and_then(|before| before.parse().ok());
            let part = if query == "newest" { Part::Newest } else { Part::Opening };
            return room(ctx, slug, before.map_or(part, Part::Before)).await;
        }
        ["rooms", slug, seq] => {
            if let Ok(seq) = seq.parse::<Seq>() {
                return if seq > 0 { room(ctx, slug, Part::Around(seq)).await } else { Err(AppError::NotFound) };
            }
        }
        // The username in another case, or an old one.
        ["people", name] => {
            ctx.viewer()?;
            let now = profile::card(&ctx.state, name).await?.user.username;
            if now != *name {
                return Ok(Page::Moved(format!("/people/{now}")));
            }
        }
        _ => {}
    }
    pages::open(ctx, address).await.map(Page::Html)
}

/// The same as a document: a page about a room has the room beside it.
///
/// # Errors
/// As [`open`].
pub async fn document(ctx: &Ctx, address: &str) -> Result<Page, AppError> {
    let page = open(ctx, address).await?;
    match (page, room_about(address)) {
        (Page::Html(html_page), Some(slug)) if !html_page.gone => match room(ctx, slug, Part::Opening).await {
            Ok(Page::Room(open)) => Ok(Page::Panel(open, html_page)),
            _ => Ok(Page::Html(html_page)),
        },
        (page, _) => Ok(page),
    }
}

/// A room: for members the room itself, for others its preview.
async fn room(ctx: &Ctx, slug: &str, part: Part) -> Result<Page, AppError> {
    let viewer = ctx.viewer.as_ref().map(|viewer| viewer.id());
    let path = |slug: &str| match part {
        Part::Around(seq) => format!("/rooms/{slug}/{seq}"),
        Part::Newest | Part::Opening | Part::Before(_) | Part::After(_) => format!("/rooms/{slug}"),
    };
    let found = rooms::open(&ctx.state, viewer, slug, part).await?;
    let now = match &found {
        OpenedRoom::Member(open) => open.membership.room.slug.as_str(),
        OpenedRoom::Preview(card) => card.room.slug.as_str(),
        OpenedRoom::Deleted => slug,
    };
    // Opened by an old slug.
    if now != slug {
        return Ok(Page::Moved(path(now)));
    }
    Ok(match found {
        OpenedRoom::Member(open) => Page::Room(open),
        OpenedRoom::Preview(card) => Page::Html(pages::room_preview::page(ctx, card, &path(slug))),
        OpenedRoom::Deleted => Page::Html(pages::room_deleted::page(ctx)),
    })
}
