//! What sheets have in common.

use crate::{error::AppError, model::Sheet, server::state::Ctx};
use leptos::prelude::*;

/// The pages of one's own, in the order in which they are offered.
const TABS: &[(&str, &str)] = &[("/settings", "Settings"), ("/settings/notifications", "Notifications")];

/// A page among those of one's own: `path` is the one that is open.
///
/// # Errors
/// [`AppError::SignedOut`] to strangers.
pub(super) fn own(ctx: &Ctx, path: &str, title: &str, content: impl IntoView) -> Result<Sheet, AppError> {
    ctx.viewer()?;
    let tabs = TABS.iter().map(|(href, name)| {
        // Its script runs only in a page that is loaded anew.
        let rel = (*href == "/settings/notifications").then_some("external");
        view! { <a class="tab" href=*href rel=rel aria-current=(*href == path).then_some("page")>{*name}</a> }
    });
    let html = view! {
        <nav class="tabs" aria-label="Settings">{tabs.collect_view()}</nav>
        <div class="sections">{content}</div>
    };
    Ok(Sheet { title: title.to_owned(), html: html.to_html(), plain: false })
}
