//! `/signin`

use crate::{
    model::Field,
    platform,
    ui::{
        form::{Echo, FormProblem, TextField, safe_next, with_next},
        mark::Mark,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

#[component]
pub fn SignInPage() -> impl IntoView {
    let echo = Echo::of_page();
    let next = next(&echo);
    view! {
        <Title text="Sign in · Roost"/>
        <main class="plain">
            <form class="card" method="post" action="/signin">
                <Mark/>
                <h1 class="card-title">"Sign in"</h1>
                <FormProblem problem=echo.whole(&[])/>
                <TextField field=Field::Username value=echo.typed("username") autocomplete="username" problem=None required=true autofocus=true/>
                <TextField field=Field::Password kind="password" autocomplete="current-password" problem=None required=true/>
                <input type="hidden" name="next" value=next.clone()/>
                <button class="button" type="submit">"Sign in"</button>
                <p class="card-aside">"New here? "<a href=with_next("/signup", &next)>"Create an account"</a></p>
            </form>
        </main>
    }
}

/// Where to go afterwards, as the address or the refused form said.
pub(super) fn next(echo: &Echo) -> String {
    let asked = use_location().search.with_untracked(|query| platform::parameter(query, "next"));
    safe_next(&asked.unwrap_or_else(|| echo.typed("next")))
}
