//! Forms of the administration pages.

use super::{
    account::{after, current},
    read,
};
use crate::{
    model::AppError,
    server::{
        chat::{admin, invitations, passwords, site},
        config::SignUp,
        web::{app_state::AppState, render},
    },
};
use axum::{
    extract::{Path, Request, State},
    response::Response,
};

/// `POST /admin`: the site's name, icon and sign-up mode.
pub async fn set_place(State(state): State<AppState>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let set = async {
        let me = current(&state, &request).await?;
        let mode = SignUp::parse(fields.get("sign_up"));
        site::set(&state.services, &me, fields.get("place_name"), fields.get("place_mark"), mode).await
    };
    let set = set.await;
    after(&state, request, &fields, set, "/admin?done=place").await
}

/// `POST /admin/people/{username}/role`: an administrator if `role` is `admin`.
pub async fn set_role(State(state): State<AppState>, Path(name): Path<String>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let set = async {
        let me = current(&state, &request).await?;
        admin::set_admin(&state, &me, &name, fields.get("role") == "admin").await
    };
    let set = set.await;
    // A person who is no longer an administrator may not see this page any more.
    let is_admin = current(&state, &request).await.is_ok_and(|me| me.is_admin);
    let page =
        if is_admin || set.is_err() { format!("/admin/people/{name}?done=role") } else { "/settings".to_owned() };
    after(&state, request, &fields, set, &page).await
}

/// `POST /admin/people/{username}/suspend`: suspends the account.
pub async fn suspend(State(state): State<AppState>, Path(name): Path<String>, request: Request) -> Response {
    administer(state, &name, request, AccountAction::Suspend).await
}

/// `POST /admin/people/{username}/unsuspend`: lifts the suspension.
pub async fn unsuspend(State(state): State<AppState>, Path(name): Path<String>, request: Request) -> Response {
    administer(state, &name, request, AccountAction::Unsuspend).await
}

/// `POST /admin/people/{username}/sign-out`: ends all of the person's sessions.
pub async fn sign_out(State(state): State<AppState>, Path(name): Path<String>, request: Request) -> Response {
    administer(state, &name, request, AccountAction::SignOut).await
}

/// `POST /admin/people/{username}/remove`: deletes the account, if the box was ticked.
pub async fn remove(State(state): State<AppState>, Path(name): Path<String>, request: Request) -> Response {
    administer(state, &name, request, AccountAction::Remove).await
}

/// An action on an account.
#[derive(Clone, Copy)]
enum AccountAction {
    Suspend,
    Unsuspend,
    SignOut,
    Remove,
}

async fn administer(state: AppState, name: &str, request: Request, what: AccountAction) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let done = async {
        let me = current(&state, &request).await?;
        match what {
            AccountAction::Suspend => admin::suspend(&state, &me, name).await,
            AccountAction::Unsuspend => admin::unsuspend(&state, &me, name).await,
            AccountAction::SignOut => admin::sign_out(&state, &me, name).await,
            AccountAction::Remove if fields.get("sure") != "yes" => Err(AppError::NotFound),
            AccountAction::Remove => admin::remove(&state, &me, name).await,
        }
    };
    let page = match what {
        AccountAction::Suspend => format!("/admin/people/{name}?done=suspended"),
        AccountAction::Unsuspend => format!("/admin/people/{name}?done=lifted"),
        AccountAction::SignOut => format!("/admin/people/{name}?done=signed-out"),
        AccountAction::Remove => "/admin/people?done=removed".to_owned(),
    };
    let done = done.await;
    after(&state, request, &fields, done, &page).await
}

/// `POST /admin/people/{username}/reset`: makes a reset link, shown on the page of the response.
pub async fn make_reset_link(State(state): State<AppState>, Path(name): Path<String>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let made = async { passwords::make_link(&state, &current(&state, &request).await?, &name).await };
    match made.await {
        Ok(token) => {
            let link = format!("{}/reset/{token}", render::origin(&state, &request));
            render::once(&state, request, vec![link]).await
        }
        Err(error) => after(&state, request, &fields, Err(error), &format!("/admin/people/{name}")).await,
    }
}

/// `POST /admin/invitations`: makes an invitation, shown on the page of the response.
pub async fn invite(State(state): State<AppState>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let made = async {
        let me = current(&state, &request).await?;
        let chosen = |name| fields.get(name).parse().unwrap_or(-1);
        invitations::make(&state, &me, chosen("days"), chosen("uses")).await
    };
    match made.await {
        Ok(token) => {
            let link = format!("{}/signup?invite={token}", render::origin(&state, &request));
            render::once(&state, request, vec![link]).await
        }
        Err(error) => after(&state, request, &fields, Err(error), "/admin/invitations").await,
    }
}

/// `POST /admin/invitations/revoke`: revokes the invitation named by `invitation`.
pub async fn revoke(State(state): State<AppState>, request: Request) -> Response {
    let (request, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let revoked = async {
        let me = current(&state, &request).await?;
        invitations::revoke(&state, &me, fields.get("invitation").parse().unwrap_or(-1)).await
    };
    let revoked = revoked.await;
    after(&state, request, &fields, revoked, "/admin/invitations?done=revoked").await
}
