//! A message's actions: one small toolbar, shown on hover and on keyboard focus. On touch screens
//! `public/tools.js` opens it after a long press.

use super::icon::{Copy, Icon, Link, Unread};
use crate::model::Seq;
use leptos::prelude::*;

/// The actions of the message at an address. Their labels are also read from `title` where they are shown as
/// words.
#[component]
pub fn Tools(link: String, seq: Seq) -> impl IntoView {
    view! {
        <div class="tools" data-tools="" role="group" aria-label="Message actions">
            <button class="tool tool-by-touch" type="button" data-copy="" aria-label="Copy text" title="Copy text"><Icon of=Copy/></button>
            <button class="tool" type="button" data-copy=link aria-label="Copy link" title="Copy link"><Icon of=Link/></button>
            <button class="tool" type="submit" form="unread" name="seq" value=seq.to_string()
                aria-label="Mark as unread" title="Mark as unread"><Icon of=Unread/></button>
        </div>
    }
}
