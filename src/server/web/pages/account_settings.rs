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
            theme,
        },
    },
};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use leptos::prelude::*;

/// Address of the page.
const PAGE: &str = "/settings";
/// Confirmations, by the value of `done`.
const DONE: &[(&str, &str)] = &[
    ("password", "Your password is changed, your other devices are signed out, and recovery codes of before are void."),
    ("session", "That device is signed out."),
    ("sessions", "All other devices are signed out."),
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
pub async fn data(
    State(state): State<AppState>,
    headers: HeaderMap,
    viewer: Result<CurrentUser, AppError>,
) -> Result<Response, AppError> {
    let viewer = match viewer {
        Err(AppError::SignedOut) => return Ok(see_other(&with_next("/signin", PAGE))),
        viewer => viewer?,
    };
    let data = account_removal::data(&state.services, &viewer, theme::of(&headers)).await?;
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
        0 => "You have none. With one of them you can choose a new password when you have lost yours.".to_owned(),
        1 => "You have one left.".to_owned(),
        left => format!("You have {left} left."),
    };
    let are_others = devices.iter().any(|device| !device.is_current);
    let content = view! {
        {layout::notice(request, DONE)}
        <section class="section">
            <h2 class="section-title">"You"</h2>
            <p class="section-text"><bdi>{me.name.clone()}</bdi>" · @"{me.username.clone()}</p>
        </section>
        <section class="section">
            <h2 class="section-title">"Password"</h2>
            <form method="post" action="/settings/password">
                <FormProblem problem=form_state.whole(&[Field::CurrentPassword, Field::NewPassword])/>
                // For password managers: the account that this password belongs to.
                <input type="hidden" name="username" autocomplete="username" value=me.username.clone()/>
                <TextField field=Field::CurrentPassword kind="password" autocomplete="current-password"
                    problem=form_state.problem(Field::CurrentPassword) required=true/>
                <TextField field=Field::NewPassword kind="password" autocomplete="new-password"
                    problem=form_state.problem(Field::NewPassword) hint="At least 8 characters. Your other devices are signed out." required=true/>
                <button class="button" type="submit">"Change password"</button>
            </form>
        </section>
        <section class="section">
            <h2 class="section-title">"Recovery codes"</h2>
            <p class="section-text">{codes}</p>
            <a class="small-button" href="/settings/recovery">{if left == 0 { "Make recovery codes" } else { "Make new ones" }}</a>
        </section>
        <section class="section">
            <h2 class="section-title">"Devices"</h2>
            <ul class="items" role="list">
                {devices.into_iter().map(|device| item(request.ctx, device)).collect_view()}
            </ul>
            {are_others.then(|| view! {
                <form method="post" action="/settings/sessions/end-others">
                    <button class="small-button" type="submit">"Sign out all other devices"</button>
                </form>
            })}
        </section>
        <section class="section">
            <h2 class="section-title">"Leaving"</h2>
            <p class="section-text">"Take along what is yours, or delete your account."</p>
            <div class="row">
                <a class="small-button" href="/settings/data" download="my-data.json">"Download my data"</a>
                <a class="small-button" href="/settings/delete">"Delete my account"</a>
            </div>
        </section>
    };
    layout::own(request.ctx, PAGE, "Account", content)
}

fn item(ctx: &Ctx, session: Device) -> impl IntoView + use<> {
    let Device { handle, device, used_at, is_current, .. } = session;
    let words = device::in_words(&device);
    let label = format!("Sign out {words}");
    let used = if is_current { "This device".to_owned() } else { format!("Last used: {}", layout::when(ctx, used_at)) };
    view! {
        <li class="item">
            <div class="item-main">
                <p class="item-name">{words}</p>
                <p class="item-text">{used}</p>
            </div>
            {(!is_current).then(|| view! {
                <form method="post" action="/settings/sessions/end">
                    <input type="hidden" name="session" value=handle/>
                    <button class="small-button" type="submit" aria-label=label>"Sign out"</button>
                </form>
            })}
        </li>
    }
}
