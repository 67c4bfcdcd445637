//! A room that was deleted, to whoever was in it.

use super::{frame, returned};
use crate::{model::Sheet, server::state::Ctx, ui::mark::Mark};
use leptos::prelude::*;

#[must_use]
pub fn sheet(ctx: &Ctx) -> Sheet {
    let content = view! {
        <section class="card">
            <Mark own=ctx.state.place.here().mark/>
            <h1 class="card-title">"This room was deleted"</h1>
            <p class="card-text">"Everything in it is gone, for everybody."</p>
            {returned::words(&ctx.echo)}
            <a class="button" href="/rooms">"Browse rooms"</a>
        </section>
    };
    Sheet { gone: true, ..frame::alone("Deleted room", content) }
}
