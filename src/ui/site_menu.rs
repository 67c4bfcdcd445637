//! The site menu: the site's name and the links to all pages that are not rooms.

use super::{
    icon::{ChevronDown, Icon},
    mark::Mark,
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
    view! {
        <button class="sidebar-place" type="button" popovertarget="place-menu">
            {move || view! { <Mark own=mark.get()/> }}
            <span class="sidebar-name"><LiveText of=name/></span>
            <span class="hidden">{sidebar::MENU}</span>
            <Icon of=ChevronDown/>
        </button>
        <ul class="menu" data-menu="" id="place-menu" popover="auto" role="list">
            <li><a class="menu-item" href="/rooms">{sidebar::ALL_ROOMS}</a></li>
            <li><a class="menu-item" href="/rooms/new">{actions::NEW_ROOM}</a></li>
            <li><a class="menu-item" href="/dm">{actions::NEW_MESSAGE}</a></li>
            {is_admin.then(|| view! { <li class="menu-next"><a class="menu-item" href="/admin">{actions::ADMINISTRATION}</a></li> })}
            <li class="menu-next"><button class="menu-item" type="button" data-keys="list">{sidebar::SHORTCUTS}<kbd class="key" aria-hidden="true">"?"</kbd></button></li>
            <li><button class="menu-item" type="button" data-install="">{sidebar::INSTALL}</button></li>
        </ul>
    }
}
