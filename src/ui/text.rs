//! Text that changes while it is shown. Written into its element as a whole, because a translator or an
//! extension may have replaced the text node, and changes of the old node would not be seen.

use super::live::{Live, live};
use leptos::{prelude::*, tachys::reactive_graph::ReactiveFunction};

/// A name or a number that may change. Not to be translated.
#[component]
pub fn LiveText(of: Live<String>) -> impl IntoView {
    let mut of = of;
    view! { <bdi translate="no" inner_html=live(move || html(&of.invoke()))></bdi> }
}

/// Escapes text as HTML, for `inner_html` and for values in it.
#[must_use]
pub fn html(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
    html
}
