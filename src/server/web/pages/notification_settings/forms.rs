//! Forms of `/settings/notifications`.

use crate::{
    model::{AppError, Field, Invalid, NotifyLevel, Problem},
    server::{
        chat::notifications,
        clock::now,
        domain::{notify_rules::QuietHours, until},
        web::{
            forms::{FormRequest, To},
            time_zone,
            words::{common, notifications as words},
        },
    },
};
use jiff::tz::TimeZone;

/// Address of the page.
pub(in crate::server::web) const PAGE: &str = "/settings/notifications";
/// Confirmations, by the value of `done`.
pub(super) const DONE: &[(&str, &str)] =
    &[("removed", words::BROWSER_REMOVED), ("level", common::SAVED), ("quiet", words::QUIET_SAVED)];

/// `POST /push/unsubscribe`: ends the subscription of the browser named by `device`.
pub async fn remove_browser(form: &FormRequest) -> Result<To, AppError> {
    let id = form.field("device").parse().map_err(|_| AppError::NotFound);
    let removed = async { notifications::remove(&form.state, form.viewer.id(), id?).await };
    match removed.await {
        // Removed already is as good.
        Ok(()) | Err(AppError::NotFound) => Ok(To::done(PAGE, "removed")),
        Err(error) => Err(error),
    }
}

/// `POST /settings/notifications/rest`: until when nothing notifies.
pub async fn set_rest(form: &FormRequest) -> Result<To, AppError> {
    let zone = time_zone::of(form.headers()).unwrap_or(TimeZone::UTC);
    let viewer = form.viewer.id();
    let until = match form.field("rest") {
        "keep" => notifications::quiet_until(&form.state, viewer).await?,
        choice => until::of(choice, &zone, now())?,
    };
    notifications::set_quiet_until(&form.state, viewer, until).await?;
    Ok(To::done(PAGE, "level"))
}

/// `POST /settings/notifications/level`: the default notification level.
pub async fn set_level(form: &FormRequest) -> Result<To, AppError> {
    let level = NotifyLevel::parse(form.field("level")).ok_or(AppError::NotFound)?;
    notifications::set_default_level(&form.state, form.viewer.id(), level).await?;
    Ok(To::done(PAGE, "level"))
}

/// `POST /settings/notifications`: the quiet hours.
pub async fn set_quiet(form: &FormRequest) -> Result<To, AppError> {
    notifications::set_quiet(&form.state, form.viewer.id(), quiet(form)?).await?;
    Ok(To::done(PAGE, "quiet"))
}

/// Quiet hours from the form; `None` if they are switched off.
fn quiet(form: &FormRequest) -> Result<Option<QuietHours>, Invalid> {
    if form.field("quiet").is_empty() {
        return Ok(None);
    }
    let problem = |field| Invalid { field, problem: Problem::Characters };
    let starts = minutes(form.field("starts")).ok_or_else(|| problem(Field::Starts))?;
    let ends = minutes(form.field("ends")).ok_or_else(|| problem(Field::Ends))?;
    let days = form.fields("day").filter_map(|day| day.parse::<u32>().ok().filter(|day| *day < 7));
    let days = days.fold(0_i64, |days, day| days | 1 << day);
    if days == 0 {
        return Err(Invalid { field: Field::Days, problem: Problem::Empty });
    }
    QuietHours::new(starts, ends, days, form.field("zone").trim()).map(Some).ok_or_else(|| problem(Field::TimeZone))
}

/// Minutes of `22:30`.
fn minutes(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str, end: i64| -> Option<i64> {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number| digits && *number < end)
    };
    // Some browsers add seconds.
    let minute = minute.split(':').next().unwrap_or_default();
    Some(number(hour, 24)? * 60 + number(minute, 60)?)
}
