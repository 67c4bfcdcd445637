//! The viewer's own card at the end of the sidebar, with the menu of what concerns them.

use super::{
    avatar,
    icon::{ChevronDown, Icon},
    live::live,
    sign_out::SignOut,
    text::html,
};
use crate::{
    model::SiteSettings,
    state::Parts,
    store::Store,
    words::{actions, room, sidebar as words},
};
use leptos::prelude::*;

/// Avatar, name and status; a click opens the menu.
#[component]
pub fn OwnCard() -> impl IntoView {
    let store = Store::expect();
    let offer_codes = expect_context::<SiteSettings>().offer_codes;
    let here = Memo::new(move |_| store.with(Parts::STATUS, |client| client.connection.is_open()));
    let me = Memo::new(move |_| store.with(Parts::ME, |client| client.me.clone()));
    view! {
        <footer class="own-card">
            {move || me.get().map(|me| {
                let below = if me.status.is_empty() { format!("@{}", me.username) } else { me.status.clone() };
                view! {
                    <button class="own-card-button" type="button" popovertarget="own-menu">
                        <span class="face" data-here=live(move || here.get().then_some("active")) inner_html=avatar::html(&me, 96)></span>
                        <span class="own-card-names">
                            <span class="own-card-line">
                                <bdi class="own-card-name" translate="no" inner_html=html(&me.name)></bdi>
                                {(!me.emoji.is_empty()).then_some(me.emoji)}
                            </span>
                            <span class="own-card-status" translate="no" dir="auto" inner_html=html(&below)></span>
                        </span>
                        <span class="hidden">{words::MENU}</span>
                        <Icon of=ChevronDown/>
                    </button>
                }
            })}
            <ul class="menu menu-own" data-menu="" id="own-menu" popover="auto" role="list">
                <li><a class="menu-item" href="/profile">{words::PROFILE}</a></li>
                <li><a class="menu-item" href="/settings/notifications">{words::DO_NOT_DISTURB}</a></li>
                <li><a class="menu-item" href="/settings">{actions::SETTINGS}</a></li>
                <li><a class="menu-item" href="/settings/notifications">{room::NOTIFICATIONS}</a></li>
                <li><a class="menu-item" href="/settings/app">{words::THEME}</a></li>
                {offer_codes.then(|| view! { <li><a class="menu-item" href="/settings/recovery">{words::RECOVERY}</a></li> })}
                <li class="menu-next"><SignOut/></li>
            </ul>
        </footer>
    }
}
