//! Page of a deleted room, for its former members.

use super::{layout, rejected_message};
use crate::{model::HtmlPage, server::web::context::Ctx, ui::mark::Mark};
use leptos::prelude::*;

#[must_use]
pub fn page(ctx: &Ctx) -> HtmlPage {
    let content = view! {
        <section class="card">
            <Mark own=ctx.state.site.settings().mark/>
            <h1 class="card-title">"This room was deleted"</h1>
            <p class="card-text">"Everything in it is gone, for everybody."</p>
            {rejected_message::words(&ctx.form_state)}
            <a class="button" href="/rooms">"Browse rooms"</a>
        </section>
    };
    HtmlPage { gone: true, ..layout::alone("Deleted room", content) }
}
