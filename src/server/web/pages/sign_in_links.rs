//! Links to sign-in and sign-up, for visitors.

use crate::{server::web::words::sign_in as words, words::actions};
use leptos::prelude::*;

/// Sign-in, and sign-up if the site `welcomes` everybody, going on to `path`.
#[component]
pub fn WayIn(#[prop(into)] path: String, welcomes: bool) -> impl IntoView {
    let words = if welcomes { words::WAY_IN } else { words::WAY_IN_CLOSED };
    view! {
        <p class="card-text">{words}</p>
        {welcomes.then(|| view! {
            <form method="get" action="/signup">
                <input type="hidden" name="next" value=path.clone()/>
                <button class="button" type="submit">{words::CREATE_ACCOUNT}</button>
            </form>
        })}
        <form method="get" action="/signin">
            <input type="hidden" name="next" value=path/>
            <button class=if welcomes { "button button-quiet" } else { "button" } type="submit">{actions::SIGN_IN}</button>
        </form>
    }
}
