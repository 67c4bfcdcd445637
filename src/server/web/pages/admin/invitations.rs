//! `/admin/invitations`, and its forms.

use crate::{
    model::{AppError, HtmlPage},
    server::{
        chat::{
            invitations::{self, DAYS, USES},
            site,
        },
        config::SignUp,
        db::invitations::Invitation,
        web::{
            context::Ctx,
            forms::{FormRequest, To},
            pages::{PageRequest, copy_field, form_fields::FormProblem, layout},
        },
    },
};
use leptos::prelude::*;

/// Address of the page.
const PAGE: &str = "/admin/invitations";
/// Confirmations, by the value of `done`.
const DONE: &[(&str, &str)] = &[("revoked", "That invitation works no more.")];

/// `POST /admin/invitations`: makes an invitation, shown on the page of the response.
pub async fn invite(form: &FormRequest) -> Result<To, AppError> {
    let chosen = |name| form.field(name).parse().unwrap_or(-1);
    let token = invitations::make(&form.state, &form.viewer, chosen("days"), chosen("uses")).await?;
    Ok(To::once(vec![form.link(&format!("/signup?invite={token}"))]))
}

/// `POST /admin/invitations/revoke`: revokes the invitation named by `invitation`.
pub async fn revoke(form: &FormRequest) -> Result<To, AppError> {
    let invitation = form.field("invitation").parse().unwrap_or(-1);
    invitations::revoke(&form.state, &form.viewer, invitation).await?;
    Ok(To::done(PAGE, "revoked"))
}

pub(in crate::server::web::pages) async fn page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let list = invitations::list(&request.ctx.state, request.ctx.viewer()?).await?;
    let is_empty = list.is_empty();
    let mode = match site::sign_up(&request.ctx.state) {
        SignUp::Open => Some("Just now anybody can make an account, with or without an invitation."),
        SignUp::Invitation => None,
        SignUp::Closed => Some("Just now nobody can make an account, with or without an invitation."),
    };
    let made = request.ctx.once.first().map(|link| {
        view! {
            <section class="section">
                <h2 class="section-title">"Your invitation"</h2>
                <p class="section-text">"Copy it now. It is not shown again."</p>
                {copy_field::link("Invitation", link)}
            </section>
        }
    });
    let days = DAYS.iter().map(|days| {
        let words = match days {
            1 => "a day".to_owned(),
            365 => "a year".to_owned(),
            days => format!("{days} days"),
        };
        view! { <option value=days.to_string() selected=*days == 7>{words}</option> }
    });
    let uses = USES.iter().map(|uses| {
        let words = match uses {
            0 => "any number of accounts".to_owned(),
            1 => "one account".to_owned(),
            uses => format!("{uses} accounts"),
        };
        view! { <option value=uses.to_string()>{words}</option> }
    });
    let content = view! {
        {layout::notice(request, DONE)}
        {made}
        <section class="section">
            <h2 class="section-title">"Invite somebody"</h2>
            {mode.map(|words| view! { <p class="section-text">{words}</p> })}
            <form method="post" action="/admin/invitations">
                <FormProblem problem=request.form_state.whole(&[])/>
                <div class="field">
                    <label class="field-label" for="days">"Good for"</label>
                    <select class="field-input" id="days" name="days">{days.collect_view()}</select>
                </div>
                <div class="field">
                    <label class="field-label" for="uses">"With it can be made"</label>
                    <select class="field-input" id="uses" name="uses">{uses.collect_view()}</select>
                </div>
                <button class="button" type="submit">"Make an invitation"</button>
            </form>
        </section>
        <section class="section">
            <h2 class="section-title">"Invitations"</h2>
            <ul class="items" role="list">{list.into_iter().map(|invitation| item(request.ctx, invitation)).collect_view()}</ul>
            {is_empty.then(|| view! { <p class="section-text">"There are none that could be used."</p> })}
        </section>
    };
    layout::admin(request.ctx, PAGE, "Invitations", content)
}

fn item(ctx: &Ctx, invitation: Invitation) -> impl IntoView + use<> {
    let Invitation { id, expires_at, uses_left, used, maker } = invitation;
    let left = match uses_left {
        None => "Any number of accounts".to_owned(),
        Some(1) => "One more account".to_owned(),
        Some(left) => format!("{left} more accounts"),
    };
    let words = format!("{used} made so far · until {}", layout::moment(ctx, expires_at));
    view! {
        <li class="item">
            <div class="item-main">
                <p class="item-name">{left}</p>
                <p class="item-text">{words}" · by "<bdi>{maker}</bdi></p>
            </div>
            <form method="post" action="/admin/invitations/revoke">
                <input type="hidden" name="invitation" value=id.to_string()/>
                <button class="small-button" type="submit">"Revoke"</button>
            </form>
        </li>
    }
}
