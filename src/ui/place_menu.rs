//! The place's name, and behind it the ways to everything that is not a room.

use super::{
    icon::{ChevronDown, Icon},
    live::Live,
    mark::Mark,
};
use crate::model::Here;
use leptos::prelude::*;

/// Opened and closed by the browser itself; choosing from it closes it by public/actions.js.
#[component]
pub fn PlaceMenu() -> impl IntoView {
    let here = expect_context::<Here>();
    let is_admin = Live::expect().now(|client| client.is_admin);
    view! {
        <button class="sidebar-place" type="button" popovertarget="place-menu">
            <Mark own=here.mark/>
            <bdi class="sidebar-name" translate="no">{here.name}</bdi>
            <span class="hidden">" menu"</span>
            <Icon of=ChevronDown/>
        </button>
        <ul class="menu" id="place-menu" popover="auto" role="list">
            <li><a class="menu-item" href="/rooms">"All rooms"</a></li>
            <li><a class="menu-item" href="/rooms/new">"New room"</a></li>
            <li><a class="menu-item" href="/dm">"New message"</a></li>
            <li class="menu-next"><a class="menu-item" href="/settings">"Settings"</a></li>
            {is_admin.then(|| view! { <li><a class="menu-item" href="/admin">"Administration"</a></li> })}
            <li><button class="menu-item" type="button" data-keys="list">"Keyboard shortcuts"<kbd class="key" aria-hidden="true">"?"</kbd></button></li>
            <li><button class="menu-item" type="button" data-install="">"Install the app"</button></li>
        </ul>
    }
}
