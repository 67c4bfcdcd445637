//! Text that changes while it is shown. It is written into its element as a whole: the node that holds
//! it may have been replaced by a translator or an extension, and what is changed in that nobody sees.

use leptos::prelude::*;

/// A name or a number that may change; it is not to be translated.
#[component]
pub fn LiveText<F>(of: F) -> impl IntoView
where
    F: Fn() -> String + Send + Sync + 'static,
{
    view! { <bdi translate="no" inner_html=move || html(&of())></bdi> }
}

/// Text as HTML, for `inner_html`.
#[must_use]
pub fn html(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            other => html.push(other),
        }
    }
    html
}
