//! `/welcome`: the first steps after an account was made. Whoever runs the place names it and makes its first room;
//! everybody is offered recovery codes, without the password that they have just chosen.

use super::{
    PageRequest, copy_field,
    form_fields::{FormProblem, TextField},
};
use crate::{
    model::{
        AppError, Field, HtmlPage, RoomKind, RoomName, Topic,
        address::{safe_next, with_next},
    },
    server::{
        chat::{default_rooms, recovery, rooms, site},
        web::{
            forms::{FormRequest, To},
            words::{admin, first_steps as words, recovery as codes_words},
        },
    },
};
use leptos::{either::Either, prelude::*};

/// Address of the first step.
pub(super) const PAGE: &str = "/welcome";
/// Address of the last step.
const CODES: &str = "/welcome/codes";

/// `POST /welcome`: the site's name and icon, and a first room.
pub async fn set_place(form: &FormRequest) -> Result<To, AppError> {
    // Both are checked before either is stored.
    let room = RoomName::parse(form.field("name"))?;
    let topic = Topic::parse("")?;
    site::set(&form.state.services, &form.viewer, form.field("place_name"), form.field("place_mark"), None).await?;
    let room = rooms::create(&form.state, form.viewer.id(), room, topic, RoomKind::Open).await?;
    default_rooms::set(&form.state, &form.viewer, &room.slug, true).await?;
    Ok(To::page(with_next(CODES, &format!("/rooms/{}/invites", room.slug))))
}

/// `POST /welcome/codes`: the first recovery codes of an account that was just made, shown on the page of the
/// response. Later ones take the password.
pub async fn make_codes(form: &FormRequest) -> Result<To, AppError> {
    let codes = recovery::make_first(&form.state, &form.viewer).await?;
    Ok(codes.map_or_else(|| To::page("/settings/recovery"), To::once))
}

/// The first step that is left.
pub(super) async fn page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let viewer = request.ctx.viewer()?;
    if viewer.is_admin && site::is_new(&request.ctx.state).await? {
        return Ok(place(request));
    }
    codes_page(request)
}

fn place(request: &PageRequest<'_>) -> HtmlPage {
    let form_state = &request.form_state;
    let typed = |field: Field, otherwise: &str| request.typed_or(field, otherwise);
    let site = request.ctx.state.site.settings();
    let content = view! {
        <form class="form-page" method="post" action=PAGE>
            <p class="section-text">{words::PLACE_TEXT}</p>
            <FormProblem problem=form_state.whole(&[Field::SiteName, Field::SiteIcon, Field::RoomName])/>
            <TextField field=Field::SiteName value=typed(Field::SiteName, &site.name) problem=form_state.problem(Field::SiteName)
                required=true autofocus=true/>
            <TextField field=Field::SiteIcon value=typed(Field::SiteIcon, &site.mark) problem=form_state.problem(Field::SiteIcon)
                hint=admin::ICON_HINT/>
            <TextField field=Field::RoomName value=typed(Field::RoomName, words::ROOM) problem=form_state.problem(Field::RoomName)
                hint=words::ROOM_HINT required=true/>
            <div class="row">
                <button class="button" type="submit">{words::GO_ON}</button>
                <a class="link" href=with_next(CODES, &next(request))>{words::LATER}</a>
            </div>
        </form>
    };
    step(words::PLACE, content)
}

/// The offer of recovery codes; just made, the codes.
pub(super) fn codes_page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let viewer = request.ctx.viewer()?;
    let next = next(request);
    let codes = &request.ctx.once;
    if !codes.is_empty() {
        let text = codes.join("\n");
        let file = format!("data:text/plain,{}", codes.join("%0A"));
        let listed = codes.iter().map(|code| view! { <li>{code.clone()}</li> }).collect_view();
        let content = view! {
            <section class="section">
                <p class="section-text">{codes_words::MADE_TEXT}</p>
                <ol class="codes" role="list">{listed}</ol>
                <p class="section-text">{codes_words::MADE_USE}</p>
                <div class="row">
                    {copy_field::button(&text)}
                    <a class="button button-quiet" href=file download="roost-recovery-codes.txt">{words::DOWNLOAD}</a>
                    <a class="button" href=next.clone()>{words::DONE}</a>
                </div>
            </section>
        };
        return Ok(step(codes_words::MADE, content));
    }
    let (title, content) = if viewer.offer_codes {
        let offer = view! {
            <section class="section">
                <p class="section-text">{codes_words::TEXT}</p>
                <form class="row" method="post" action=with_next(CODES, &next)>
                    <button class="button" type="submit" autofocus=true>{words::SHOW_CODES}</button>
                    <a class="link" href=next.clone()>{words::LATER}</a>
                </form>
            </section>
        };
        (words::CODES, Either::Left(offer))
    } else {
        let on = view! { <section class="section"><a class="button" href=next.clone()>{words::GO_ON}</a></section> };
        (words::ALL_SET, Either::Right(on))
    };
    Ok(step(title, content))
}

/// A page of its own. Nothing holds anybody here: the list of rooms stands beside it.
fn step(title: &str, content: impl IntoView) -> HtmlPage {
    HtmlPage { title: title.to_owned(), html: content.into_view().to_html(), ..HtmlPage::default() }
}

fn next(request: &PageRequest<'_>) -> String {
    safe_next(request.query("next").unwrap_or("/"))
}
