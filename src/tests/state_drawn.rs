//! Which rows are drawn: a screenful first, and in the end all of them, whatever comes meanwhile.

use super::support::cases;
use proptest::prelude::*;
use roost::state::{Drawn, rows::Key};

fn keys(seqs: impl IntoIterator<Item = i64>) -> Vec<Key> {
    seqs.into_iter().map(Key::SystemMessage).collect()
}

#[test]
fn a_room_opens_with_a_screenful_at_its_end() {
    let drawn = Drawn::open(keys(1..=50), None, 20);
    assert_eq!(drawn.drawn(), keys(31..=50));
    assert_eq!(drawn.more().drawn(), keys(23..=50));
    assert!(Drawn::open(keys(1..=20), None, 20).is_whole());
}

#[test]
fn where_it_opens_further_up_all_below_is_there() {
    assert_eq!(Drawn::open(keys(1..=50), Some(20), 20).drawn(), keys(13..=50));
    assert!(Drawn::open(keys(1..=50), Some(3), 20).is_whole());
    // Near the end there is still a screenful.
    assert_eq!(Drawn::open(keys(1..=50), Some(49), 20).drawn(), keys(31..=50));
}

#[test]
fn history_comes_frame_by_frame_and_what_is_new_at_once() {
    let drawn = Drawn::all(keys(51..=60)).after(keys(1..=61));
    assert_eq!(drawn.drawn(), keys(43..=61));
    assert_eq!(drawn.after(keys(1..=62)).drawn(), keys(43..=62));
}

#[test]
fn a_row_that_gives_way_hides_none() {
    // The label of a day moves up to the day's first message.
    let drawn = Drawn::all(keys(50..=60)).after(keys((30..=49).chain(51..=60)));
    assert_eq!(drawn.drawn(), keys((41..=49).chain(51..=60)));
    assert!(Drawn::all(keys(1..=9)).after(keys(20..=29)).is_whole());
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn in_the_end_all_are_drawn_in_order_and_none_goes_again(
        steps in prop::collection::vec((0_i64..60, 0_i64..5, any::<bool>()), 1..20),
        screen in 1_usize..40,
    ) {
        let (mut first, mut last) = (1_000, 1_050);
        let mut drawn = Drawn::open(keys(first..=last), None, screen);
        for (older, newer, frame) in steps {
            let before = drawn.drawn().to_vec();
            (first, last) = (first - older, last + newer);
            drawn = drawn.after(keys(first..=last));
            if frame {
                drawn = drawn.more();
            }
            prop_assert!(before.iter().all(|key| drawn.drawn().contains(key)));
            let newest = keys([last]);
            prop_assert_eq!(drawn.drawn().last(), newest.first());
        }
        for _ in 0..=(last - first) {
            drawn = drawn.more();
        }
        prop_assert_eq!(drawn.drawn(), keys(first..=last));
    }
}
