//! Account recovery: `/settings/recovery`, `/recover` and `/reset/{token}`, and their forms.

use super::{
    PageRequest, copy_field,
    form_fields::{FormProblem, TextField},
    layout, sign_in,
};
use crate::{
    model::{AppError, Field, HtmlPage, address::safe_next},
    server::{
        chat::{passwords, recovery},
        web::{
            forms::{FormRequest, To},
            words::{common, recovery as words},
        },
    },
    ui::mark::Mark,
    words::actions,
};
use leptos::{either::Either, prelude::*};

/// Confirmations on the page of one's own codes, by the value of `done`.
const DONE: &[(&str, &str)] = &[("recovered", words::RECOVERED)];
/// Where the form for a recovery code leads, unless the visitor came for another page.
const RECOVERED: &str = "/settings/recovery?done=recovered";

/// `POST /settings/recovery`: makes new recovery codes, shown on the page of the response.
pub async fn make_codes(form: &FormRequest) -> Result<To, AppError> {
    let password = form.field("current_password");
    recovery::make(&form.state, &form.viewer, &form.caller(), password).await.map(To::once)
}

/// `POST /settings/recovery/later`: declines the offer of recovery codes.
pub async fn put_codes_off(form: &FormRequest) -> Result<To, AppError> {
    recovery::put_off(&form.state, &form.viewer).await?;
    Ok(To::page("/settings"))
}

/// `POST /recover`: a new password and a session, for a recovery code.
pub async fn recover(form: &FormRequest<()>) -> Result<To, AppError> {
    let (name, code, new) = (form.field("username"), form.field("code"), form.field("new_password"));
    let (user, token) = recovery::recover(&form.state, &form.caller(), name, code, new).await?;
    Ok(sign_in::begin(form, user, &token, safe_next(form.field("next"))).await)
}

/// `POST /reset/{token}`: a new password; all sessions end.
pub async fn use_reset_link(form: &FormRequest<()>) -> Result<To, AppError> {
    let (token, new) = (form.param("token"), form.field("new_password"));
    passwords::use_link(&form.state, &form.caller(), token, new).await?;
    Ok(To::done(sign_in::PAGE, "reset"))
}

/// One's own recovery codes: the number left or, just made, the codes themselves.
pub(super) async fn codes_page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let current = request.ctx.viewer()?;
    let left = recovery::left(&request.ctx.state, current).await?;
    let state = match left {
        0 => words::NONE.to_owned(),
        left => common::codes_left(left),
    };
    let form_state = &request.form_state;
    let content = if request.ctx.once.is_empty() {
        Either::Left(view! {
            {layout::notice(request, DONE)}
            <section class="section">
                <h2 class="section-title">{common::RECOVERY_CODES}</h2>
                <p class="section-text">
                    {words::TEXT}
                </p>
                <p class="section-text">{state}</p>
                <form method="post" action="/settings/recovery">
                    <FormProblem problem=form_state.whole(&[Field::CurrentPassword])/>
                    <TextField field=Field::CurrentPassword kind="password" autocomplete="current-password"
                        problem=form_state.problem(Field::CurrentPassword) required=true/>
                    <button class="button" type="submit">{if left == 0 { words::MAKE } else { words::MAKE_NEW }}</button>
                </form>
                {(left > 0).then(|| view! { <p class="section-text">{words::NEW_REPLACE}</p> })}
                {current.offer_codes.then(|| view! {
                    <form method="post" action="/settings/recovery/later">
                        <button class="small-button" type="submit">{words::NOT_NOW}</button>
                    </form>
                })}
            </section>
        })
    } else {
        let codes = request.ctx.once.iter().map(|code| view! { <li>{code.clone()}</li> }).collect_view();
        Either::Right(view! {
            <section class="section">
                <h2 class="section-title">{words::MADE}</h2>
                <p class="section-text">{words::MADE_TEXT}</p>
                <ol class="codes" role="list">{codes}</ol>
                <p class="section-text">{words::MADE_USE}</p>
                <div class="row">
                    <a class="button" href="/settings">{words::HAVE_THEM}</a>
                    {copy_field::button(&request.ctx.once.join("\n"))}
                </div>
            </section>
        })
    };
    layout::own(request.ctx, "/settings", common::RECOVERY_CODES, content)
}

/// A new password for a recovery code.
pub(super) fn recover_page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let form_state = &request.form_state;
    let next = match sign_in::next(request) {
        start if start == "/" => RECOVERED.to_owned(),
        next => next,
    };
    let content = view! {
        <form class="card" method="post" action="/recover">
            <Mark own=request.ctx.state.site.settings().mark/>
            <h1 class="card-title">{words::CHOOSE_PASSWORD}</h1>
            <p class="card-text">
                {words::RECOVER_TEXT}
            </p>
            <FormProblem problem=form_state.whole(&[Field::Code, Field::NewPassword])/>
            <TextField field=Field::Username value=form_state.typed("username") autocomplete="username" problem=None required=true autofocus=true/>
            <TextField field=Field::Code autocomplete="off" problem=form_state.problem(Field::Code) required=true/>
            <TextField field=Field::NewPassword kind="password" autocomplete="new-password"
                problem=form_state.problem(Field::NewPassword) hint=common::PASSWORD_HINT required=true/>
            <input type="hidden" name="next" value=next/>
            <button class="button" type="submit">{words::SET_PASSWORD}</button>
            <p class="card-aside"><a href="/signin">{words::BACK}</a></p>
        </form>
    };
    Ok(layout::alone(common::LOST_PASSWORD, content))
}

/// A new password for an administrator's reset link.
pub(super) async fn reset_page(request: &PageRequest<'_>, token: &str) -> Result<HtmlPage, AppError> {
    let form_state = &request.form_state;
    let mark = request.ctx.state.site.settings().mark;
    let user = match passwords::link_owner(&request.ctx.state, token).await {
        Ok(user) => user,
        Err(AppError::NotFound) => {
            let content = view! {
                <section class="card">
                    <Mark own=mark/>
                    <h1 class="card-title">{words::LINK_OVER}</h1>
                    <p class="card-text">{words::LINK_OVER_TEXT}</p>
                    <p class="card-aside"><a href="/signin">{actions::SIGN_IN}</a></p>
                </section>
            };
            return Ok(layout::alone(words::NEW_PASSWORD, content));
        }
        Err(error) => return Err(error),
    };
    let content = view! {
        <form class="card" method="post" action=format!("/reset/{token}")>
            <Mark own=mark/>
            <h1 class="card-title">{words::CHOOSE_PASSWORD}</h1>
            <p class="card-text">{words::RESET_FOR}<bdi>{user.name.clone()}</bdi>" (@"{user.username.clone()}{words::RESET_AFTER}</p>
            <FormProblem problem=form_state.whole(&[Field::NewPassword])/>
            <input type="hidden" name="username" autocomplete="username" value=user.username/>
            <TextField field=Field::NewPassword kind="password" autocomplete="new-password"
                problem=form_state.problem(Field::NewPassword) hint=common::PASSWORD_HINT required=true autofocus=true/>
            <button class="button" type="submit">{words::SET_PASSWORD}</button>
        </form>
    };
    Ok(layout::alone(words::NEW_PASSWORD, content))
}
