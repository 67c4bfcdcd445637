//! A room that was deleted, to whoever was in it.

use super::{layout, rejected_message};
use crate::{model::Sheet, server::web::context::Ctx, ui::mark::Mark};
use leptos::prelude::*;

#[must_use]
pub fn sheet(ctx: &Ctx) -> Sheet {
    let content = view! {
        <section class="card">
            <Mark own=ctx.state.place.here().mark/>
            <h1 class="card-title">"This room was deleted"</h1>
            <p class="card-text">"Everything in it is gone, for everybody."</p>
            {rejected_message::words(&ctx.echo)}
            <a class="button" href="/rooms">"Browse rooms"</a>
        </section>
    };
    Sheet { gone: true, ..layout::alone("Deleted room", content) }
}
