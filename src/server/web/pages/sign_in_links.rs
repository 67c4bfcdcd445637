//! Links to sign-in and sign-up, for visitors.

use leptos::prelude::*;

/// Sign-in, and sign-up if the site `welcomes` everybody, going on to `path`.
#[component]
pub fn WayIn(#[prop(into)] path: String, welcomes: bool) -> impl IntoView {
    let words = if welcomes {
        "Make an account or sign in, and you are in the room."
    } else {
        "Sign in, and you are in the room. This place does not make accounts for everybody: without one, ask whoever \
         gave you this link."
    };
    view! {
        <p class="card-text">{words}</p>
        {welcomes.then(|| view! {
            <form method="get" action="/signup">
                <input type="hidden" name="next" value=path.clone()/>
                <button class="button" type="submit">"Create account"</button>
            </form>
        })}
        <form method="get" action="/signin">
            <input type="hidden" name="next" value=path/>
            <button class=if welcomes { "button button-quiet" } else { "button" } type="submit">"Sign in"</button>
        </form>
    }
}
