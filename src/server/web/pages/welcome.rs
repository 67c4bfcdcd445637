//! `/`: what this is. Those who are signed in never see it: they are sent to their last room, or to
//! the list of rooms.

use super::{Ask, layout};
use crate::{model::Sheet, ui::mark::Mark};
use leptos::prelude::*;

pub(super) fn sheet(ask: &Ask<'_>) -> Sheet {
    let content = view! {
        <section class="card welcome">
            <Mark own=ask.ctx.state.place.here().mark/>
            <h1 class="card-title">"A place of your own to talk"</h1>
            <p class="card-text">"Rooms you open by their address, in any browser, on nobody's server but yours."</p>
            <form method="get" action="/signup"><button class="button" type="submit">"Create account"</button></form>
            <form method="get" action="/signin"><button class="button button-quiet" type="submit">"Sign in"</button></form>
        </section>
    };
    layout::alone("", content)
}
