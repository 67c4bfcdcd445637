//! `/share`: the web share target. Choosing a room opens it with the shared text in its composer; the reader
//! sends it.

use super::PageRequest;
use crate::{
    model::{AppError, HtmlPage, limits},
    server::{chat::rooms, web::words::share as words},
    words::actions,
};
use leptos::prelude::*;

pub(super) async fn page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let me = request.me()?.id;
    let text = words(request.query("title"), request.query("text"), request.query("url"));
    let mut mine = rooms::of(&request.ctx.state, me).await?;
    mine.retain(|membership| !membership.room.archived);
    mine.sort_by_cached_key(|membership| (membership.room.name.to_lowercase(), membership.room.id));
    let page = |html: String| HtmlPage { title: actions::SHARE.to_owned(), html, ..HtmlPage::default() };
    if text.is_empty() {
        let view = view! {
            <div class="sections"><section class="section">
                <p class="section-text">{words::NOTHING}</p>
                <a class="button" href="/rooms">{actions::BROWSE_ROOMS}</a>
            </section></div>
        };
        return Ok(page(view.to_html()));
    }
    let rooms = mine.iter().map(|membership| {
        let room = &membership.room;
        view! {
            <li class="item">
                <span class="item-main"><bdi class="item-name">{room.name.clone()}</bdi></span>
                <button class="small-button" type="submit" formaction=format!("/rooms/{}", room.slug)
                    aria-label=words::in_room(&room.name)>{actions::SHARE}</button>
            </li>
        }
    });
    let view = view! {
        <div class="sections">
            <section class="section">
                <h2 class="section-title">{words::WHAT}</h2>
                <blockquote class="shared" dir="auto">{text.clone()}</blockquote>
            </section>
            <section class="section">
                <h2 class="section-title">{words::CHOOSE_ROOM}</h2>
                <p class="section-text">
                    {if mine.is_empty() {
                        words::NO_ROOM
                    } else {
                        words::CHOOSE_TEXT
                    }}
                </p>
                <form method="get" action="/rooms">
                    <input type="hidden" name="draft" value=text/>
                    <ul class="items">{rooms.collect_view()}</ul>
                </form>
            </section>
        </div>
    };
    Ok(page(view.to_html()))
}

/// The shared fields as one text: apps put the same words and links into several fields.
fn words(title: Option<&str>, text: Option<&str>, url: Option<&str>) -> String {
    let mut whole = String::new();
    let parts = [text, url].map(|part| part.unwrap_or_default().trim());
    let title = title.unwrap_or_default().trim();
    let told = parts.iter().any(|part| part.contains(title));
    for part in [if told { "" } else { title }, parts[0], parts[1]] {
        if !part.is_empty() && !whole.contains(part) {
            if !whole.is_empty() {
                whole.push('\n');
            }
            whole.push_str(part);
        }
    }
    // A longer text would be refused; the reader can see that it was cut.
    whole.chars().take(limits::BODY_CHARS).collect()
}
