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
    model::{AppError, Field, FormState, HtmlPage, NotifyLevel},
    server::{
        auth::device,
        chat::notifications,
        db::push_subscriptions::Device,
        domain::notify_rules::{QuietHours, clock},
        web::context::Ctx,
    },
};
use jiff::{civil::Weekday, tz::TimeZone};
use leptos::prelude::*;

pub(super) async fn page(request: &PageRequest<'_>) -> Result<HtmlPage, AppError> {
    let viewer = request.ctx.viewer()?;
    let devices = notifications::devices(&request.ctx.state, viewer.id()).await?;
    let here = devices.iter().any(|device| device.is(&viewer.session));
    let quiet = notifications::quiet(&request.ctx.state, viewer.id()).await?;
    let default_level = notifications::default_level(&request.ctx.state, viewer.id()).await?;
    let content = view! {
        {layout::notice(request, forms::DONE)}
        {this_browser(here)}
        {(!devices.is_empty()).then(|| list(request.ctx, &devices, viewer.session))}
        {level(default_level)}
        {quiet_hours(request, quiet.as_ref())}
    };
    layout::own(request.ctx, PAGE, "Notifications", content)
}

fn this_browser(on: bool) -> impl IntoView {
    let (title, action) = if on {
        ("Notices are on in this browser", "Turn on again")
    } else {
        ("Notices in this browser", "Turn on notices")
    };
    let again = if on { "button button-quiet" } else { "button" };
    view! {
        <section class="section" data-module="push">
            <h2 class="section-title">{title}</h2>
            <p class="section-text">
                "With notices on, this browser tells you of messages while Roost is closed. They are locked on this "
                "server for your browser alone: the push service that carries them cannot read them."
            </p>
            <ol class="section-text">
                <li>"Turn notices on, and allow them when the browser asks."</li>
                <li>"On an iPhone or iPad, add Roost to the Home Screen first and open it there."</li>
                <li>"Send a test. If something is in the way, it is named here."</li>
            </ol>
            <p class="actions">
                <button class=again type="button" data-push="enable">{action}</button>
                " "
                <button class="button button-quiet" type="button" data-push="test">"Send a test"</button>
            </p>
            <p class="section-text" role="status" data-push="status"></p>
            <noscript><p class="section-text">"Turning notices on needs JavaScript."</p></noscript>
        </section>
    }
}

fn level(default_level: NotifyLevel) -> impl IntoView {
    let levels = [
        (NotifyLevel::Everything, "Everything", "Every message in your rooms."),
        (NotifyLevel::Mentions, "Mentions", "Messages that mention you, and everything in direct conversations."),
        (NotifyLevel::Nothing, "Nothing", "No message. What is unread is still marked."),
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
            <h2 class="section-title">"What to be told of"</h2>
            <p class="section-text">"A room can have a choice of its own: it is among the room's details."</p>
            <form method="post" action=format!("{PAGE}/level")>
                <fieldset class="choices">
                    <legend class="field-label">"Tell me of"</legend>
                    {levels.collect_view()}
                </fieldset>
                <button class="button" type="submit">"Save"</button>
            </form>
        </section>
    }
}

fn list(ctx: &Ctx, devices: &[Device], session: [u8; 32]) -> impl IntoView {
    let items = devices.iter().map(|device| {
        let name = device::in_words(&device.device);
        let here = if device.is(&session) { " (this one)" } else { "" };
        let last = match device.succeeded_at {
            Some(at) => format!("Last told {}", layout::moment(ctx, at)),
            None => format!("On since {}, not told of anything yet", layout::moment(ctx, device.created_at)),
        };
        let trouble = match device.failures {
            0 => "",
            1 => ". The last try failed.",
            _ => ". The last tries failed.",
        };
        let label = format!("Remove {name}");
        view! {
            <li class="item">
                <div class="item-main">
                    <p class="item-name">{name}{here}</p>
                    <p class="item-text">{last}{trouble}</p>
                </div>
                <form method="post" action="/push/unsubscribe">
                    <input type="hidden" name="device" value=device.id/>
                    <button class="small-button" type="submit" aria-label=label>"Remove"</button>
                </form>
            </li>
        }
    });
    view! {
        <section class="section">
            <h2 class="section-title">"Browsers that are told"</h2>
            <ul class="items" role="list">{items.collect_view()}</ul>
        </section>
    }
}

const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "Monday"),
    (Weekday::Tuesday, "Tuesday"),
    (Weekday::Wednesday, "Wednesday"),
    (Weekday::Thursday, "Thursday"),
    (Weekday::Friday, "Friday"),
    (Weekday::Saturday, "Saturday"),
    (Weekday::Sunday, "Sunday"),
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
            <h2 class="section-title">"Quiet hours"</h2>
            <p class="section-text">
                "In these hours no browser tells you of anything. What came meanwhile is marked as unread, and not "
                "announced afterwards."
            </p>
            <form method="post" action=PAGE>
                <FormProblem problem=form_state.whole(&[Field::Starts, Field::Ends, Field::TimeZone])/>
                <label class="choice"><input type="checkbox" name="quiet" value="on" checked=on/>"Keep quiet hours"</label>
                <TextField field=Field::Starts kind="time" value=starts problem=problem(form_state, Field::Starts)/>
                <TextField field=Field::Ends kind="time" value=ends problem=problem(form_state, Field::Ends)/>
                <fieldset class="choices">
                    <legend class="field-label">"Beginning on"</legend>
                    {days.collect_view()}
                </fieldset>
                <TextField field=Field::TimeZone value=zone problem=problem(form_state, Field::TimeZone)/>
                <button class="button" type="submit">"Save"</button>
            </form>
        </section>
    }
}

fn problem(form_state: &FormState, field: Field) -> Option<String> {
    form_state.problem(field)
}
