//! `/admin/invitations`, and its forms.

use crate::{
    model::{AppError, Field, HtmlPage, LinkName},
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
            pages::{
                PageRequest, copy_field,
                form_fields::{FormProblem, TextField},
                layout, qr,
            },
            words::{common, invitations as words, invites as invites_words},
        },
    },
};
use leptos::prelude::*;

/// Address of the page.
const PAGE: &str = "/admin/invitations";
/// Confirmations, by the value of `done`.
const DONE: &[(&str, &str)] = &[("revoked", words::REVOKED)];

/// `POST /admin/invitations`: makes an invitation, shown on the page of the response.
pub async fn invite(form: &FormRequest) -> Result<To, AppError> {
    let chosen = |name| form.field(name).parse().unwrap_or(-1);
    let name = LinkName::parse(form.field(Field::LinkName.name()))?;
    let token = invitations::make(&form.state, &form.viewer, name, chosen("days"), chosen("uses")).await?;
    Ok(To::once(vec![form.link(&format!("/join/{token}"))]))
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
        SignUp::Open => Some(words::OPEN),
        SignUp::Invitation => None,
        SignUp::Closed => Some(words::CLOSED),
    };
    let made = request.ctx.once.first().map(|link| {
        view! {
            <section class="section">
                <h2 class="section-title">{words::MADE}</h2>
                <p class="section-text">{common::COPY_NOW}</p>
                {copy_field::link(words::LINK, link)}
                {qr::view(link, invites_words::QR)}
            </section>
        }
    });
    let days = DAYS.iter().map(|days| {
        view! { <option value=days.to_string() selected=*days == 7>{words::lasts(*days)}</option> }
    });
    let uses = USES.iter().map(|uses| {
        view! { <option value=uses.to_string()>{words::uses(*uses)}</option> }
    });
    let content = view! {
        {layout::notice(request, DONE)}
        {made}
        <section class="section">
            <h2 class="section-title">{words::INVITE}</h2>
            {mode.map(|words| view! { <p class="section-text">{words}</p> })}
            <p class="section-text">{words::ROOMS_HAVE_THEIRS}</p>
            <form method="post" action="/admin/invitations">
                <FormProblem problem=request.form_state.whole(&[Field::LinkName])/>
                <TextField field=Field::LinkName value=request.typed(Field::LinkName.name())
                    problem=request.form_state.problem(Field::LinkName) hint=invites_words::NAME_HINT/>
                <div class="field">
                    <label class="field-label" for="days">{words::LASTS}</label>
                    <select class="field-input" id="days" name="days">{days.collect_view()}</select>
                </div>
                <div class="field">
                    <label class="field-label" for="uses">{words::USES}</label>
                    <select class="field-input" id="uses" name="uses">{uses.collect_view()}</select>
                </div>
                <button class="button" type="submit">{words::MAKE}</button>
            </form>
        </section>
        <section class="section">
            <h2 class="section-title">{words::LINKS}</h2>
            <ul class="items" role="list">{list.into_iter().map(|invitation| item(request.ctx, invitation)).collect_view()}</ul>
            {is_empty.then(|| view! { <p class="section-text">{words::NONE}</p> })}
        </section>
    };
    layout::admin(request.ctx, PAGE, common::INVITATIONS, content)
}

fn item(ctx: &Ctx, invitation: Invitation) -> impl IntoView + use<> {
    let Invitation { id, name, expires_at, uses_left, used, maker } = invitation;
    let made = words::made(used, &layout::moment(ctx, expires_at));
    let label = (!name.is_empty()).then(|| invites_words::revoke(&name));
    let name = (!name.is_empty()).then(|| view! { <bdi>{name}</bdi>" · " });
    view! {
        <li class="item">
            <div class="item-main">
                <p class="item-name">{name}{words::left(uses_left)}</p>
                <p class="item-text">{made}{words::BY}<bdi>{maker}</bdi></p>
            </div>
            <form method="post" action="/admin/invitations/revoke">
                <input type="hidden" name="invitation" value=id.to_string()/>
                <button class="small-button" type="submit" aria-label=label>{common::REVOKE}</button>
            </form>
        </li>
    }
}
