//! `/signin` and `/signup`

use super::{
    PageRequest,
    form_fields::{FormProblem, TextField},
    join_link, layout,
};
use crate::{
    model::{
        AppError, Field, HtmlPage,
        address::{safe_next, with_next},
    },
    server::{
        chat::{accounts, site},
        config::SignUp,
    },
    ui::mark::Mark,
};
use leptos::prelude::*;

const FIELDS: [Field; 3] = [Field::Username, Field::DisplayName, Field::Password];

pub(super) fn sign_in(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let form_state = &request.form_state;
    let next = next(request);
    let done = layout::notice(
        request,
        &[
            ("reset", "Your new password is set. Sign in with it."),
            ("deleted", "Your account is deleted. Thank you for having been here."),
        ],
    );
    let content = view! {
        <form class="card" method="post" action="/signin">
            <Mark own=request.ctx.state.site.settings().mark/>
            <h1 class="card-title">"Sign in"</h1>
            {done}
            <FormProblem problem=form_state.whole(&[])/>
            <TextField field=Field::Username value=form_state.typed("username") autocomplete="username" problem=None required=true autofocus=true/>
            <TextField field=Field::Password kind="password" autocomplete="current-password" problem=None required=true/>
            <input type="hidden" name="next" value=next.clone()/>
            <button class="button" type="submit">"Sign in"</button>
            <p class="card-aside"><a href=with_next("/recover", &next)>"Lost your password?"</a></p>
            <p class="card-aside">"New here? "<a href=with_next("/signup", &next)>"Create an account"</a></p>
        </form>
    };
    Ok(layout::alone("Sign in", content))
}

pub(super) async fn sign_up(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let form_state = &request.form_state;
    let next = next(request);
    let invite = request.query("invite").map_or_else(|| form_state.typed("invite"), str::to_owned);
    if !accounts::is_welcome(&request.ctx.state, &invite).await? {
        return Ok(turned_away(request, &next, &invite));
    }
    let content = view! {
        <form class="card" method="post" action="/signup">
            <Mark own=request.ctx.state.site.settings().mark/>
            <h1 class="card-title">"Create your account"</h1>
            <FormProblem problem=form_state.whole(&FIELDS)/>
            <TextField field=Field::Username value=form_state.typed("username") autocomplete="username" problem=form_state.problem(Field::Username)
                hint="Letters, digits and _ . -" required=true autofocus=true/>
            <TextField field=Field::DisplayName value=form_state.typed("display_name") autocomplete="name" problem=form_state.problem(Field::DisplayName)
                hint="What others see. Leave it empty to use the username."/>
            <TextField field=Field::Password kind="password" autocomplete="new-password" problem=form_state.problem(Field::Password)
                hint="At least 8 characters." required=true/>
            <input type="hidden" name="next" value=next.clone()/>
            {(!invite.is_empty()).then(|| view! { <input type="hidden" name="invite" value=invite/> })}
            <button class="button" type="submit">"Create account"</button>
            <p class="card-aside">"Been here before? "<a href=with_next("/signin", &next)>"Sign in"</a></p>
        </form>
    };
    Ok(layout::alone("Create account", content))
}

/// Page for visitors who cannot create an account.
fn turned_away(request: &PageRequest<'_>, next: &str, invite: &str) -> HtmlPage {
    let (title, words) = match (site::sign_up(&request.ctx.state), invite) {
        (SignUp::Invitation, "") => (
            "This place is by invitation",
            "Ask whoever runs it for a link. With it you can make an account.".to_owned(),
        ),
        (SignUp::Invitation, _) => ("This invitation is over", join_link::ENDED.to_owned()),
        (SignUp::Open | SignUp::Closed, _) => ("No new accounts", AppError::SignUpClosed.to_string()),
    };
    let content = view! {
        <section class="card">
            <Mark own=request.ctx.state.site.settings().mark/>
            <h1 class="card-title">{title}</h1>
            <p class="card-text">{words}</p>
            <p class="card-aside">"Been here before? "<a href=with_next("/signin", next)>"Sign in"</a></p>
        </section>
    };
    layout::alone("Create account", content)
}

/// Address to go on to, from the query or the rejected form.
pub(super) fn next(request: &PageRequest<'_>) -> String {
    safe_next(&request.query("next").map_or_else(|| request.form_state.typed("next"), str::to_owned))
}
