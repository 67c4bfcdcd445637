//! The ends that people choose for a status or a rest from notifications: `hour`, `hours` for four of them, `today`,
//! `tomorrow` for the morning after, `week` for Monday.

use crate::model::{AppError, Millis};
use jiff::{Timestamp, ToSpan, civil::Weekday, tz::TimeZone};

const HOUR: Millis = 60 * 60 * 1_000;
/// Hour at which a morning begins.
const MORNING: i8 = 8;

/// The moment of a choice made at `now`, by the clock of a time zone; without a choice there is no end.
///
/// # Errors
/// [`AppError::NotFound`] for a choice that is not offered.
pub fn of(choice: &str, zone: &TimeZone, now: Millis) -> Result<Option<Millis>, AppError> {
    match choice {
        "" => Ok(None),
        choice => moment(choice, zone, now).map(Some).ok_or(AppError::NotFound),
    }
}

fn moment(choice: &str, zone: &TimeZone, now: Millis) -> Option<Millis> {
    let today = || Timestamp::from_millisecond(now).ok().map(|now| now.to_zoned(zone.clone()).date());
    let at = |date: jiff::civil::Date, hour| {
        Some(date.at(hour, 0, 0, 0).to_zoned(zone.clone()).ok()?.timestamp().as_millisecond())
    };
    match choice {
        "hour" => Some(now + HOUR),
        "hours" => Some(now + 4 * HOUR),
        "today" => at(today()?.tomorrow().ok()?, 0),
        "tomorrow" => at(today()?.tomorrow().ok()?, MORNING),
        "week" => {
            at(today()?.checked_add(1.day()).ok()?.series(1.day()).find(|day| day.weekday() == Weekday::Monday)?, 0)
        }
        _ => None,
    }
}
