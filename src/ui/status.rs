//! The status line: shown only when something is wrong with the connection.

use super::{
    icon::{Icon, NoLine},
    text::html,
};
use crate::{
    state::{Parts, Status},
    store::Store,
    words::{actions, status as words},
};
use leptos::prelude::*;

/// The connection's status, and the number of waiting messages.
#[component]
pub fn StatusLine() -> impl IntoView {
    let store = Store::expect();
    let said = Memo::new(move |_| {
        store.with(Parts::STATUS | Parts::OUTBOX, |client| {
            let waiting = words::waiting(client.outbox.waiting());
            match client.connection.status() {
                _ if client.connection.is_by_requests() => Some(("requests", words::BY_REQUESTS.to_owned())),
                Status::Open if client.is_late() => Some(("late", words::late(&waiting))),
                // Shown, and not reloaded by itself: somebody may be writing.
                Status::Open if client.outpaced => Some(("newer", words::NEWER.to_owned())),
                Status::Open => None,
                // The first try is part of loading the page.
                Status::Waiting { until: 0 } => None,
                Status::Connecting | Status::Doubtful | Status::Waiting { .. } => {
                    Some(("connecting", words::connecting(&waiting)))
                }
                Status::Offline => Some(("offline", words::offline(&waiting))),
                Status::SignedOut => Some(("signed-out", words::signed_out(&waiting))),
                Status::Outdated => Some(("outdated", words::outdated(&waiting))),
            }
        })
    });
    view! {
        <div class="status" data-status="" role="status">
            {move || said.get().map(|(state, words)| view! {
                <p class="status-line" data-state=state>
                    {(state != "newer").then(|| view! { <Icon of=NoLine/> })}
                    <span inner_html=html(&words)></span>
                    {(state == "signed-out").then(|| view! { <a class="status-action" href="/signin" rel="external">{actions::SIGN_IN}</a> })}
                    {matches!(state, "outdated" | "newer").then(|| view! { <a class="status-action" href="" rel="external">{actions::RELOAD}</a> })}
                </p>
            })}
        </div>
    }
}
