//! The way in for whoever is not signed in.

use leptos::prelude::*;

/// Make an account or sign in, and go on to `path`.
#[component]
pub fn WayIn(#[prop(into)] path: String) -> impl IntoView {
    view! {
        <p class="card-text">"Make an account or sign in, and you are in the room."</p>
        <form method="get" action="/signup">
            <input type="hidden" name="next" value=path.clone()/>
            <button class="button" type="submit">"Create account"</button>
        </form>
        <form method="get" action="/signin">
            <input type="hidden" name="next" value=path/>
            <button class="button button-quiet" type="submit">"Sign in"</button>
        </form>
    }
}
