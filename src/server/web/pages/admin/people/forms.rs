//! Forms of `/admin/people/{username}`.

use crate::{
    model::AppError,
    server::{
        chat::{admin, passwords},
        web::{
            forms::{FormRequest, To},
            words::admin_people as words,
        },
    },
};

/// Address of the list of people.
const LIST: &str = "/admin/people";
/// Confirmations on the list, by the value of `done`.
pub(super) const DONE_ON_LIST: &[(&str, &str)] = &[("removed", words::REMOVED)];
/// Confirmations on the page of one person.
pub(super) const DONE: &[(&str, &str)] = &[
    ("role", words::ROLE_SET),
    ("suspended", words::SUSPENDED_NOW),
    ("lifted", words::LIFTED),
    ("signed-out", words::SIGNED_OUT),
];

/// `POST /admin/people/{username}/role`: an administrator if `role` is `admin`.
pub async fn set_role(form: &FormRequest) -> Result<To, AppError> {
    let to_admin = form.choice("role", |role| match role {
        "admin" => Some(true),
        "member" => Some(false),
        _ => None,
    })?;
    admin::set_admin(&form.state, &form.viewer, name(form), to_admin).await?;
    // A person who is no longer an administrator may not see this page any more.
    let is_admin = form.current_user().await.is_ok_and(|viewer| viewer.is_admin);
    Ok(if is_admin { done(form, "role") } else { To::page("/settings") })
}

/// `POST /admin/people/{username}/suspend`: suspends the account.
pub async fn suspend(form: &FormRequest) -> Result<To, AppError> {
    admin::suspend(&form.state, &form.viewer, name(form)).await?;
    Ok(done(form, "suspended"))
}

/// `POST /admin/people/{username}/unsuspend`: lifts the suspension.
pub async fn unsuspend(form: &FormRequest) -> Result<To, AppError> {
    admin::unsuspend(&form.state, &form.viewer, name(form)).await?;
    Ok(done(form, "lifted"))
}

/// `POST /admin/people/{username}/sign-out`: ends all of the person's sessions.
pub async fn sign_out(form: &FormRequest) -> Result<To, AppError> {
    admin::sign_out(&form.state, &form.viewer, name(form)).await?;
    Ok(done(form, "signed-out"))
}

/// `POST /admin/people/{username}/remove`: deletes the account, if the box was ticked.
pub async fn remove(form: &FormRequest) -> Result<To, AppError> {
    if form.field("sure") != "yes" {
        return Err(AppError::NotFound);
    }
    admin::remove(&form.state, &form.viewer, name(form)).await?;
    Ok(To::done(LIST, "removed"))
}

/// `POST /admin/people/{username}/reset`: makes a reset link, shown on the page of the response.
pub async fn make_reset_link(form: &FormRequest) -> Result<To, AppError> {
    let token = passwords::make_link(&form.state, &form.viewer, name(form)).await?;
    Ok(To::once(vec![form.link(&format!("/reset/{token}"))]))
}

fn name(form: &FormRequest) -> &str {
    form.param("username")
}

/// Back to the person's page.
fn done(form: &FormRequest, what: &str) -> To {
    To::done(&format!("{LIST}/{}", name(form)), what)
}
