//! Token buckets: no more than allowed, no longer delays than announced, and no way around them with many
//! keys.

use super::support::cases;
use proptest::prelude::*;
use roost::server::domain::rate_limit::{Allowance, Buckets};

fn buckets(burst: f64, per_second: f64) -> Buckets<&'static str> {
    Buckets::new(Allowance { burst, per_second }, 100)
}

#[test]
fn so_many_at_once_and_then_one_after_the_other() {
    let mut rates = buckets(3.0, 2.0);
    assert_eq!([(); 4].map(|()| rates.take(&"ada", 1_000)), [Ok(()), Ok(()), Ok(()), Err(1)]);
    assert_eq!(rates.take(&"bo", 1_000), Ok(()), "others are not touched");
    assert_eq!(rates.take(&"ada", 1_400), Err(1), "not yet");
    assert_eq!(rates.take(&"ada", 1_500), Ok(()), "half a second makes one of two a second");
    assert_eq!(rates.take(&"ada", 1_500), Err(1));
}

#[test]
fn a_clock_set_back_takes_nothing_away() {
    let mut rates = buckets(2.0, 1.0);
    assert_eq!(rates.take(&"ada", 1_000_000), Ok(()));
    assert_eq!(rates.take(&"ada", 0), Ok(()));
    assert_eq!(rates.take(&"ada", 0), Err(1));
    assert_eq!(rates.take(&"ada", 1_000), Ok(()), "and goes on from there");
}

#[test]
fn forgiving_gives_all_back_and_giving_back_gives_one() {
    let mut rates = buckets(2.0, 0.001);
    assert_eq!([(); 3].map(|()| rates.take(&"ada", 0).is_ok()), [true, true, false]);
    rates.give_back(&"ada", 0);
    assert_eq!([(); 2].map(|()| rates.take(&"ada", 0).is_ok()), [true, false]);
    rates.forgive(&"ada");
    assert_eq!([(); 3].map(|()| rates.take(&"ada", 0).is_ok()), [true, true, false]);
    for _ in 0..10 {
        rates.give_back(&"ada", 0);
    }
    assert_eq!([(); 3].map(|()| rates.take(&"ada", 0).is_ok()), [true, true, false], "never more than all");
}

#[test]
fn what_is_used_up_is_told() {
    let mut rates = buckets(4.0, 1.0);
    assert!(rates.used(&"ada", 0).abs() < 1e-9);
    rates.take(&"ada", 0).expect("rested");
    assert!((rates.used(&"ada", 0) - 0.25).abs() < 1e-9);
    assert!(rates.used(&"ada", 1_000).abs() < 1e-9, "rest helps");
}

#[test]
fn whoever_is_limited_stays_so_while_thousands_come() {
    let mut rates = Buckets::new(Allowance { burst: 5.0, per_second: 0.001 }, 50);
    for _ in 0..5 {
        rates.take(&usize::MAX, 0).expect("five are allowed");
    }
    for other in 0..5_000 {
        rates.take(&other, 0).expect("each is new");
        assert!(rates.take(&usize::MAX, 0).is_err(), "forgotten after {other} others");
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn never_more_than_the_burst_and_what_time_gave(
        burst in 1_u32..20, per_second in 1_u32..20, waits in prop::collection::vec(0_i64..400, 1..200),
    ) {
        let mut rates = buckets(f64::from(burst), f64::from(per_second));
        let (mut now, mut taken) = (0, 0_u32);
        for wait in waits {
            now += wait;
            taken += u32::from(rates.take(&"ada", now).is_ok());
            let allowed = f64::from(burst) + f64::from(per_second) * now as f64 / 1_000.0;
            prop_assert!(f64::from(taken) <= allowed + 1e-6, "{} taken of {}", taken, allowed);
        }
    }

    #[test]
    fn whoever_waits_as_long_as_told_is_let_in(
        burst in 1_u32..5, per_minute in 1_u32..600, waits in prop::collection::vec(0_i64..2_000, 1..40),
    ) {
        let mut rates = buckets(f64::from(burst), f64::from(per_minute) / 60.0);
        let mut now = 0;
        for wait in waits {
            now += wait;
            if let Err(seconds) = rates.take(&"ada", now) {
                now += i64::try_from(seconds).expect("not for ever") * 1_000;
                prop_assert_eq!(rates.take(&"ada", now), Ok(()), "{} s were not enough", seconds);
            }
        }
    }
}
