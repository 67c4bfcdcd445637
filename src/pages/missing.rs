//! The page for addresses that do not exist.

use crate::{
    platform,
    store::Store,
    ui::empty::Empty,
    words::{actions, frame},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// A 404 page with a way on.
#[component]
pub fn MissingPage() -> impl IntoView {
    let signed_in = Store::expect().now(|client| client.me.is_some());
    let (path, words) = if signed_in { ("/rooms", actions::BROWSE_ROOMS) } else { ("/", frame::TO_START) };
    view! {
        <Title text=frame::MISSING_TITLE/>
        <main class="main plain">
            <Empty whole=true title=frame::MISSING text=frame::MISSING_TEXT>
                <div class="returned-place" data-opaque="returned" inner_html=platform::returned()></div>
                <a class="button" href=path>{words}</a>
            </Empty>
        </main>
    }
}
