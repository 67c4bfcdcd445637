//! The status line: shown only when something is wrong with the connection.

use super::{
    icon::{Icon, NoLine},
    text::html,
};
use crate::{
    state::{Parts, Status},
    store::Store,
};
use leptos::prelude::*;

/// The connection's status, and the number of waiting messages.
#[component]
pub fn StatusLine() -> impl IntoView {
    let store = Store::expect();
    let said = Memo::new(move |_| {
        store.with(Parts::STATUS | Parts::OUTBOX, |client| {
            let waiting = match client.outbox.waiting() {
                0 => String::new(),
                1 => " 1 message is waiting to be sent.".to_owned(),
                more => format!(" {more} messages are waiting to be sent."),
            };
            match client.connection.status() {
                _ if client.connection.is_by_requests() => Some((
                    "requests",
                    "No live connection gets through: something on the way passes no WebSockets on. \
                     What you write is sent all the same, and what is new is fetched every 15 seconds."
                        .to_owned(),
                )),
                Status::Open if client.is_late() => {
                    Some(("late", format!("The server has not answered yet.{waiting}")))
                }
                // Shown, and not reloaded by itself: somebody may be writing.
                Status::Open if client.outpaced => Some(("newer", "A new version is here.".to_owned())),
                Status::Open => None,
                // The first try is part of loading the page.
                Status::Waiting { until: 0 } => None,
                Status::Connecting | Status::Doubtful | Status::Waiting { .. } => {
                    Some(("connecting", format!("Reconnecting …{waiting}")))
                }
                Status::Offline => Some(("offline", format!("You are offline.{waiting}"))),
                Status::SignedOut => Some(("signed-out", format!("You are signed out here.{waiting}"))),
                Status::Outdated => Some(("outdated", format!("Roost was updated.{waiting}"))),
            }
        })
    });
    view! {
        <div class="status" data-status="" role="status">
            {move || said.get().map(|(state, words)| view! {
                <p class="status-line" data-state=state>
                    {(state != "newer").then(|| view! { <Icon of=NoLine/> })}
                    <span inner_html=html(&words)></span>
                    {(state == "signed-out").then(|| view! { <a class="status-action" href="/signin" rel="external">"Sign in"</a> })}
                    {matches!(state, "outdated" | "newer").then(|| view! { <a class="status-action" href="" rel="external">"Reload"</a> })}
                </p>
            })}
        </div>
    }
}
