//! A message's actions: one small toolbar, shown on hover and on keyboard focus. On touch screens
//! `public/tools.js` opens it after a long press.

use super::icon::{Copy, Icon, Link, Unread};
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
    let rove = rove(Store::expect());
    view! {
        <div class="tools" data-tools="" role="group" aria-label=timeline::ACTIONS>
            <button class="tool tool-by-touch" type="button" tabindex=rove data-copy="" aria-label=timeline::COPY_TEXT title=timeline::COPY_TEXT><Icon of=Copy/></button>
            <button class="tool" type="button" tabindex=rove data-copy=link aria-label=actions::COPY_LINK title=actions::COPY_LINK><Icon of=Link/></button>
            <button class="tool" type="submit" tabindex=rove form="unread" name="seq" value=seq.to_string()
                aria-label=timeline::MARK_UNREAD title=timeline::MARK_UNREAD><Icon of=Unread/></button>
        </div>
    }
}

/// The `tabindex` of controls in a row: with a client the timeline is one stop for Tab. The script
/// `public/tools.js` sets it in those of the server. Not tracked: each row would subscribe for as long as the app
/// lives.
pub(super) fn rove(store: Store) -> Option<&'static str> {
    store.hydrated.get_untracked().then_some("-1")
}
