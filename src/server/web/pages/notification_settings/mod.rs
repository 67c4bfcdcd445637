//! `/settings/notifications`: turning push notifications on for this browser, the subscribed browsers, the
//! default level, and quiet hours.

pub mod forms;

use self::forms::PAGE;
use super::{
    PageRequest,
    form_fields::{FormProblem, TextField},
    layout,
};
use crate::{
    model::{AppError, Field, FormState, HtmlPage, Invalid, Millis, NotifyLevel},
    server::{
        auth::device,
        chat::notifications,
        db::push_subscriptions::Device,
        domain::notify_rules::{QuietHours, clock},
        web::{
            context::Ctx,
            words::{common, notifications as words, scripts},
        },
    },
    words::actions,
};
use jiff::{civil::Weekday, tz::TimeZone};
use leptos::prelude::*;

pub(super) async fn page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let viewer = request.ctx.viewer()?;
    let devices = notifications::devices(&request.ctx.state, viewer.id()).await?;
    let here = devices.iter().any(|device| device.is(&viewer.session));
    let quiet = notifications::quiet(&request.ctx.state, viewer.id()).await?;
    let rests_until = notifications::quiet_until(&request.ctx.state, viewer.id()).await?;
    let default_level = notifications::default_level(&request.ctx.state, viewer.id()).await?;
    let content = view! {
        {layout::notice(request, forms::DONE)}
        {rest(request.ctx, rests_until)}
        {this_browser(here)}
        {(!devices.is_empty()).then(|| list(request.ctx, &devices, viewer.session))}
        {level(default_level)}
        {quiet_hours(request, quiet.as_ref())}
    };
    layout::own(request.ctx, PAGE, common::NOTIFICATIONS, content)
}

/// Do not disturb: nothing notifies for a while.
fn rest(ctx: &Ctx, until: Option<Millis>) -> impl IntoView + use<> {
    let keep = until.map(|until| ("keep", words::rests_until(&layout::moment(ctx, until))));
    let choices = words::RESTS.iter().map(|(value, words)| (*value, (*words).to_owned()));
    let options = keep.into_iter().chain(choices).map(|(value, words)| view! { <option value=value>{words}</option> });
    view! {
        <section class="section">
            <h2 class="section-title">{words::REST}</h2>
            <form method="post" action=format!("{PAGE}/rest") data-module="apply">
                <div class="field">
                    <label class="field-label" for="rest">{words::REST_LABEL}</label>
                    <select class="field-input" id="rest" name="rest" aria-describedby="rest-hint">{options.collect_view()}</select>
                    <p class="field-hint" id="rest-hint">{words::REST_HINT}</p>
                </div>
                <button class="button button-quiet" type="submit">{actions::SAVE}</button>
            </form>
        </section>
    }
}

fn this_browser(on: bool) -> impl IntoView {
    let (title, action) = if on { (words::BROWSER_ON, words::TURN_ON_AGAIN) } else { (words::BROWSER, words::TURN_ON) };
    let again = if on { "button button-quiet" } else { "button" };
    view! {
        <section class="section" data-module="push" data-words=scripts::push()>
            <h2 class="section-title">{title}</h2>
            <p class="section-text">
                {words::BROWSER_TEXT}
            </p>
            <ol class="section-text">
                <li>{words::STEP_ALLOW}</li>
                <li>{words::STEP_APPLE}</li>
                <li>{words::STEP_TEST}</li>
            </ol>
            <p class="actions">
                <button class=again type="button" data-push="enable">{action}</button>
                " "
                <button class="button button-quiet" type="button" data-push="test">{words::TEST}</button>
            </p>
            <p class="section-text" role="status" data-push="status"></p>
            <noscript><p class="section-text">{words::NEEDS_SCRIPTS}</p></noscript>
        </section>
    }
}

fn level(default_level: NotifyLevel) -> impl IntoView {
    let levels = [
        (NotifyLevel::Everything, words::EVERYTHING, words::EVERYTHING_TEXT),
        (NotifyLevel::Mentions, words::MENTIONS, words::MENTIONS_TEXT),
        (NotifyLevel::Nothing, words::NOTHING, words::NOTHING_TEXT),
    ];
    let levels = levels.into_iter().map(|(level, name, hint)| {
        view! {
            <label class="choice">
                <input type="radio" name="level" value=level.as_str() checked=level == default_level/>
                <span><span class="item-name">{name}</span><br/><span class="item-text">{hint}</span></span>
            </label>
        }
    });
    view! {
        <section class="section">
            <h2 class="section-title">{common::WHAT_TO_TELL}</h2>
            <p class="section-text">{words::ROOMS_HAVE_THEIRS}</p>
            <form method="post" action=format!("{PAGE}/level") data-module="apply">
                <fieldset class="choices">
                    <legend class="field-label">{words::TELL_ME_OF}</legend>
                    {levels.collect_view()}
                </fieldset>
                <button class="button button-quiet" type="submit">{actions::SAVE}</button>
            </form>
        </section>
    }
}

