//! `/`: what this is. Those who are signed in never see it: the server sends them to their last
//! room, or to the list of rooms.

use crate::{
    model::Here,
    ui::{live::Live, mark::Mark},
};
use leptos::{either::Either, prelude::*};
use leptos_meta::Title;
use leptos_router::components::Redirect;

#[component]
pub fn HomePage() -> impl IntoView {
    if Live::expect().client.with_untracked(|client| client.me.is_some()) {
        return Either::Left(view! { <Redirect path="/rooms"/> });
    }
    let here = expect_context::<Here>();
    Either::Right(view! {
        <Title text="Roost"/>
        <main class="plain">
            <section class="card welcome">
                <Mark own=here.mark/>
                <h1 class="card-title">"A place of your own to talk"</h1>
                <p class="card-text">"Rooms you open by their address, in any browser, on nobody's server but yours."</p>
                <form method="get" action="/signup"><button class="button" type="submit">"Create account"</button></form>
                <form method="get" action="/signin"><button class="button button-quiet" type="submit">"Sign in"</button></form>
            </section>
        </main>
    })
}
