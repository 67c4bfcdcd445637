//! `/`: the welcome page for visitors. Signed-in people are redirected to their last room, or to the list of rooms.

use super::{PageRequest, layout};
use crate::{model::HtmlPage, server::web::words::sign_in as words, ui::mark::Mark, words::actions};
use leptos::prelude::*;

pub(super) fn page(request: &PageRequest<'_>) -> HtmlPage {
    let content = view! {
        <section class="card welcome">
            <Mark own=request.ctx.state.site.settings().mark/>
            <h1 class="card-title">{words::WELCOME}</h1>
            <p class="card-text">{words::WELCOME_TEXT}</p>
            <form method="get" action="/signup"><button class="button" type="submit">{words::CREATE_ACCOUNT}</button></form>
            <form method="get" action="/signin"><button class="button button-quiet" type="submit">{actions::SIGN_IN}</button></form>
        </section>
    };
    layout::alone("", content)
}
