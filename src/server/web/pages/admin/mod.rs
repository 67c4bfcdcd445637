//! `/admin`: site settings, their form, and open rooms. For anybody who is no administrator these pages do not exist.

pub mod invitations;
pub mod people;

use super::{
    PageRequest,
    form_fields::{FormProblem, TextField},
    layout,
};
use crate::{
    model::{AppError, Field, HtmlPage},
    server::{
        chat::{admin, default_rooms, site},
        config::SignUp,
        web::{
            forms::{FormRequest, To},
            words::{admin as words, common},
        },
    },
    words::{actions, people::members as count_members},
};
use leptos::{either::Either, prelude::*};

const MODES: [(SignUp, &str); 3] = [
    (SignUp::Open, words::SIGN_UP_OPEN),
    (SignUp::Invitation, words::SIGN_UP_INVITATION),
    (SignUp::Closed, words::SIGN_UP_CLOSED),
];

/// Address of the site settings.
const PAGE: &str = "/admin";
/// Confirmations, by the value of `done`.
const DONE: &[(&str, &str)] = &[("saved", common::SAVED)];

/// `POST /admin`: the site's name, icon and sign-up mode.
pub async fn set_site(form: &FormRequest) -> Result<To, AppError> {
    let (name, icon) = (form.field("place_name"), form.field("place_mark"));
    // Not in the form where the server's settings say it.
    let mode = match form.field("sign_up") {
        "" => None,
        mode => Some(SignUp::parse(mode).ok_or(AppError::NotFound)?),
    };
    site::set(&form.state.services, &form.viewer, name, icon, mode).await?;
    Ok(To::done(PAGE, "saved"))
}

/// `/admin`
pub(super) fn site_page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    admin::may(request.ctx.viewer()?)?;
    let (state, form_state) = (&request.ctx.state, &request.form_state);
    let site = state.site.settings();
    let or = |field: &str, set: String| if form_state.error.is_some() { form_state.typed(field) } else { set };
    let mode = SignUp::parse(&form_state.typed("sign_up")).unwrap_or_else(|| site::sign_up(state));
    let who = match state.config.sign_up {
        Some(forced) => {
            let words = MODES.iter().find(|(mode, _)| *mode == forced).map(|(_, words)| *words);
            Either::Left(view! {
                <p class="section-text">{words::SIGN_UP_FORCED_BEFORE}{words}{words::SIGN_UP_FORCED_AFTER}</p>
            })
        }
        None => {
            let choices = MODES.iter().map(|(choice, words)| {
                view! { <option value=choice.as_str() selected=*choice == mode>{*words}</option> }
            });
            Either::Right(view! {
                <div class="field">
                    <label class="field-label" for="sign_up">{words::SIGN_UP}</label>
                    <select class="field-input" id="sign_up" name="sign_up">{choices.collect_view()}</select>
                </div>
            })
        }
    };
    let content = view! {
        {layout::notice(request, DONE)}
        <section class="section">
            <h2 class="section-title">{words::PLACE}</h2>
            <form method="post" action="/admin">
                <FormProblem problem=form_state.whole(&[Field::SiteName, Field::SiteIcon])/>
                <TextField field=Field::SiteName value=or("place_name", site.name) problem=form_state.problem(Field::SiteName)
                    hint=words::NAME_HINT required=true/>
                <TextField field=Field::SiteIcon value=or("place_mark", site.mark) problem=form_state.problem(Field::SiteIcon)
                    hint=words::ICON_HINT/>
                {who}
                <button class="button" type="submit">{actions::SAVE}</button>
            </form>
        </section>
    };
    layout::admin(request.ctx, PAGE, actions::ADMINISTRATION, content)
}

/// `POST /admin/rooms/{slug}/default`: whether every new account is in a room from the start.
pub async fn set_default_room(form: &FormRequest) -> Result<To, AppError> {
    let is_default = form.field("default") == "yes";
    default_rooms::set(&form.state, &form.viewer, form.param("slug"), is_default).await?;
    Ok(To::done("/admin/rooms", "saved"))
}

/// `/admin/rooms`
pub(super) async fn rooms_page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let rooms = admin::rooms(&request.ctx.state, request.ctx.viewer()?).await?;
    let is_empty = rooms.is_empty();
    let items = rooms.into_iter().map(|listed| {
        let members = count_members(listed.members);
        let newcomers = (!listed.room.archived).then(|| {
            view! {
                <form class="item-form" method="post" action=format!("/admin/rooms/{}/default", listed.room.slug) data-module="apply">
                    <label class="check">
                        <input type="checkbox" name="default" value="yes" checked=listed.is_default
                            aria-label=words::newcomers_in(&listed.room.name)/>{words::NEWCOMERS}
                    </label>
                    <button class="small-button" type="submit">{actions::SAVE}</button>
                </form>
            }
        });
        view! {
            <li class="item">
                <div class="item-main">
                    <a class="item-name" href=format!("/rooms/{}/about", listed.room.slug)><bdi>{listed.room.name}</bdi></a>
                    <p class="item-text">
                        {listed.room.archived.then_some(words::ARCHIVED)}
                        {members}
                        {listed.maker.map(|maker| view! { {words::MADE_BY}<bdi>{maker.name}</bdi> })}
                    </p>
                </div>
                {newcomers}
            </li>
        }
    });
    let content = view! {
        {layout::notice(request, DONE)}
        <section class="section">
            <h2 class="section-title">{words::OPEN_ROOMS}</h2>
            <p class="section-text">{words::OPEN_ROOMS_TEXT}</p>
            <ul class="items" role="list">{items.collect_view()}</ul>
            {is_empty.then(|| view! { <p class="section-text">{words::NO_ROOMS}</p> })}
        </section>
    };
    layout::admin(request.ctx, "/admin/rooms", actions::ROOMS, content)
}
