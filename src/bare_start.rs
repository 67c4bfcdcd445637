//! The start in a document that came without a page: the client connects, and draws frame, sidebar and page as
//! soon as `hello` has told who the viewer is.

use crate::{
    app::{Root, connect, restore, wake},
    browser::zone,
    model::AppError,
    platform,
    state::Parts,
    store::Store,
    ui::{clock::Clock, status::StatusLine},
    words::frame,
};
use leptos::{mount::mount_to, prelude::*};

/// Placeholder while the viewer is not known, with the connection's status; then the app.
#[component]
pub fn BareStart() -> impl IntoView {
    provide_context(Clock::new(zone::name(), platform::now()));
    let store = Store::new();
    provide_context(store);
    wake(store);
    connect(store);
    let is_known = Memo::new(move |_| store.with(Parts::ME, |client| client.me.is_some()));
    let owner = Owner::current();
    Effect::new(move |_| {
        is_known.track();
        let (Some(me), Some(body), Some(owner)) = (store.me(), document().body(), &owner) else { return };
        restore(store, me);
        owner.with(|| mount_to(body, || view! { <Root page=Err(AppError::Unreachable)/> }).forget());
    });
    move || {
        (!is_known.get()).then(|| {
            view! {
                <div class="frame" data-screen="plain">
                    <main class="main plain">
                        <StatusLine/>
                        <h1 class="empty-title">{frame::LOADING}</h1>
                    </main>
                </div>
            }
        })
    }
}
