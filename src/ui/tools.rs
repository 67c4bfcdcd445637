//! A message's actions: one small toolbar, shown on hover and on keyboard focus. On touch screens
//! `public/tools.js` opens it after a long press.

use super::{
    icon::{Copy, Discard, Link, Pencil, Unread, markup},
    text::html,
};
use crate::{
    model::Seq,
    store::Store,
    words::{actions, timeline},
};
use leptos::prelude::*;

/// Names of the buttons that edit a message and delete it.
pub const EDIT: &str = "edit";
pub const DELETE: &str = "delete";

/// The actions of the message at an address. Their labels are also read from `title` where they are shown as
/// words. Without a client, editing and deleting lead to the page of the message, which has forms for them.
#[component]
pub fn Tools(
    link: String,
    seq: Seq,
    /// Edit it, and delete it.
    may: (bool, bool),
) -> impl IntoView {
    // One text in place of fifteen elements: every row of a timeline has them.
    let rove = rove(Store::expect()).map_or("", |_| r#" tabindex="-1""#);
    let button = |class, attributes: &str, label, icon| {
        let icon = markup(icon);
        format!(r#"<button class="{class}"{rove} {attributes} aria-label="{label}" title="{label}">{icon}</button>"#)
    };
    let leads = |name, label, icon| {
        let to = html(&link);
        let attributes =
            format!(r#"type="submit" form="unread" formmethod="get" formaction="{to}" name="{name}" value="{seq}""#);
        button("tool", &attributes, label, icon)
    };
    let edit = if may.0 { leads(EDIT, timeline::EDIT, Pencil) } else { String::new() };
    let delete = if may.1 { leads(DELETE, timeline::DELETE, Discard) } else { String::new() };
    let buttons = [
        edit,
        button("tool tool-by-touch", r#"type="button" data-copy="""#, timeline::COPY_TEXT, Copy),
        button("tool", &format!(r#"type="button" data-copy="{}""#, html(&link)), actions::COPY_LINK, Link),
        button(
            "tool",
            &format!(r#"type="submit" form="unread" name="seq" value="{seq}""#),
            timeline::MARK_UNREAD,
            Unread,
        ),
        delete,
    ];
    view! { <div class="tools" data-tools="" role="group" aria-label=timeline::ACTIONS inner_html=buttons.concat()></div> }
}

/// The `tabindex` of controls in a row: with a client the timeline is one stop for Tab. The script
/// `public/tools.js` sets it in those of the server. Not tracked: each row would subscribe for as long as the app
/// lives.
pub(super) fn rove(store: Store) -> Option<&'static str> {
    store.hydrated.get_untracked().then_some("-1")
}
