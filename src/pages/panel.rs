//! The panel: a page about a room, beside it, over it on smaller windows, and in its place on phones.

use crate::{
    model::{AppError, HtmlPage, address::room_about},
    store::Store,
    ui::{
        icon::{self, ChevronLeft, Close},
        text,
    },
    words::{
        actions::{BACK, CLOSE, TRY_AGAIN},
        errors, frame,
    },
};
use leptos::{html, prelude::*};

/// The content of the panel: a page, one on its way, or the reason why there is none.
pub type Content = Result<Option<HtmlPage>, AppError>;

/// The panel of an address. Opened by the viewer, it takes the focus.
#[component]
pub fn PanelView(address: String, content: Content) -> impl IntoView {
    let room = room_about(&address).map(|slug| format!("/rooms/{slug}")).unwrap_or_default();
    let panel = NodeRef::<html::Aside>::new();
    if Store::expect().hydrated.get_untracked() {
        Effect::new(move |_| {
            if let Some(panel) = panel.get() {
                drop(panel.focus());
            }
        });
    }
    view! {
        <aside class="panel" aria-labelledby="panel-title" tabindex="-1" data-opaque="panel" node_ref=panel
            inner_html=markup(&room, &address, content)></aside>
    }
}

/// The head and the content as one text: that is less to download than what would draw each element.
fn markup(room: &str, address: &str, content: Content) -> String {
    let (title, subtitle, main) = match content {
        Ok(Some(HtmlPage { title, subtitle, html, .. })) => (title, subtitle, html),
        Ok(None) => (frame::LOADING.to_owned(), String::new(), String::new()),
        Err(error) => {
            let (error, address) = (errors::error(&error).into_owned(), text::html(address));
            let again = format!(r#"<p>{error}</p><a class="button" rel="external" href="{address}">{TRY_AGAIN}</a>"#);
            (frame::NOT_OPENED.to_owned(), String::new(), again)
        }
    };
    let (room, title, subtitle) = (text::html(room), text::html(&title), text::html(&subtitle));
    let leads = |attributes, below, words, icon| {
        let icon = icon::markup(icon);
        format!(r#"<a {attributes} href="{room}{below}" aria-label="{words}" title="{words}">{icon}</a>"#)
    };
    let back = match before(address) {
        Some(before) => leads(r#"class="icon-button panel-back""#, before, BACK, ChevronLeft),
        None => leads(r#"class="icon-button back" data-close="""#, "", BACK, ChevronLeft),
    };
    let close = leads(r#"class="icon-button panel-close" data-close="""#, "", CLOSE, Close);
    format!(
        r#"<header class="main-head">{back}<div class="panel-names"><h2 class="panel-title" id="panel-title">{title}</h2><p class="panel-subtitle" dir="auto">{subtitle}</p></div>{close}</header><div class="main-scroll" data-content="">{main}</div>"#
    )
}

/// Of a panel that is reached from another: the other one, below the room's path.
fn before(address: &str) -> Option<&'static str> {
    let path = address.split(['?', '#']).next()?;
    match path.rsplit('/').next()? {
        "add" => Some("/members"),
        "notifications" | "invites" => Some("/about"),
        _ => None,
    }
}
