//! Layout shared by the pages: headings, tabs, confirmations, times.

use super::{PageRequest, room};
use crate::{
    model::{AppError, HtmlPage, Millis, Room, time::Local},
    server::{
        chat::admin,
        clock::now,
        web::{context::Ctx, words::common},
    },
    words::{actions, people, room as room_words, time},
};
use jiff::Timestamp;
use leptos::prelude::*;

/// Tabs of the settings.
const TABS: &[(&str, &str)] = &[
    ("/profile", common::PROFILE),
    ("/settings", common::ACCOUNT),
    ("/settings/notifications", common::NOTIFICATIONS),
    ("/settings/app", common::APP),
];
/// Additional tab for administrators of the site.
const ADMINISTRATION: (&str, &str) = ("/admin", actions::ADMINISTRATION);
/// Tabs of the administration.
const ADMIN_TABS: &[(&str, &str)] = &[
    ("/admin", common::PLACE),
    ("/admin/people", common::PEOPLE),
    ("/admin/invitations", common::INVITATIONS),
    ("/admin/rooms", actions::ROOMS),
];

/// Tabs of the pages about a room, below its path.
const ROOM_TABS: &[(&str, &str)] = &[("/about", room_words::DETAILS_TAB), ("/members", people::MEMBERS)];

/// A page of the settings; `path` selects the tab.
///
/// # Errors
/// [`AppError::SignedOut`] without a session.
pub(super) fn own(ctx: &Ctx, path: &str, title: &str, content: impl IntoView) -> Result<HtmlPage, AppError> {
    let is_admin = ctx.viewer()?.is_admin;
    let tabs = TABS.iter().chain(is_admin.then_some(&ADMINISTRATION));
    Ok(tabbed(actions::SETTINGS, tabs, path, title, content))
}

/// A page of the administration; `path` selects the tab.
///
/// # Errors
/// [`AppError::SignedOut`] without a session, [`AppError::NotFound`] for anybody who is no administrator.
pub(super) fn admin(ctx: &Ctx, path: &str, title: &str, content: impl IntoView) -> Result<HtmlPage, AppError> {
    admin::may(ctx.viewer()?)?;
    Ok(tabbed(actions::ADMINISTRATION, ADMIN_TABS.iter(), path, title, content))
}

/// A page about a room: a panel beside it for its members. `path`, below the room's, selects the tab, if it is one.
pub(super) fn about_room(title: &str, room: &Room, path: &str, content: impl IntoView) -> HtmlPage {
    let base = room::path(&room.slug);
    let tabs = ROOM_TABS.iter().map(|(below, name)| (format!("{base}{below}"), *name));
    let html = tabs_and(room_words::MENU, tabs, &format!("{base}{path}"), content);
    HtmlPage { title: title.to_owned(), subtitle: room.name.clone(), html, ..HtmlPage::default() }
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

/// What was done, with the way back: a form with one field.
pub(super) fn undo(said: String, form: String, field: (&'static str, String)) -> impl IntoView {
    let (name, value) = field;
    view! {
        <div class="toasts toasts-brief">
            <form class="toast" method="post" action=form data-module="stay">
                <input type="hidden" name=name value=value/>
                <span class="toast-words toast-said" role="status">{said}</span>
                <button class="small-button" type="submit">{actions::UNDO}</button>
            </form>
        </div>
    }
}

/// Date and time in the reader's time zone: `Today, 14:05`.
pub(super) fn when(ctx: &Ctx, at: Millis) -> String {
    format!("{}, {}", time::day(&local(ctx, at), &local(ctx, now())), local(ctx, at).clock())
}

/// The same within a sentence: `today, 14:05`.
pub(super) fn moment(ctx: &Ctx, at: Millis) -> String {
    format!("{}, {}", time::day_within(&local(ctx, at), &local(ctx, now())), local(ctx, at).clock())
}

/// A moment in the reader's time zone.
pub(super) fn local(ctx: &Ctx, at: Millis) -> Local {
    let moment = Timestamp::from_millisecond(at).unwrap_or_default();
    let offset = ctx.zone.as_ref().map_or(0, |zone| zone.to_offset(moment).seconds() / 60);
    Local::new(at, offset)
}

fn tabbed<'a>(
    label: &'static str,
    tabs: impl Iterator<Item = &'a (&'static str, &'static str)>,
    path: &str,
    title: &str,
    content: impl IntoView,
) -> HtmlPage {
    let html = tabs_and(label, tabs.map(|(href, name)| ((*href).to_owned(), *name)), path, content);
    HtmlPage { title: title.to_owned(), html, ..HtmlPage::default() }
}

/// Tabs, of which that at `path` is the one shown, and the content as HTML.
fn tabs_and(
    label: &'static str,
    tabs: impl Iterator<Item = (String, &'static str)>,
    path: &str,
    content: impl IntoView,
) -> String {
    let tabs = tabs.map(|(href, name)| {
        let current = (href == path).then_some("page");
        view! { <a class="tab" href=href aria-current=current>{name}</a> }
    });
    let html = view! {
        <nav class="tabs" aria-label=label>{tabs.collect_view()}</nav>
        <div class="sections">{content}</div>
    };
    html.to_html()
}
