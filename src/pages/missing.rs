//! The page for addresses that do not exist.

use crate::{platform, store::Store, ui::empty::Empty};
use leptos::prelude::*;
use leptos_meta::Title;

/// A 404 page with a way on.
#[component]
pub fn MissingPage() -> impl IntoView {
    let signed_in = Store::expect().now(|client| client.me.is_some());
    let (path, words) = if signed_in { ("/rooms", "Browse rooms") } else { ("/", "Go to the start") };
    view! {
        <Title text="Nothing here · Roost"/>
        <main class="main plain">
            <Empty whole=true title="Nothing is here" text="The address may be mistyped, or the room may be gone.">
                <div class="returned-place" data-opaque="returned" inner_html=platform::returned()></div>
                <a class="button" href=path>{words}</a>
            </Empty>
        </main>
    }
}
