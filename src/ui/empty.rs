//! `Empty`: placeholder for empty pages and lists.

use super::mark::Mark;
use crate::model::SiteSettings;
use leptos::{either::Either, prelude::*};

/// A drawing, a sentence, and an action.
#[component]
pub fn Empty(
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    /// Whether it is the page's whole content, so that its title is the page's heading.
    #[prop(optional)]
    whole: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let mark = use_context::<SiteSettings>().map(|site| site.mark).unwrap_or_default();
    view! {
        <div class="empty">
            <Mark own=mark/>
            {if whole {
                Either::Left(view! { <h1 class="empty-title">{title}</h1> })
            } else {
                Either::Right(view! { <h2 class="empty-title">{title}</h2> })
            }}
            <p class="empty-text">{text}</p>
            {children.map(|children| view! { <div class="empty-actions">{children()}</div> })}
        </div>
    }
}
