//! `/profile`: one's own picture, names, status and time zone.

pub mod forms;

use super::{
    PageRequest,
    form_fields::{FormProblem, TextField},
    layout,
};
use crate::{
    model::{AppError, Field, HtmlPage, Invalid, Millis, User, limits},
    server::{
        chat::profile,
        files::picture,
        web::words::{common, profile as words},
    },
    ui::avatar::Portrait,
    words::{actions, errors, fields},
};
use leptos::prelude::*;

pub(super) async fn page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let me = request.me()?;
    let zone = profile::zone(&request.ctx.state, me.id).await?;
    let until = profile::status_until(&request.ctx.state, me.id).await?;
    let content = view! {
        {layout::notice(request, forms::DONE)}
        <FormProblem problem=request.form_state.whole(&SHOWN)/>
        {picture_form(request, me)}
        {profile_form(request, me, &zone, until)}
    };
    layout::own(request.ctx, forms::PAGE, common::PROFILE, content)
}

/// Fields with errors shown beside them.
const SHOWN: [Field; 6] =
    [Field::Picture, Field::Username, Field::DisplayName, Field::Status, Field::Emoji, Field::TimeZone];

fn picture_form(request: &PageRequest<'_>, me: &User) -> impl IntoView + use<> {
    let problem = request.form_state.problem(Field::Picture);
    let hint = words::picture_hint();
    let described = if problem.is_some() { "picture-problem picture-hint" } else { "picture-hint" };
    view! {
        <section class="section">
            <h2 class="section-title">{words::PICTURE}</h2>
            <div class="portrait-row">
                <Portrait user=me.clone() side=picture::SMALL/>
                <div class="portrait-forms">
                    <form class="picture-form" method="post" action="/profile/picture" enctype="multipart/form-data"
                        data-picture data-most=limits::PICTURE_BYTES data-too-large=words::picture_too_large() data-module="picture">
                        <div class="field">
                            <label class="field-label" for="picture">{fields::label(Field::Picture)}</label>
                            <input class="field-file" id="picture" name="picture" type="file" required=true
                                accept="image/png,image/jpeg,image/gif,image/webp"
                                aria-invalid=problem.is_some().then_some("true") aria-describedby=described/>
                            {problem.map(|problem| view! { <p class="field-problem" id="picture-problem">{errors::invalid(problem)}</p> })}
                            <p class="field-hint" id="picture-hint">
                                {hint}
                                <noscript>{words::MIDDLE_SHOWN}</noscript>
                                <span class="scripted">{words::DROP_OR_PASTE}</span>
                            </p>
                        </div>
                        {crop_stage()}
                        <button class="button button-quiet" type="submit">{words::UPLOAD}</button>
                    </form>
                    {(me.picture > 0).then(|| view! {
                        <form method="post" action="/profile/picture/remove">
                            <button class="small-button" type="submit">{words::REMOVE_PICTURE}</button>
                        </form>
                    })}
                </div>
            </div>
        </section>
    }
}

/// Crop tool, shown once a picture is chosen: see `public/picture.js`.
fn crop_stage() -> impl IntoView {
    view! {
        <div class="crop" data-picture-part="stage" hidden=true>
            <canvas class="crop-canvas" data-picture-part="canvas" tabindex="0" role="application"
                aria-label=words::CROP aria-describedby="crop-hint"></canvas>
            <div class="crop-side">
                <canvas class="crop-preview" data-picture-part="preview" role="img" aria-label=words::CROP_PREVIEW></canvas>
                <label class="crop-zoom">
                    <span class="field-label">{words::CROP_ZOOM}</span>
                    <input type="range" data-picture-part="zoom" min="0" max="100" step="any" value="0"/>
                </label>
                <p class="field-hint" id="crop-hint">{words::CROP_HINT}</p>
            </div>
            <input type="hidden" name="x"/>
            <input type="hidden" name="y"/>
            <input type="hidden" name="size"/>
        </div>
    }
}

