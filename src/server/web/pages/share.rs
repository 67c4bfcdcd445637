//! `/share`: the web share target. Choosing a room opens it with the shared text in its composer; the reader
//! sends it.

use super::PageRequest;
use crate::{
    model::{AppError, HtmlPage, limits},
    server::chat::rooms,
};
use leptos::prelude::*;

pub(super) async fn page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let me = request.me()?.id;
    let text = words(request.query("title"), request.query("text"), request.query("url"));
    let mut mine = rooms::of(&request.ctx.state, me).await?;
    mine.retain(|membership| !membership.room.archived);
    mine.sort_by_cached_key(|membership| (membership.room.name.to_lowercase(), membership.room.id));
    let page = |html: String| HtmlPage { title: "Share".to_owned(), html, ..HtmlPage::default() };
    if text.is_empty() {
        let view = view! {
            <div class="sections"><section class="section">
                <p class="section-text">"Nothing came along to be shared. Choose Roost in another app’s share menu to send words or a link to a room."</p>
                <a class="button" href="/rooms">"Browse rooms"</a>
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
                    aria-label=format!("Share in {}", room.name)>"Share"</button>
            </li>
        }
    });
    let view = view! {
        <div class="sections">
            <section class="section">
                <h2 class="section-title">"What is shared"</h2>
                <blockquote class="shared" dir="auto">{text.clone()}</blockquote>
            </section>
            <section class="section">
                <h2 class="section-title">"Choose a room"</h2>
                <p class="section-text">
                    {if mine.is_empty() {
                        "You are in no room yet. Join or make one first."
                    } else {
                        "It is put where you write. Nobody sees it before you send it."
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
