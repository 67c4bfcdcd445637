//! The mark: a small bird on a line.

use leptos::prelude::*;

/// The mark in the text's colour and the accent.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 64 64" width="32" height="32" aria-hidden="true">
            <use href="/mark.svg#bird"></use>
        </svg>
    }
}
