//! Days and times in a reader's zone. Server and client write the same.

use crate::model::time::Local;

const WEEKDAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `Today`, `Yesterday`, `Saturday, 21 November`, or that with its year where it is another.
#[must_use]
pub fn day(local: &Local, today: &Local) -> String {
    match today.day - local.day {
        0 => "Today".to_owned(),
        1 => "Yesterday".to_owned(),
        _ => {
            let (year, month, day) = local.date();
            let weekday = WEEKDAYS[usize::try_from(local.day.rem_euclid(7)).unwrap_or(0)];
            let month = MONTHS[usize::try_from(month - 1).unwrap_or(0)];
            if today.date().0 == year {
                format!("{weekday}, {day} {month}")
            } else {
                format!("{weekday}, {day} {month} {year}")
            }
        }
    }
}

/// The day within a sentence: `today`, or as above.
#[must_use]
pub fn day_within(local: &Local, today: &Local) -> String {
    match today.day - local.day {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        _ => day(local, today),
    }
}

/// `21 November 2026, 14:05`
#[must_use]
pub fn full(local: &Local) -> String {
    let (year, month, day) = local.date();
    let month = MONTHS[usize::try_from(month - 1).unwrap_or(0)];
    format!("{day} {month} {year}, {}", local.clock())
}
