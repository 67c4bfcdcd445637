//! `/`: the welcome page for visitors. Signed-in people are redirected to their last room, or to the list of rooms.

use super::{PageRequest, layout};
use crate::{model::HtmlPage, ui::mark::Mark};
use leptos::prelude::*;

pub(super) fn page(request: &PageRequest<'_>) -> HtmlPage {
    let content = view! {
        <section class="card welcome">
            <Mark own=request.ctx.state.site.settings().mark/>
            <h1 class="card-title">"A place of your own to talk"</h1>
            <p class="card-text">"Rooms you open by their address, in any browser, on nobody's server but yours."</p>
            <form method="get" action="/signup"><button class="button" type="submit">"Create account"</button></form>
            <form method="get" action="/signin"><button class="button button-quiet" type="submit">"Sign in"</button></form>
        </section>
    };
    layout::alone("", content)
}