fn list(ctx: &Ctx, devices: &[Device], session: [u8; 32]) -> impl IntoView {
    let items = devices.iter().map(|device| {
        let name = device::in_words(&device.device);
        let here = if device.is(&session) { words::THIS_ONE } else { "" };
        let last = match device.succeeded_at {
            Some(at) => words::last_told(&layout::moment(ctx, at)),
            None => words::not_told(&layout::moment(ctx, device.created_at)),
        };
        let trouble = match device.failures {
            0 => "",
            1 => words::FAILED_ONCE,
            _ => words::FAILED_OFTEN,
        };
        let label = common::of_person(common::REMOVE, &name);
        view! {
            <li class="item">
                <div class="item-main">
                    <p class="item-name">{name}{here}</p>
                    <p class="item-text">{last}{trouble}</p>
                </div>
                <form method="post" action="/push/unsubscribe">
                    <input type="hidden" name="device" value=device.id/>
                    <button class="small-button" type="submit" aria-label=label>{common::REMOVE}</button>
                </form>
            </li>
        }
    });
    view! {
        <section class="section">
            <h2 class="section-title">{words::BROWSERS}</h2>
            <ul class="items" role="list">{items.collect_view()}</ul>
        </section>
    }
}

const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, words::MONDAY),
    (Weekday::Tuesday, words::TUESDAY),
    (Weekday::Wednesday, words::WEDNESDAY),
    (Weekday::Thursday, words::THURSDAY),
    (Weekday::Friday, words::FRIDAY),
    (Weekday::Saturday, words::SATURDAY),
    (Weekday::Sunday, words::SUNDAY),
];

fn quiet_hours(request: &PageRequest<'_>, quiet: Option<&QuietHours>) -> impl IntoView {
    let form_state = &request.form_state;
    let again = form_state.error.is_some();
    // The typed value after a rejected form; else the stored one; else a common default.
    let value = |field: Field, holds: Option<String>, otherwise: &str| {
        if again { form_state.typed(field.name()) } else { holds.unwrap_or_else(|| otherwise.to_owned()) }
    };
    let own = request.ctx.zone.as_ref().and_then(TimeZone::iana_name).unwrap_or("UTC");
    let starts = value(Field::Starts, quiet.map(|quiet| clock(quiet.starts)), "22:00");
    let ends = value(Field::Ends, quiet.map(|quiet| clock(quiet.ends)), "07:00");
    let zone = value(Field::TimeZone, quiet.map(|quiet| quiet.zone().to_owned()), own);
    let on = if again { !form_state.typed("quiet").is_empty() } else { quiet.is_some() };
    let typed = |number: usize| form_state.typed.iter().any(|(name, day)| name == "day" && *day == number.to_string());
    let days = DAYS.iter().enumerate().map(|(number, (day, name))| {
        let chosen = if again { typed(number) } else { quiet.is_none_or(|quiet| quiet.on(*day)) };
        view! { <label class="choice"><input type="checkbox" name="day" value=number checked=chosen/>{*name}</label> }
    });
    view! {
        <section class="section">
            <h2 class="section-title">{words::QUIET_HOURS}</h2>
            <p class="section-text">
                {words::QUIET_TEXT}
            </p>
            <form method="post" action=PAGE>
                <FormProblem problem=form_state.whole(&[Field::Starts, Field::Ends, Field::TimeZone])/>
                <label class="choice"><input type="checkbox" name="quiet" value="on" checked=on/>{words::KEEP_QUIET}</label>
                <TextField field=Field::Starts kind="time" value=starts problem=problem(form_state, Field::Starts)/>
                <TextField field=Field::Ends kind="time" value=ends problem=problem(form_state, Field::Ends)/>
                <fieldset class="choices">
                    <legend class="field-label">{words::QUIET_DAYS}</legend>
                    {days.collect_view()}
                </fieldset>
                <TextField field=Field::TimeZone value=zone problem=problem(form_state, Field::TimeZone)/>
                <button class="button button-quiet" type="submit">{actions::SAVE}</button>
            </form>
        </section>
    }
}

fn problem(form_state: &FormState, field: Field) -> Option<Invalid> {
    form_state.problem(field)
}
