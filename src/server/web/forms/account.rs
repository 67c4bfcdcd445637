//! Forms of one's own account, and those for recovering it.

use super::{Fields, enter, read, refuse, see_other, signed_out, to_sign_in};
use crate::{
    model::AppError,
    server::{
        chat::{
            account_removal, passwords, recovery,
            sessions::{self, CurrentUser},
        },
        web::{app_state::AppState, render, theme},
    },
};
use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{header, request::Parts},
    response::{IntoResponse, Response},
};

/// `POST /settings/password`: changes the password; all other sessions end.
pub async fn change_password(State(state): State<AppState>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let changed = async {
        let me = current(&state, &request).await?;
        let (old, new) = (fields.get("current_password"), fields.get("new_password"));
        passwords::change(&state, &me, &render::caller(&state, &request), old, new).await
    };
    let changed = changed.await;
    after(&state, request, &fields, changed, "/settings?done=password").await
}

/// `POST /settings/sessions/end`: ends the session named by `session`.
pub async fn end_session(State(state): State<AppState>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let ended =
        async { sessions::end_device(&state, &current(&state, &request).await?, fields.get("session")).await }.await;
    after(&state, request, &fields, ended, "/settings?done=session").await
}

/// `POST /settings/sessions/end-others`.
pub async fn end_other_sessions(State(state): State<AppState>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let ended = async { sessions::end_others(&state, &current(&state, &request).await?).await }.await;
    after(&state, request, &fields, ended, "/settings?done=sessions").await
}

/// `POST /settings/recovery`: makes new recovery codes, shown on the page of the response.
pub async fn make_codes(State(state): State<AppState>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let made = async {
        let me = current(&state, &request).await?;
        let caller = render::caller(&state, &request);
        recovery::make(&state, &me, &caller, fields.get("current_password")).await
    };
    match made.await {
        Ok(codes) => render::once(&state, request, codes).await,
        Err(error) => after(&state, request, &fields, Err(error), "/settings/recovery").await,
    }
}

/// `POST /settings/recovery/later`: declines the offer of recovery codes.
pub async fn put_codes_off(State(state): State<AppState>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let done = async { recovery::put_off(&state, &current(&state, &request).await?).await }.await;
    after(&state, request, &fields, done, "/settings").await
}

/// `POST /recover`: a new password and a session, for a recovery code.
pub async fn recover(State(state): State<AppState>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let caller = render::caller(&state, &request);
    let (name, code, new) = (fields.get("username"), fields.get("code"), fields.get("new_password"));
    let made = recovery::recover(&state, &caller, name, code, new).await;
    enter(&state, request, &fields, made).await
}

/// `POST /reset/{token}`: a new password; all sessions end.
pub async fn use_reset_link(State(state): State<AppState>, Path(token): Path<String>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let caller = render::caller(&state, &request);
    match passwords::use_link(&state, &caller, &token, fields.get("new_password")).await {
        Ok(()) => see_other("/signin?done=reset"),
        Err(error) => refuse(&state, request, &fields, error).await,
    }
}

/// `POST /settings/delete`.
pub async fn delete(State(state): State<AppState>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let gone = async {
        let me = current(&state, &request).await?;
        let caller = render::caller(&state, &request);
        account_removal::delete(&state, &me, &caller, fields.get("current_password"), fields.get("confirm")).await
    };
    match gone.await {
        Ok(()) => signed_out(&state, "/signin?done=deleted", "\"cache\", \"storage\""),
        Err(error) => after(&state, request, &fields, Err(error), "/settings").await,
    }
}

/// `GET /settings/data`: export of one's own data, as a file.
pub async fn data(State(state): State<AppState>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let written = async {
        account_removal::data(&state.services, &current(&state, &request).await?, theme::of(&request.headers)).await
    };
    match written.await {
        Ok(written) => {
            let headers = [
                (header::CONTENT_TYPE, "application/json"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.json\""),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, Body::from_stream(written)).into_response()
        }
        Err(AppError::SignedOut) => to_sign_in("/settings"),
        Err(error) => error.into_response(),
    }
}

/// The signed-in person who sent the request.
pub(super) async fn current(state: &AppState, request: &Parts) -> Result<CurrentUser, AppError> {
    sessions::of(state, &request.headers).await?.ok_or(AppError::SignedOut)
}

/// Redirects to `page` after success, to sign-in without a session, or shows the form again with the error.
pub(super) async fn after(
    state: &AppState,
    request: Parts,
    fields: &Fields,
    done: Result<(), AppError>,
    page: &str,
) -> Response {
    match done {
        Ok(()) => see_other(page),
        Err(AppError::SignedOut) => to_sign_in(page.split('?').next().unwrap_or("/")),
        Err(error) => refuse(state, request, fields, error).await,
    }
}
