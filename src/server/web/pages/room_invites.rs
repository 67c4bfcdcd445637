//! `/rooms/{slug}/invites`: making an invite link, and the existing ones; and their forms.

use super::{
    PageRequest, copy_field,
    form_fields::{FormProblem, TextField},
    layout, qr, room,
};
use crate::{
    model::{AppError, Field, HtmlPage, LinkName, Room},
    server::{
        chat::{
            invites::{self, Terms},
            site,
        },
        config::SignUp,
        db::invites::Invite,
        web::{
            forms::{FormRequest, To},
            words::{common, invites as words},
        },
    },
    words::{actions, time},
};
use leptos::prelude::*;

/// Confirmations, by the value of `done`.
const DONE: &[(&str, &str)] = &[("revoked", words::REVOKED)];

/// `POST /rooms/{slug}/invites`: makes an invite link, shown once, on the page of the response.
pub async fn invite(form: &FormRequest) -> Result<To, AppError> {
    let token = invites::make(&form.state, &form.viewer, form.param("slug"), terms(form)?).await?;
    Ok(To::once(vec![form.link(&format!("/join/{token}"))]))
}

/// `POST /rooms/{slug}/invites/revoke`: revokes an invite link.
pub async fn revoke(form: &FormRequest) -> Result<To, AppError> {
    let id = form.field("invite").parse().map_err(|_| AppError::NotFound)?;
    let room = invites::revoke(&form.state, &form.viewer, form.param("slug"), id).await?;
    Ok(To::done(&format!("{}/invites", room::path(&room.slug)), "revoked"))
}

/// Terms chosen for an invite link; by default a week and any number of uses.
fn terms(form: &FormRequest) -> Result<Terms, AppError> {
    const DAY: i64 = 24 * 60 * 60 * 1_000;
    let lasts = form.choice("lasts", |lasts| match lasts {
        "day" => Some(Some(DAY)),
        "" | "week" => Some(Some(7 * DAY)),
        "month" => Some(Some(30 * DAY)),
        "always" => Some(None),
        _ => None,
    })?;
    let most = form.choice("most", |most| match most {
        "" => Some(None),
        most => most.parse().ok().filter(|most| (1..=1_000).contains(most)).map(Some),
    })?;
    let name = LinkName::parse(form.field(Field::LinkName.name()))?;
    Ok(Terms { name, lasts, most })
}

pub(super) async fn page(request: &PageRequest<'_>, slug: &str) -> Result<HtmlPage, AppError> {
    let viewer = request.ctx.viewer()?;
    let (room, links) = invites::of(&request.ctx.state, viewer, slug).await?;
    let base = room::path(&room.slug);
    let links = list(request, &room, links);
    let made = request.ctx.once.first().map(|link| fresh(link));
    let who_comes = match site::sign_up(&request.ctx.state) {
        SignUp::Open | SignUp::Invitation => words::WHO_COMES,
        SignUp::Closed => words::WHO_COMES_CLOSED,
    };
    let content = view! {
            <FormProblem problem=request.form_state.whole(&[Field::LinkName])/>
            {layout::notice(request, DONE)}
            {made}
            <section class="section">
                <h2 class="section-title">{words::NEW}</h2>
                <p class="section-text">{who_comes}</p>
                <form method="post" action=format!("{base}/invites")>
                    <TextField field=Field::LinkName value=request.typed(Field::LinkName.name())
                        problem=request.form_state.problem(Field::LinkName) hint=words::NAME_HINT/>
                    <div class="field">
                        <label class="field-label" for="lasts">{words::LASTS}</label>
                        <select class="field-input" id="lasts" name="lasts">
                            <option value="day">{words::LASTS_DAY}</option>
                            <option value="week" selected=true>{words::LASTS_WEEK}</option>
                            <option value="month">{words::LASTS_MONTH}</option>
                            <option value="always">{words::LASTS_ALWAYS}</option>
                        </select>
                    </div>
                    <div class="field">
                        <label class="field-label" for="most">{words::USES}</label>
                        <select class="field-input" id="most" name="most">
                            <option value="">{words::USES_ANY}</option>
                            <option value="1">{words::USES_ONE}</option>
                            <option value="10">{words::USES_TEN}</option>
                            <option value="100">{words::USES_HUNDRED}</option>
                        </select>
                    </div>
                    <button class="button" type="submit">{words::MAKE}</button>
                </form>
            </section>
            <section class="section">
                <h2 class="section-title">{words::LINKS}</h2>
                {links}
            </section>
    };
    Ok(layout::about_room(actions::INVITE_PEOPLE, &room, "/invites", content))
}

/// A link just made, shown once.
fn fresh(link: &str) -> AnyView {
    view! {
        <section class="section">
            <h2 class="section-title">{words::MADE}</h2>
            <p class="section-text">{common::COPY_NOW}</p>
            {copy_field::link(words::LINK, link)}
            {qr::view(link, words::QR)}
        </section>
    }
    .into_any()
}

/// Existing links, each with a button to revoke it.
pub(super) fn list(request: &PageRequest<'_>, room: &Room, links: Vec<Invite>) -> AnyView {
    if links.is_empty() {
        return view! { <p class="section-text">{words::NONE}</p> }.into_any();
    }
    let rows = links.into_iter().map(|Invite { id, name, by, expires_at, uses, most }| {
        let until = match expires_at {
            Some(at) => words::works_until(&time::full(&layout::local(request.ctx, at))),
            None => words::WORKS_ALWAYS.to_owned(),
        };
        let used = words::used(uses, most);
        let label = if name.is_empty() { words::revoke_by(&by.name) } else { words::revoke(&name) };
        let name = (!name.is_empty()).then(|| view! { <bdi>{name}</bdi>" · " });
        view! {
            <li class="item">
                <div class="item-main">
                    <p class="item-name">{name}{words::BY}<bdi>{by.name}</bdi></p>
                    <p class="item-text">{until}" · "{used}</p>
                </div>
                <form method="post" action=format!("/rooms/{}/invites/revoke", room.slug)>
                    <input type="hidden" name="invite" value=id.to_string()/>
                    <button class="small-button" type="submit" aria-label=label>{common::REVOKE}</button>
                </form>
            </li>
        }
    });
    view! { <ul class="items" role="list">{rows.collect_view()}</ul> }.into_any()
}
