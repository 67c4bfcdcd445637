//! Fields for secrets shown once, with a button to copy where the browser can.

use crate::server::web::words::common;
use leptos::prelude::*;

/// A link in a field of its own.
pub(super) fn link(label: &'static str, link: &str) -> AnyView {
    view! {
        <div class="field">
            <label class="field-label" for="link">{label}</label>
            <div class="field-row">
                <input class="field-input" id="link" type="text" readonly=true value=link.to_owned() dir="ltr"/>
                {button("")}
            </div>
        </div>
    }
    .into_any()
}

/// A button that copies the given text or, if it is empty, the field beside it.
pub(super) fn button(words: &str) -> AnyView {
    view! { <button class="button button-quiet" type="button" data-copy=words.to_owned()>{common::COPY}</button> }
        .into_any()
}
