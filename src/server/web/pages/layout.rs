//! Layout shared by the pages: headings, tabs, confirmations, times.

use super::PageRequest;
use crate::{
    model::{AppError, HtmlPage, Millis, time::Local},
    server::{chat::admin, clock::now, web::context::Ctx},
};
use jiff::Timestamp;
use leptos::prelude::*;

/// Tabs of the settings.
const TABS: &[(&str, &str)] = &[
    ("/profile", "Profile"),
    ("/settings", "Account"),
    ("/settings/notifications", "Notifications"),
    ("/settings/app", "App"),
];
/// Additional tab for administrators of the site.
const ADMINISTRATION: (&str, &str) = ("/admin", "Administration");
/// Tabs of the administration.
const ADMIN_TABS: &[(&str, &str)] = &[
    ("/admin", "Place"),
    ("/admin/people", "People"),
    ("/admin/invitations", "Invitations"),
    ("/admin/rooms", "Rooms"),
];

/// A page of the settings; `path` selects the tab.
///
/// # Errors
/// [`AppError::SignedOut`] without a session.
pub(super) fn own(ctx: &Ctx, path: &str, title: &str, content: impl IntoView) -> Result<HtmlPage, AppError> {
    let is_admin = ctx.viewer()?.is_admin;
    let tabs = TABS.iter().chain(is_admin.then_some(&ADMINISTRATION));
    Ok(tabbed("Settings", tabs, path, title, content))
}

/// A page of the administration; `path` selects the tab.
///
/// # Errors
/// [`AppError::SignedOut`] without a session, [`AppError::NotFound`] for anybody who is no administrator.
pub(super) fn admin(ctx: &Ctx, path: &str, title: &str, content: impl IntoView) -> Result<HtmlPage, AppError> {
    admin::may(ctx.viewer()?)?;
    Ok(tabbed("Administration", ADMIN_TABS.iter(), path, title, content))
}

/// A page without tabs, with a heading of its own.
pub(super) fn alone(title: &str, content: impl IntoView) -> HtmlPage {
    HtmlPage { title: title.to_owned(), html: content.into_view().to_html(), plain: true, ..HtmlPage::default() }
}

/// Confirmation of the last form, by the parameter `done`.
pub(super) fn notice(request: &PageRequest<'_>, words: &[(&str, &'static str)]) -> impl IntoView + use<> {
    let done = request.query("done").unwrap_or_default();
    let said = words.iter().find(|(what, _)| *what == done).map(|(_, said)| *said);
    said.map(|said| view! { <p class="notice" role="status">{said}</p> })
}

/// Date and time in the reader's time zone: `Today, 14:05`.
pub(super) fn when(ctx: &Ctx, at: Millis) -> String {
    let local = |at: Millis| {
        let moment = Timestamp::from_millisecond(at).unwrap_or_default();
        let offset = ctx.zone.as_ref().map_or(0, |zone| zone.to_offset(moment).seconds() / 60);
        Local::new(at, offset)
    };
    format!("{}, {}", local(at).day_label(&local(now())), local(at).clock())
}

/// The same within a sentence: `today, 14:05`.
pub(super) fn moment(ctx: &Ctx, at: Millis) -> String {
    let when = when(ctx, at);
    let relative = ["Today", "Yesterday"].into_iter().find_map(|day| Some((day, when.strip_prefix(day)?)));
    relative.map(|(day, rest)| day.to_ascii_lowercase() + rest).unwrap_or(when)
}

fn tabbed<'a>(
    label: &'static str,
    tabs: impl Iterator<Item = &'a (&'static str, &'static str)>,
    path: &str,
    title: &str,
    content: impl IntoView,
) -> HtmlPage {
    let tabs = tabs.map(|(href, name)| {
        view! { <a class="tab" href=*href aria-current=(*href == path).then_some("page")>{*name}</a> }
    });
    let html = view! {
        <nav class="tabs" aria-label=label>{tabs.collect_view()}</nav>
        <div class="sections">{content}</div>
    };
    HtmlPage { title: title.to_owned(), html: html.to_html(), ..HtmlPage::default() }
}
