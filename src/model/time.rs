//! Dates and times in a reader's zone, from milliseconds and an offset. Pure arithmetic, so that server and
//! client render the same.

use super::Millis;

const DAY: i64 = 86_400_000;

/// A moment in local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local {
    /// Days since 1970-01-01 on the reader's calendar.
    pub day: i64,
    pub hour: i64,
    pub minute: i64,
}

impl Local {
    /// The local time of a moment, `offset` minutes east of Greenwich.
    #[must_use]
    pub const fn new(at: Millis, offset: i32) -> Self {
        let local = at + offset as i64 * 60_000;
        let minutes = local.rem_euclid(DAY) / 60_000;
        Self { day: local.div_euclid(DAY), hour: minutes / 60, minute: minutes % 60 }
    }

    /// `14:05`
    #[must_use]
    pub fn clock(&self) -> String {
        format!("{:02}:{:02}", self.hour, self.minute)
    }

    /// Year, month and day.
    #[must_use]
    pub const fn date(&self) -> (i64, i64, i64) {
        civil(self.day)
    }
}

/// `2026-11-21T14:05:09.000Z`, for machines.
#[must_use]
pub fn iso(at: Millis) -> String {
    let (year, month, day) = civil(at.div_euclid(DAY));
    let rest = at.rem_euclid(DAY);
    let (hour, minute, second, millis) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60, rest % 1_000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

/// Year, month and day of a day number, after Howard Hinnant's "chrono-Compatible Low-Level Date
/// Algorithms" (`civil_from_days`).
const fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}
