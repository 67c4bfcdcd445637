//! `/signin` and `/signup`, and the forms with which a session begins and ends.

use super::{
    PageRequest, first_steps,
    form_fields::{FormProblem, TextField},
    layout,
};
use crate::{
    model::{
        AppError, Field, FormState, HtmlPage, UserId,
        address::{room_of, safe_next, with_next},
    },
    server::{
        auth::cookie,
        chat::{
            accounts::{self, SignedUp},
            invites, rooms, sessions, site,
        },
        config::SignUp,
        web::{
            app_state::AppState,
            forms::{FormRequest, To},
            words::{common, first_steps as first_steps_words, sign_in as words},
        },
    },
    ui::mark::Mark,
    words::{actions, errors},
};
use axum::http::{HeaderName, HeaderValue};
use leptos::prelude::*;

/// Address of the sign-in page.
pub(super) const PAGE: &str = "/signin";
/// Confirmations on the sign-in page, by the value of `done`. They are set by the forms of the reset link and of
/// the account's deletion.
const DONE: &[(&str, &str)] = &[("reset", words::PASSWORD_SET), ("deleted", words::ACCOUNT_DELETED)];

/// `POST /signup`: an account, a session, and a membership in the room that the visitor came for.
pub async fn sign_up(form: &FormRequest<()>) -> Result<To, AppError> {
    let new = accounts::SignUpForm {
        username: form.field("username"),
        display_name: form.field("display_name"),
        password: form.field("password"),
        invite: invite_of(form.field("invite"), form.field("next")),
    };
    let SignedUp { user, token, led } = accounts::sign_up(&form.state, &form.caller(), new).await?;
    let next = led.unwrap_or_else(|| safe_next(form.field("next")));
    Ok(begin(form, user, &token, next).await.by_way_of(first_steps::PAGE))
}

/// `POST /signin`: a session, and a membership in the room that the visitor came for.
pub async fn sign_in(form: &FormRequest<()>) -> Result<To, AppError> {
    let (name, password) = (form.field("username"), form.field("password"));
    let (user, token) = accounts::sign_in(&form.state, &form.caller(), name, password).await?;
    Ok(begin(form, user, &token, safe_next(form.field("next"))).await)
}

/// The token of the invite link that a visitor came by: of the link itself, or of one of before, whose token stands
/// in a field.
fn invite_of<'a>(field: &'a str, next: &'a str) -> &'a str {
    next.strip_prefix("/join/").filter(|_| field.is_empty()).unwrap_or(field)
}

/// Gives the browser a session that has begun, and leads to the page that the visitor came for, or into the room of
/// its link.
pub(super) async fn begin(form: &FormRequest<()>, user: UserId, token: &str, mut next: String) -> To {
    let (state, https) = (&form.state, form.state.config.is_https());
    // An earlier session of this browser may be another person's.
    drop(sessions::end_all(state, form.headers()).await);
    if let Some(token) = next.strip_prefix("/join/") {
        // A link that has ended says so on its own page.
        if let Ok(room) = invites::join(state, user, token).await {
            next = format!("/rooms/{}", room.slug);
        }
    }
    if let Some(slug) = room_of(&next) {
        // The room may not exist any more; its page says so.
        drop(rooms::join(state, user, slug).await);
    }
    To::page(next).with_cookie(cookie::session(token, https)).with_cookie(cookie::no_last_room(https))
}

/// `POST /signout`.
pub async fn sign_out(form: &FormRequest<()>) -> Result<To, AppError> {
    Ok(match sessions::end_all(&form.state, form.headers()).await {
        Ok(()) => signed_out(&form.state, To::page(PAGE), "\"cache\""),
        Err(error) => To::error(error),
    })
}

/// Clears the browser's session, and the data named by `forgotten`.
pub(super) fn signed_out(state: &AppState, to: To, forgotten: &'static str) -> To {
    let https = state.config.is_https();
    to.with_cookie(cookie::no_session(https))
        .with_cookie(cookie::no_last_room(https))
        .with(HeaderName::from_static("clear-site-data"), HeaderValue::from_static(forgotten))
}

const FIELDS: [Field; 3] = [Field::Username, Field::DisplayName, Field::Password];

