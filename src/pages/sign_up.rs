//! `/signup`

use super::sign_in::next;
use crate::{
    model::Field,
    ui::{
        form::{Echo, FormProblem, TextField, with_next},
        mark::Mark,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

const FIELDS: [Field; 3] = [Field::Username, Field::DisplayName, Field::Password];

#[component]
pub fn SignUpPage() -> impl IntoView {
    let echo = Echo::of_page();
    let next = next(&echo);
    view! {
        <Title text="Create account · Roost"/>
        <main class="plain">
            <form class="card" method="post" action="/signup">
                <Mark/>
                <h1 class="card-title">"Create your account"</h1>
                <FormProblem problem=echo.whole(&FIELDS)/>
                <TextField field=Field::Username value=echo.typed("username") autocomplete="username" problem=echo.problem(Field::Username)
                    hint="Letters, digits and _ . -" required=true autofocus=true/>
                <TextField field=Field::DisplayName value=echo.typed("display_name") autocomplete="name" problem=echo.problem(Field::DisplayName)
                    hint="What others see. Leave it empty to use the username."/>
                <TextField field=Field::Password kind="password" autocomplete="new-password" problem=echo.problem(Field::Password)
                    hint="At least 8 characters." required=true/>
                <input type="hidden" name="next" value=next.clone()/>
                <button class="button" type="submit">"Create account"</button>
                <p class="card-aside">"Been here before? "<a href=with_next("/signin", &next)>"Sign in"</a></p>
            </form>
        </main>
    }
}
