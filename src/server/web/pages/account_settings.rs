//! `/settings`: one's own account, and its forms. The rejected password form is shown on `/settings/password`.

use super::{
    PageRequest,
    form_fields::{FormProblem, TextField},
    layout,
};
use crate::{
    model::{AppError, Field, HtmlPage, address::with_next},
    server::{
        auth::device,
        chat::{
            account_removal, passwords, recovery,
            sessions::{self, CurrentUser},
        },
        db::sessions::Device,
        web::{
            app_state::AppState,
            context::Ctx,
            forms::{FormRequest, To, see_other},
            words::{account as words, common},
        },
    },
    words::actions,
};
use axum::{
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use leptos::prelude::*;

/// Address of the page.
const PAGE: &str = "/settings";
/// Confirmations, by the value of `done`.
const DONE: &[(&str, &str)] = &[
    ("password", words::PASSWORD_CHANGED),
    ("session", words::DEVICE_SIGNED_OUT),
    ("sessions", words::OTHERS_SIGNED_OUT),
];

/// `POST /settings/password`: changes the password; all other sessions end.
pub async fn change_password(form: &FormRequest) -> Result<To, AppError> {
    let (old, new) = (form.field("current_password"), form.field("new_password"));
    passwords::change(&form.state, &form.viewer, &form.caller(), old, new).await?;
    Ok(To::done(PAGE, "password"))
}

/// `POST /settings/sessions/end`: ends the session named by `session`.
pub async fn end_session(form: &FormRequest) -> Result<To, AppError> {
    sessions::end_device(&form.state, &form.viewer, form.field("session")).await?;
    Ok(To::done(PAGE, "session"))
}

/// `POST /settings/sessions/end-others`.
pub async fn end_other_sessions(form: &FormRequest) -> Result<To, AppError> {
    sessions::end_others(&form.state, &form.viewer).await?;
    Ok(To::done(PAGE, "sessions"))
}

/// `GET /settings/data`: export of one's own data, as a file.
pub async fn data(State(state): State<AppState>, viewer: Result<CurrentUser, AppError>) -> Result<Response, AppError> {
    let viewer = match viewer {
        Err(AppError::SignedOut) => return Ok(see_other(&with_next("/signin", PAGE))),
        viewer => viewer?,
    };
    let data = account_removal::data(&state.services, &viewer).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.json\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(data)).into_response())
}

pub(super) async fn page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let current = request.ctx.viewer()?;
    let (me, form_state) = (&current.user, &request.form_state);
    let devices = sessions::devices(&request.ctx.state, current).await?;
    let left = recovery::left(&request.ctx.state, current).await?;
    let codes = match left {
        0 => words::NO_CODES.to_owned(),
        left => common::codes_left(left),
    };
    let are_others = devices.iter().any(|device| !device.is_current);
    let content = view! {
        {layout::notice(request, DONE)}
        <section class="section">
            <h2 class="section-title">{words::YOU}</h2>
            <p class="section-text"><bdi>{me.name.clone()}</bdi>" · @"{me.username.clone()}</p>
        </section>
        <section class="section">
            <h2 class="section-title">{words::PASSWORD}</h2>
            <form method="post" action="/settings/password">
                <FormProblem problem=form_state.whole(&[Field::CurrentPassword, Field::NewPassword])/>
                // For password managers: the account that this password belongs to.
                <input type="hidden" name="username" autocomplete="username" value=me.username.clone()/>
                <TextField field=Field::CurrentPassword kind="password" autocomplete="current-password"
                    problem=form_state.problem(Field::CurrentPassword) required=true/>
                <TextField field=Field::NewPassword kind="password" autocomplete="new-password"
                    problem=form_state.problem(Field::NewPassword) hint=words::PASSWORD_HINT required=true/>
                <button class="button" type="submit">{words::CHANGE_PASSWORD}</button>
            </form>
        </section>
        <section class="section">
            <h2 class="section-title">{common::RECOVERY_CODES}</h2>
            <p class="section-text">{codes}</p>
            <a class="small-button" href="/settings/recovery">{if left == 0 { words::MAKE_CODES } else { words::MAKE_NEW_CODES }}</a>
        </section>
        <section class="section">
            <h2 class="section-title">{words::DEVICES}</h2>
            <ul class="items" role="list">
                {devices.into_iter().map(|device| item(request.ctx, device)).collect_view()}
            </ul>
            {are_others.then(|| view! {
                <form method="post" action="/settings/sessions/end-others">
                    <button class="small-button" type="submit">{words::SIGN_OUT_OTHERS}</button>
                </form>
            })}
        </section>
        <section class="section">
            <h2 class="section-title">{words::LEAVING}</h2>
            <p class="section-text">{words::LEAVING_TEXT}</p>
            <div class="row">
                <a class="small-button" href="/settings/data" download="my-data.json">{words::DOWNLOAD}</a>
                <a class="small-button" href="/settings/delete">{words::DELETE}</a>
            </div>
        </section>
    };
    layout::own(request.ctx, PAGE, common::ACCOUNT, content)
}

fn item(ctx: &Ctx, session: Device) -> impl IntoView + use<> {
    let Device { handle, device, used_at, is_current, .. } = session;
    let words = device::in_words(&device);
    let label = words::sign_out(&words);
    let used = if is_current { words::THIS_DEVICE.to_owned() } else { words::last_used(&layout::when(ctx, used_at)) };
    view! {
        <li class="item">
            <div class="item-main">
                <p class="item-name">{words}</p>
                <p class="item-text">{used}</p>
            </div>
            {(!is_current).then(|| view! {
                <form method="post" action="/settings/sessions/end">
                    <input type="hidden" name="session" value=handle/>
                    <button class="small-button" type="submit" aria-label=label>{actions::SIGN_OUT}</button>
                </form>
            })}
        </li>
    }
}
