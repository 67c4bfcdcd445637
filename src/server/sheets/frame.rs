//! What sheets have in common.

use crate::{error::AppError, model::Sheet, server::state::Ctx};
use leptos::prelude::*;

/// The pages of one's own, in the order in which they are offered.
const TABS: &[(&str, &str)] = &[("/profile", "Profile"), ("/settings", "Settings")];

/// A page among those of one's own: `path` is the one that is open.
///
/// # Errors
/// [`AppError::SignedOut`] to strangers.
pub(super) fn own(ctx: &Ctx, path: &str, title: &str, content: impl IntoView) -> Result<Sheet, AppError> {
    ctx.viewer()?;
    let tabs = TABS.iter().map(|(href, name)| {
        view! { <a class="tab" href=*href aria-current=(*href == path).then_some("page")>{*name}</a> }
    });
    let html = view! {
        <nav class="tabs" aria-label="Settings">{tabs.collect_view()}</nav>
        <div class="sections">{content}</div>
    };
    Ok(Sheet { title: title.to_owned(), html: html.to_html(), plain: false })
}
