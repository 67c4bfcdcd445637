//! A message's actions: one small toolbar for the whole timeline. `public/tools.js` puts it into the message that is
//! pointed at, has the focus, or is held by a finger: rows are many, and most are only read.

use super::icon::{Copy, Discard, Link, Pencil, Unread, markup};
use crate::{
    store::Store,
    words::{actions, timeline},
};
use leptos::prelude::*;

/// Names of the buttons that edit a message and delete it. A message says by the same words, in `data-can`, which of
/// them it has.
pub const EDIT: &str = "edit";
pub const DELETE: &str = "delete";

/// The toolbar, as a template: the script gives its buttons the address and the seq of a message. Their labels are also
/// read from `title` where they are shown as words. Without a client, editing and deleting lead to the page of the
/// message, which has forms for them.
#[component]
pub fn Tools() -> impl IntoView {
    let button = |attributes: &str, label, icon| {
        let icon = markup(icon);
        format!(r#"<button {attributes} aria-label="{label}" title="{label}">{icon}</button>"#)
    };
    let leads = |name, label, icon| {
        let attributes = format!(
            r#"class="tool" type="submit" form="unread" formmethod="get" formaction="" name="{name}" data-when="{name}""#
        );
        button(&attributes, label, icon)
    };
    let buttons = [
        leads(EDIT, timeline::EDIT, Pencil),
        button(r#"class="tool tool-by-touch" type="button" data-copy="""#, timeline::COPY_TEXT, Copy),
        button(r#"class="tool" type="button" data-copy="" data-link="""#, actions::COPY_LINK, Link),
        button(r#"class="tool" type="submit" form="unread" name="seq""#, timeline::MARK_UNREAD, Unread),
        leads(DELETE, timeline::DELETE, Discard),
    ];
    let label = timeline::ACTIONS;
    let tools =
        format!(r#"<div class="tools" data-tools="" role="group" aria-label="{label}">{}</div>"#, buttons.concat());
    view! { <template data-opaque="tools" inner_html=tools></template> }
}

/// The `tabindex` of controls in a row: with a client the timeline is one stop for Tab. The script
/// `public/tools.js` sets it in those of the server. Not tracked: each row would subscribe for as long as the app
/// lives.
pub(super) fn rove(store: Store) -> Option<&'static str> {
    store.hydrated.get_untracked().then_some("-1")
}
