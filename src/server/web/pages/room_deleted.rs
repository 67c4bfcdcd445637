//! Page of a deleted room, for its former members.

use super::{layout, rejected_message};
use crate::{
    model::HtmlPage,
    server::web::{context::Ctx, words::rooms as words},
    ui::mark::Mark,
    words::{actions, room},
};
use leptos::prelude::*;

#[must_use]
pub fn page(ctx: &Ctx) -> HtmlPage {
    let content = view! {
        <section class="card">
            <Mark own=ctx.state.site.settings().mark/>
            <h1 class="card-title">{room::DELETED}</h1>
            <p class="card-text">{room::DELETED_TEXT}</p>
            {rejected_message::words(&ctx.form_state)}
            <a class="button" href="/rooms">{actions::BROWSE_ROOMS}</a>
        </section>
    };
    HtmlPage { gone: true, ..layout::alone(words::DELETED_TITLE, content) }
}
