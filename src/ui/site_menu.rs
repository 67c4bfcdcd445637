//! The site menu: the site's name and the links to all pages that are not rooms.

use super::{
    icon::{ChevronDown, Icon},
    live::live,
    mark::Mark,
    menu::{
        Does::{Goes, Runs},
        NEXT, entry,
    },
    text::LiveText,
};
use crate::{
    model::SiteSettings,
    state::Parts,
    store::Store,
    words::{actions, sidebar},
};
use leptos::prelude::*;

/// A menu that the browser opens and closes by itself; `public/actions.js` closes it after a choice.
#[component]
pub fn PlaceMenu() -> impl IntoView {
    let store = Store::expect();
    let is_admin = store.now(|client| client.is_admin);
    let site = move |of: fn(&SiteSettings) -> &String| store.with(Parts::ME, |client| of(client.site()).clone());
    let mark = Memo::new(move |_| site(|site| &site.mark));
    let name = move || site(|site| &site.name);
    let keys = [sidebar::SHORTCUTS, r#"<kbd class="key" aria-hidden="true">?</kbd>"#].concat();
    let entries = [
        entry("", &Goes("/rooms#main"), actions::BROWSE_ROOMS),
        entry("", &Goes("/rooms/new"), actions::NEW_ROOM),
        entry("", &Goes("/dm"), actions::NEW_MESSAGE),
        if is_admin { entry(NEXT, &Goes("/admin"), actions::ADMINISTRATION) } else { String::new() },
        entry(NEXT, &Runs("data-keys", "list"), &keys),
        entry("", &Runs("data-install", ""), sidebar::INSTALL),
    ]
    .concat();
    view! {
        <button class="sidebar-place" type="button" popovertarget="place-menu">
            {move || view! { <Mark own=mark.get()/> }}
            <span class="sidebar-name"><LiveText of=live(name)/></span>
            <span class="hidden">{sidebar::MENU}</span>
            <Icon of=ChevronDown/>
        </button>
        <ul class="menu" data-menu="" id="place-menu" popover="auto" role="list" inner_html=entries></ul>
    }
}
