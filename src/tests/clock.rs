//! Dates and times, compared with those of a time library.

use super::support::cases;
use jiff::{
    Timestamp,
    civil::Date,
    tz::{Offset, TimeZone},
};
use proptest::prelude::*;
use roost::{
    model::time::{Local, iso},
    words::time::{day, full},
};

const ZONES: [&str; 12] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Marquesas",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Sao_Paulo",
];

/// From 1972, since when every zone's offset is whole minutes, to the year 2300.
const TIMES: std::ops::Range<i64> = 63_072_000_000..10_413_792_000_000;

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_moment_reads_as_the_calendar_has_it(at in TIMES, zone in prop::sample::select(&ZONES[..])) {
        let zone = TimeZone::get(zone).expect("a zone");
        let moment = Timestamp::from_millisecond(at).expect("a moment");
        let there = moment.to_zoned(zone.clone());
        let local = Local::new(at, zone.to_offset(moment).seconds() / 60);
        prop_assert_eq!(local.clock(), there.strftime("%H:%M").to_string());
        prop_assert_eq!(full(&local), there.strftime("%-d %B %Y, %H:%M").to_string());
        let first = Date::constant(1970, 1, 1);
        prop_assert_eq!(local.day, i64::from(first.until(there.date()).expect("days").get_days()));
    }

    #[test]
    fn a_day_is_called_as_people_call_it(at in TIMES, later in 0_i64..800) {
        let (local, today) = (Local::new(at, 0), Local::new(at + later * 86_400_000, 0));
        let there = Timestamp::from_millisecond(at).expect("a moment").to_zoned(TimeZone::UTC);
        let now = Timestamp::from_millisecond(at + later * 86_400_000).expect("a moment").to_zoned(TimeZone::UTC);
        let expected = match later {
            0 => "Today".to_owned(),
            1 => "Yesterday".to_owned(),
            _ if there.year() == now.year() => there.strftime("%A, %-d %B").to_string(),
            _ => there.strftime("%A, %-d %B %Y").to_string(),
        };
        prop_assert_eq!(day(&local, &today), expected);
    }

    #[test]
    fn any_offset_and_any_year_reads_right(at in -62_000_000_000_000_i64..253_000_000_000_000, minutes in -1_439_i32..1_439) {
        let offset = Offset::from_seconds(minutes * 60).expect("an offset");
        let there = offset.to_datetime(Timestamp::from_millisecond(at).expect("a moment"));
        let local = Local::new(at, minutes);
        prop_assert_eq!((local.hour, local.minute), (i64::from(there.hour()), i64::from(there.minute())));
        let words = there.strftime("%-d %B").to_string();
        prop_assert!(full(&local).starts_with(&words), "{} is not {}", full(&local), words);
    }

    #[test]
    fn the_form_for_machines_goes_round(at in -62_000_000_000_000_i64..253_000_000_000_000) {
        let back: Timestamp = iso(at).parse().expect("a moment that machines can read");
        prop_assert_eq!(back.as_millisecond(), at);
    }
}
