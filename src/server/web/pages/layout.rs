//! The frame that pages have in common: heads, notes, lists.

use super::PageRequest;
use crate::{
    model::{AppError, HtmlPage, Millis, time::Local},
    server::{chat::admin, clock::now, web::context::Ctx},
};
use jiff::Timestamp;
use leptos::prelude::*;

/// The pages of one's own, in the order in which they are offered.
const TABS: &[(&str, &str)] = &[
    ("/profile", "Profile"),
    ("/settings", "Account"),
    ("/settings/notifications", "Notifications"),
    ("/settings/app", "App"),
];
/// One more, for those who run the place.
const ADMINISTRATION: (&str, &str) = ("/admin", "Administration");
/// The pages of administrators.
const ADMIN_TABS: &[(&str, &str)] = &[
    ("/admin", "Place"),
    ("/admin/people", "People"),
    ("/admin/invitations", "Invitations"),
    ("/admin/rooms", "Rooms"),
];

/// A page among those of one's own: `path` is the one that is open.
///
/// # Errors
/// [`AppError::SignedOut`] to strangers.
pub(super) fn own(ctx: &Ctx, path: &str, title: &str, content: impl IntoView) -> Result<HtmlPage, AppError> {
    let is_admin = ctx.viewer()?.is_admin;
    let tabs = TABS.iter().chain(is_admin.then_some(&ADMINISTRATION));
    Ok(tabbed("Settings", tabs, path, title, content))
}

/// A page among those of administrators.
///
/// # Errors
/// [`AppError::SignedOut`] to strangers, [`AppError::NotFound`] to everybody else.
pub(super) fn admin(ctx: &Ctx, path: &str, title: &str, content: impl IntoView) -> Result<HtmlPage, AppError> {
    admin::may(ctx.viewer()?)?;
    Ok(tabbed("Administration", ADMIN_TABS.iter(), path, title, content))
}

/// A page by itself, with the heading that it brings.
pub(super) fn alone(title: &str, content: impl IntoView) -> HtmlPage {
    HtmlPage { title: title.to_owned(), html: content.into_view().to_html(), plain: true, ..HtmlPage::default() }
}

/// What was just done, as the address says.
pub(super) fn notice(request: &PageRequest<'_>, words: &[(&str, &'static str)]) -> impl IntoView + use<> {
    let done = request.query("done").unwrap_or_default();
    let said = words.iter().find(|(what, _)| *what == done).map(|(_, said)| *said);
    said.map(|said| view! { <p class="notice" role="status">{said}</p> })
}

/// A moment on the reader's calendar and clock: `Today, 14:05`.
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