pub(super) fn page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let form_state = &request.form_state;
    let next = next(request);
    let first = begins(form_state);
    let content = view! {
        <form class="card" method="post" action="/signin">
            <Mark own=request.ctx.state.site.settings().mark/>
            <h1 class="card-title">{actions::SIGN_IN}</h1>
            {layout::notice(request, DONE)}
            <FormProblem problem=form_state.whole(&[])/>
            <TextField field=Field::Username value=form_state.typed("username") autocomplete="username" problem=None required=true
                autofocus=first == Field::Username/>
            <TextField field=Field::Password kind="password" autocomplete="current-password" problem=None required=true
                autofocus=first == Field::Password/>
            <input type="hidden" name="next" value=next.clone()/>
            <button class="button" type="submit">{actions::SIGN_IN}</button>
            <p class="card-aside"><a href=with_next("/recover", &next)>{words::LOST_PASSWORD}</a></p>
            <p class="card-aside">{words::NEW_HERE}<a href=with_next("/signup", &next)>{words::CREATE_AN_ACCOUNT}</a></p>
        </form>
    };
    Ok(layout::alone(actions::SIGN_IN, content))
}

pub(super) async fn sign_up_page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let form_state = &request.form_state;
    let next = next(request);
    let invite = request.query("invite").map_or_else(|| form_state.typed("invite"), str::to_owned);
    let link = invite_of(&invite, &next);
    if !accounts::is_welcome(&request.ctx.state, link).await? {
        return Ok(turned_away(request, &next, link));
    }
    let is_first = accounts::is_first(&request.ctx.state).await?;
    let first = begins(form_state);
    let content = view! {
        <form class="card" method="post" action="/signup">
            <Mark own=request.ctx.state.site.settings().mark/>
            <h1 class="card-title">{words::SIGN_UP}</h1>
            {is_first.then(|| view! { <p class="card-text">{first_steps_words::FIRST_ACCOUNT}</p> })}
            <FormProblem problem=form_state.whole(&FIELDS)/>
            <TextField field=Field::Username value=form_state.typed("username") autocomplete="username" problem=form_state.problem(Field::Username)
                hint=words::USERNAME_HINT required=true autofocus=first == Field::Username/>
            <TextField field=Field::DisplayName value=form_state.typed("display_name") autocomplete="name" problem=form_state.problem(Field::DisplayName)
                hint=words::DISPLAY_NAME_HINT autofocus=first == Field::DisplayName/>
            <TextField field=Field::Password kind="password" autocomplete="new-password" problem=form_state.problem(Field::Password)
                hint=common::PASSWORD_HINT required=true autofocus=first == Field::Password/>
            <input type="hidden" name="next" value=next.clone()/>
            {(!invite.is_empty()).then(|| view! { <input type="hidden" name="invite" value=invite/> })}
            <button class="button" type="submit">{words::CREATE_ACCOUNT}</button>
            <p class="card-aside">{words::BEEN_HERE}<a href=with_next("/signin", &next)>{actions::SIGN_IN}</a></p>
        </form>
    };
    Ok(layout::alone(words::CREATE_ACCOUNT, content))
}

/// The field to begin with: after a refusal, the one to type anew.
fn begins(form_state: &FormState) -> Field {
    match &form_state.error {
        Some(AppError::Invalid(invalid)) => invalid.field,
        Some(_) => Field::Password,
        None => Field::Username,
    }
}

/// Page for visitors who cannot create an account.
fn turned_away(request: &PageRequest<'_>, next: &str, invite: &str) -> HtmlPage {
    let (title, words) = match (site::sign_up(&request.ctx.state), invite) {
        (SignUp::Invitation, "") => (words::BY_INVITATION, words::BY_INVITATION_TEXT.to_owned()),
        (SignUp::Invitation, _) => (common::INVITATION_OVER, common::INVITATION_OVER_TEXT.to_owned()),
        (SignUp::Open | SignUp::Closed, _) => (words::NO_ACCOUNTS, errors::error(&AppError::SignUpClosed).into_owned()),
    };
    let content = view! {
        <section class="card">
            <Mark own=request.ctx.state.site.settings().mark/>
            <h1 class="card-title">{title}</h1>
            <p class="card-text">{words}</p>
            <p class="card-aside">{words::BEEN_HERE}<a href=with_next("/signin", next)>{actions::SIGN_IN}</a></p>
        </section>
    };
    layout::alone(words::CREATE_ACCOUNT, content)
}

/// Address to go on to, from the query or the rejected form.
pub(super) fn next(request: &PageRequest<'_>) -> String {
    safe_next(&request.query("next").map_or_else(|| request.form_state.typed("next"), str::to_owned))
}
