//! The site's icon: a small bird on a line by default.

use leptos::{either::Either, prelude::*};

/// The icon. The bird is drawn in the text's colour and the accent.
#[component]
pub fn Mark(#[prop(optional, into)] own: String) -> impl IntoView {
    if !own.is_empty() {
        return Either::Left(view! { <bdi class="mark mark-own" aria-hidden="true">{own}</bdi> });
    }
    Either::Right(view! {
        <svg class="mark" viewBox="0 0 64 64" width="32" height="32" aria-hidden="true">
            <use href="/mark.svg#bird"></use>
        </svg>
    })
}
