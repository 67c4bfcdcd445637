//! The status line: nothing while all is well, the truth when it is not.

use super::{
    icon::{Icon, NoLine},
    live::Live,
};
use crate::state::Status;
use leptos::prelude::*;

/// What the line says, and what waits.
#[component]
pub fn StatusLine() -> impl IntoView {
    let live = Live::expect();
    let said = Memo::new(move |_| {
        live.client.with(|client| {
            let waiting = match client.outbox.waiting() {
                0 => String::new(),
                1 => " 1 message is waiting to be sent.".to_owned(),
                more => format!(" {more} messages are waiting to be sent."),
            };
            match client.connection.status() {
                // Only on request: whoever is writing is not interrupted.
                Status::Open if client.outpaced => Some(("newer", "A new version is here.".to_owned())),
                Status::Open => None,
                // The first try is part of loading the page.
                Status::Waiting { until: 0 } => None,
                Status::Connecting | Status::Waiting { .. } => Some(("connecting", format!("Reconnecting …{waiting}"))),
                Status::Offline => Some(("offline", format!("You are offline.{waiting}"))),
                Status::SignedOut => Some(("signed-out", format!("You are signed out here.{waiting}"))),
                Status::Outdated => Some(("outdated", format!("Roost was updated.{waiting}"))),
            }
        })
    });
    view! {
        <div class="status" role="status">
            {move || said.get().map(|(state, words)| view! {
                <p class="status-line" data-state=state>
                    {(state != "newer").then(|| view! { <Icon of=NoLine/> })}
                    <span>{words}</span>
                    {(state == "signed-out").then(|| view! { <a class="status-action" href="/signin" rel="external">"Sign in"</a> })}
                    {matches!(state, "outdated" | "newer").then(|| view! { <a class="status-action" href="" rel="external">"Reload"</a> })}
                </p>
            })}
        </div>
    }
}
