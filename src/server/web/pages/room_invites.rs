//! `/rooms/{slug}/invites`: making an invite link, and the existing ones; and their forms.

use super::{PageRequest, copy_field, form_fields::FormProblem, layout, qr, room};
use crate::{
    model::{AppError, HtmlPage, Room, time},
    server::{
        chat::{
            invites::{self, Terms},
            site,
        },
        config::SignUp,
        db::invites::Invite,
        web::forms::{FormRequest, To},
    },
};
use leptos::prelude::*;

/// Confirmations, by the value of `done`.
const DONE: &[(&str, &str)] = &[("revoked", "That link leads nowhere any more.")];

/// `POST /rooms/{slug}/invites`: makes an invite link, shown once, on the page of the response.
pub async fn invite(form: &FormRequest) -> Result<To, AppError> {
    let token = invites::make(&form.state, &form.viewer, form.param("slug"), terms(form)).await?;
    Ok(To::once(vec![form.link(&format!("/join/{token}"))]))
}

/// `POST /rooms/{slug}/invites/revoke`: revokes an invite link.
pub async fn revoke(form: &FormRequest) -> Result<To, AppError> {
    let id = form.field("invite").parse().map_err(|_| AppError::NotFound)?;
    let room = invites::revoke(&form.state, &form.viewer, form.param("slug"), id).await?;
    Ok(To::done(&format!("{}/invites", room::path(&room.slug)), "revoked"))
}

/// Terms chosen for an invite link; by default a week and any number of uses.
fn terms(form: &FormRequest) -> Terms {
    const DAY: i64 = 24 * 60 * 60 * 1_000;
    let lasts = match form.field("lasts") {
        "day" => Some(DAY),
        "month" => Some(30 * DAY),
        "always" => None,
        _ => Some(7 * DAY),
    };
    let most = form.field("most").parse().ok().filter(|most| (1..=1_000).contains(most));
    Terms { lasts, most }
}

pub(super) async fn page(request: &PageRequest<'_>, slug: &str) -> Result<HtmlPage, AppError> {
    let viewer = request.ctx.viewer()?;
    let (room, links) = invites::of(&request.ctx.state, viewer, slug).await?;
    let base = room::path(&room.slug);
    let links = list(request, &room, links);
    let made = request.ctx.once.first().map(|link| fresh(link));
    let who_comes = match site::sign_up(&request.ctx.state) {
        SignUp::Open => "Whoever has the link can join the room, also with a new account.",
        SignUp::Invitation => {
            "Whoever has the link and an account here can join the room. \
             For a new account they need an administrator's invitation as well."
        }
        SignUp::Closed => {
            "Whoever has the link and an account here can join the room. Just now nobody can make a new one."
        }
    };
    let content = view! {
        <div class="sections">
            <p class="section-text"><a class="link" href=format!("{base}/about")>"Back to the room's details"</a></p>
            <FormProblem problem=request.form_state.whole(&[])/>
            {layout::notice(request, DONE)}
            {made}
            <section class="section">
                <h2 class="section-title">"New link"</h2>
                <p class="section-text">{who_comes}</p>
                <form method="post" action=format!("{base}/invites")>
                    <div class="field">
                        <label class="field-label" for="lasts">"Works for"</label>
                        <select class="field-input" id="lasts" name="lasts">
                            <option value="day">"A day"</option>
                            <option value="week" selected=true>"A week"</option>
                            <option value="month">"A month"</option>
                            <option value="always">"Until it is revoked"</option>
                        </select>
                    </div>
                    <div class="field">
                        <label class="field-label" for="most">"Lets in"</label>
                        <select class="field-input" id="most" name="most">
                            <option value="">"As many as come"</option>
                            <option value="1">"One person"</option>
                            <option value="10">"10 people"</option>
                            <option value="100">"100 people"</option>
                        </select>
                    </div>
                    <button class="button" type="submit">"Make a link"</button>
                </form>
            </section>
            <section class="section">
                <h2 class="section-title">"Links"</h2>
                {links}
            </section>
        </div>
    };
    Ok(HtmlPage { title: format!("Invite people to {}", room.name), html: content.to_html(), ..HtmlPage::default() })
}

/// A link just made, shown once.
fn fresh(link: &str) -> AnyView {
    view! {
        <section class="section">
            <h2 class="section-title">"Your link"</h2>
            <p class="section-text">"Copy it now. It is not shown again."</p>
            {copy_field::link("Invite link", link)}
            {qr::view(link, "The invite link as a QR code")}
        </section>
    }
    .into_any()
}

/// Existing links, each with a button to revoke it.
pub(super) fn list(request: &PageRequest<'_>, room: &Room, links: Vec<Invite>) -> AnyView {
    if links.is_empty() {
        return view! { <p class="section-text">"There are none at the moment."</p> }.into_any();
    }
    let rows = links.into_iter().map(|Invite { id, by, expires_at, uses, most }| {
        let until = match expires_at {
            Some(at) => format!("Works until {}", day(request, at)),
            None => "Works until it is revoked".to_owned(),
        };
        let used = match (most, uses) {
            (Some(most), _) => format!("{uses} of {most} used"),
            (None, 0) => "not used yet".to_owned(),
            (None, 1) => "used once".to_owned(),
            (None, _) => format!("used {uses} times"),
        };
        let label = format!("Revoke the link by {}", by.name);
        view! {
            <li class="item">
                <div class="item-main">
                    <p class="item-name">"By "<bdi>{by.name}</bdi></p>
                    <p class="item-text">{until}" · "{used}</p>
                </div>
                <form method="post" action=format!("/rooms/{}/invites/revoke", room.slug)>
                    <input type="hidden" name="invite" value=id.to_string()/>
                    <button class="small-button" type="submit" aria-label=label>"Revoke"</button>
                </form>
            </li>
        }
    });
    view! { <ul class="items" role="list">{rows.collect_view()}</ul> }.into_any()
}

/// Date and time in the reader's time zone.
fn day(request: &PageRequest<'_>, at: i64) -> String {
    let moment = jiff::Timestamp::from_millisecond(at).unwrap_or_default();
    let zone = request.ctx.zone.clone().unwrap_or(jiff::tz::TimeZone::UTC);
    let offset = zone.to_offset(moment).seconds() / 60;
    time::Local::new(at, offset).full()
}
