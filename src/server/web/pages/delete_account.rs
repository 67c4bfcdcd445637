//! `/settings/delete`, and its form.

use super::{
    PageRequest,
    form_fields::{FormProblem, TextField},
    layout, sign_in,
};
use crate::{
    model::{AppError, Field, HtmlPage},
    server::{
        chat::account_removal,
        web::{
            forms::{FormRequest, To},
            words::account as words,
        },
    },
};
use leptos::prelude::*;

/// `POST /settings/delete`.
pub async fn delete(form: &FormRequest) -> Result<To, AppError> {
    let (password, confirm) = (form.field("current_password"), form.field("confirm"));
    account_removal::delete(&form.state, &form.viewer, &form.caller(), password, confirm).await?;
    Ok(sign_in::signed_out(&form.state, To::done(sign_in::PAGE, "deleted"), "\"cache\", \"storage\""))
}

pub(super) fn page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    request.me()?;
    let form_state = &request.form_state;
    let content = view! {
        <section class="section">
            <h2 class="section-title">{words::DELETE}</h2>
            <p class="section-text">
                {words::DELETE_TEXT}
            </p>
            <p class="section-text">
                {words::DOWNLOAD_BEFORE}<a href="/settings/data" download="my-data.json">{words::DOWNLOAD_LINK}</a>{words::DOWNLOAD_AFTER}
            </p>
            <form method="post" action="/settings/delete">
                <FormProblem problem=form_state.whole(&[Field::Confirm, Field::CurrentPassword])/>
                <TextField field=Field::Confirm value=form_state.typed("confirm") autocomplete="off" problem=form_state.problem(Field::Confirm)
                    hint=words::CONFIRM_HINT required=true/>
                <TextField field=Field::CurrentPassword kind="password" autocomplete="current-password"
                    problem=form_state.problem(Field::CurrentPassword) required=true/>
                <button class="button button-danger" type="submit">{words::DELETE_FOR_GOOD}</button>
            </form>
            <a class="small-button" href="/settings">{words::KEEP}</a>
        </section>
    };
    layout::own(request.ctx, "/settings", words::DELETE, content)
}