fn profile_form(request: &PageRequest<'_>, me: &User, zone: &str, until: Option<Millis>) -> impl IntoView + use<> {
    let value = |field, now: &str| request.typed_or(field, now);
    let problem = |field| request.form_state.problem(field);
    view! {
        <section class="section">
            <h2 class="section-title">{words::ABOUT_YOU}</h2>
            <form method="post" action="/profile">
                <TextField field=Field::DisplayName value=value(Field::DisplayName, &me.name) problem=problem(Field::DisplayName)
                    autocomplete="name" required=true/>
                <TextField field=Field::Username value=value(Field::Username, &me.username) problem=problem(Field::Username)
                    autocomplete="username" hint=words::USERNAME_HINT required=true/>
                <TextField field=Field::Status value=value(Field::Status, &me.status) problem=problem(Field::Status)
                    hint=words::STATUS_HINT/>
                <TextField field=Field::Emoji value=value(Field::Emoji, &me.emoji) problem=problem(Field::Emoji)
                    hint=words::EMOJI_HINT/>
                {clear_field(request, until)}
                {zone_field(request, &value(Field::TimeZone, zone), problem(Field::TimeZone))}
                <button class="button" type="submit">{actions::SAVE}</button>
            </form>
        </section>
    }
}

/// When the status ends by itself.
fn clear_field(request: &PageRequest<'_>, until: Option<Millis>) -> impl IntoView + use<> {
    let typed = request.form_state.typed("clear");
    let keep = until.map(|until| ("keep", words::clear_at(&layout::moment(request.ctx, until))));
    let choices = words::CLEAR.iter().map(|(value, words)| (*value, (*words).to_owned()));
    let options = keep.into_iter().chain(choices).map(|(value, words)| {
        view! { <option value=value selected=value == typed>{words}</option> }
    });
    view! {
        <div class="field">
            <label class="field-label" for="clear">{words::CLEAR_LABEL}</label>
            <select class="field-input" id="clear" name="clear">{options.collect_view()}</select>
        </div>
    }
}

fn zone_field(request: &PageRequest<'_>, chosen: &str, problem: Option<Invalid>) -> impl IntoView + use<> {
    let option = |name: &str, label: String| {
        view! { <option value=name.to_owned() selected=name == chosen>{label}</option> }
    };
    let named = |name: &str| name.replace('_', " ");
    let here = request.ctx.zone.as_ref().and_then(|zone| zone.iana_name()).filter(|here| *here != chosen);
    let here = here.map(|here| option(here, words::zone_here(&named(here))));
    let zones: Vec<String> =
        jiff::tz::db().available().map(|name| name.to_string()).filter(|name| is_place(name)).collect();
    // The person's own time zone, if it is not among those offered.
    let other = (!chosen.is_empty() && !zones.iter().any(|zone| zone == chosen)).then(|| option(chosen, named(chosen)));
    let described = if problem.is_some() { "zone-problem zone-hint" } else { "zone-hint" };
    view! {
        <div class="field">
            <label class="field-label" for="zone">{fields::label(Field::TimeZone)}</label>
            <select class="field-input" id="zone" name="zone" aria-describedby=described
                aria-invalid=problem.is_some().then_some("true")>
                {option("", words::NO_ZONE.to_owned())}
                {here}
                {other}
                {zones.iter().map(|zone| option(zone, named(zone))).collect_view()}
            </select>
            {problem.map(|problem| view! { <p class="field-problem" id="zone-problem">{errors::invalid(problem)}</p> })}
            <p class="field-hint" id="zone-hint">{words::ZONE_HINT}</p>
        </div>
    }
}

/// Whether a time zone is worth offering: a region and city, not an old spelling or a bare offset.
fn is_place(zone: &str) -> bool {
    const REGIONS: [&str; 10] =
        ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];
    zone == "UTC" || zone.split_once('/').is_some_and(|(region, _)| REGIONS.contains(&region))
}
