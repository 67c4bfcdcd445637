//! A message's actions: one small toolbar, shown on hover and on keyboard focus. On touch screens
//! `public/tools.js` opens it after a long press.

use super::{
    icon::{Copy, Link, Unread, markup},
    text::html,
};
use crate::{
    model::Seq,
    store::Store,
    words::{actions, timeline},
};
use leptos::prelude::*;

/// The actions of the message at an address. Their labels are also read from `title` where they are shown as
/// words.
#[component]
pub fn Tools(link: String, seq: Seq) -> impl IntoView {
    // One text in place of fifteen elements: every row of a timeline has them.
    let rove = rove(Store::expect()).map_or("", |_| r#" tabindex="-1""#);
    let button = |class, attributes: &str, label, icon| {
        let icon = markup(icon);
        format!(r#"<button class="{class}"{rove} {attributes} aria-label="{label}" title="{label}">{icon}</button>"#)
    };
    let buttons = [
        button("tool tool-by-touch", r#"type="button" data-copy="""#, timeline::COPY_TEXT, Copy),
        button("tool", &format!(r#"type="button" data-copy="{}""#, html(&link)), actions::COPY_LINK, Link),
        button(
            "tool",
            &format!(r#"type="submit" form="unread" name="seq" value="{seq}""#),
            timeline::MARK_UNREAD,
            Unread,
        ),
    ];
    view! { <div class="tools" data-tools="" role="group" aria-label=timeline::ACTIONS inner_html=buttons.concat()></div> }
}

/// The `tabindex` of controls in a row: with a client the timeline is one stop for Tab. The script
/// `public/tools.js` sets it in those of the server. Not tracked: each row would subscribe for as long as the app
/// lives.
pub(super) fn rove(store: Store) -> Option<&'static str> {
    store.hydrated.get_untracked().then_some("-1")
}
