//! Rows of a timeline: days, groups of one author, messages in the outbox.

use super::{state_timeline::history, support::cases};
use proptest::prelude::*;
use roost::{
    model::{ClientId, Entry, Event, History, RoomId, UserId},
    state::{Delivery, Outbox, Pending, Row, Timeline, rows, rows_before_log},
    wire::Refusal,
};
use std::collections::HashSet;

const ROOM: RoomId = RoomId(1);
const MINUTE: i64 = 60_000;

fn name(number: usize) -> ClientId {
    ClientId::parse(&super::support::name_of(number)).expect("a name")
}

fn post(seq: i64, by: i64, at: i64) -> Entry {
    let number = usize::try_from(seq).expect("positive");
    Entry {
        seq,
        at,
        by: UserId(by),
        event: Event::Post { client_id: name(number), body: format!("m{seq}"), mentions: vec![], edited: 0 },
    }
}

fn timeline(entries: Vec<Entry>) -> Timeline {
    let head = entries.last().map_or(0, |entry| entry.seq);
    Timeline::new(
        ROOM,
        &History { from: entries.first().map_or(1, |entry| entry.seq), to: head, entries, people: vec![], head },
        None,
    )
}

fn pending(number: usize, at: i64) -> Pending {
    Pending { room: ROOM, client_id: name(number), body: "on its way".into(), at, delivery: Delivery::Sending }
}

fn day(at: i64) -> i64 {
    at.div_euclid(1_440 * MINUTE)
}

/// Author and time of a message, stored or pending, and whether it shows its author.
fn message(row: &Row) -> Option<(UserId, i64, bool)> {
    match row {
        Row::Post { entry, heads, .. } => Some((entry.by, entry.at, *heads)),
        Row::Pending { by, at, heads, .. } => Some((*by, *at, *heads)),
        Row::Day { .. } | Row::Gap { .. } | Row::New | Row::SystemMessage { .. } => None,
    }
}

fn log() -> impl Strategy<Value = Vec<Entry>> {
    let one = (1_i64..4, prop_oneof![-3_i64..12, 0_i64..2_000], 0_u8..12);
    prop::collection::vec(one, 0..80).prop_map(|all| {
        let mut at = 1_763_800_000_000;
        all.into_iter()
            .zip(1..)
            .map(|((by, minutes, kind), seq)| {
                at += minutes * MINUTE;
                match kind {
                    0 => Entry { event: Event::Join, ..post(seq, by, at) },
                    1 => Entry { event: Event::Leave, ..post(seq, by, at) },
                    _ => post(seq, by, at),
                }
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn rows_have_keys_of_their_own_and_tell_days_and_groups(log in log(), waiting in prop::collection::vec(0_i64..9, 0..5)) {
        let mut outbox = Outbox::default();
        let mut at = log.last().map_or(0, |entry| entry.at);
        for (minutes, number) in waiting.iter().zip(1_000..) {
            at += minutes * MINUTE;
            outbox.push(pending(number, at));
        }
        let rows = rows(&timeline(log.clone()), &outbox, UserId(1), None, day);
        let keys: HashSet<_> = rows.iter().map(Row::key).collect();
        prop_assert_eq!(keys.len(), rows.len(), "keys are unique");
        let told: Vec<i64> = rows.iter().flat_map(|row| match row {
            Row::Post { entry, .. } => vec![entry.seq],
            Row::SystemMessage { entries } => entries.iter().map(|entry| entry.seq).collect(),
            _ => Vec::new(),
        }).collect();
        prop_assert_eq!(told, log.iter().map(|entry| entry.seq).collect::<Vec<_>>(), "every entry once, in order");
        prop_assert_eq!(rows.iter().filter(|row| matches!(row, Row::Pending { .. })).count(), waiting.len());
        let mut today = None;
        for (place, row) in rows.iter().enumerate() {
            match row {
                Row::Day { at, .. } => today = Some(day(*at)),
                Row::Post { entry, .. } => prop_assert_eq!(today, Some(day(entry.at))),
                Row::SystemMessage { entries } => {
                    prop_assert!(entries.iter().all(|entry| today == Some(day(entry.at))));
                    let before = place.checked_sub(1).map(|place| &rows[place]);
                    prop_assert!(!matches!(before, Some(Row::SystemMessage { .. })), "one line, not two");
                }
                Row::Gap { .. } | Row::New | Row::Pending { .. } => {}
            }
            let Some((by, at, heads)) = message(row) else { continue };
            let before = place.checked_sub(1).and_then(|place| message(&rows[place]));
            let goes_on = before.is_some_and(|(author, last, _)| author == by && (at - last).abs() <= 5 * MINUTE);
            prop_assert_eq!(heads, !goes_on, "row {}: {:?}", place, row);
        }
    }
}

#[test]
fn a_run_of_joins_and_leaves_is_one_row_that_stays_while_older_ones_come() {
    let entry = |seq, by, event| Entry { event, ..post(seq, by, seq) };
    let log = [
        entry(1, 1, Event::Create),
        entry(2, 2, Event::Join),
        entry(3, 3, Event::Join),
        entry(4, 2, Event::Leave),
        entry(5, 1, Event::Topic("Tea".into())),
        entry(6, 2, Event::Join),
        post(7, 1, 7),
    ];
    let of = |from: usize| {
        let entries = log[from..].to_vec();
        rows(&timeline(entries), &Outbox::default(), UserId(1), None, day)
    };
    let seqs = |rows: &[Row]| -> Vec<Vec<i64>> {
        let system = |row: &Row| match row {
            Row::SystemMessage { entries } => Some(entries.iter().map(|entry| entry.seq).collect()),
            _ => None,
        };
        rows.iter().filter_map(system).collect()
    };
    let all = of(0);
    assert_eq!(seqs(&all), [vec![1], vec![2, 3, 4], vec![5], vec![6]]);
    assert!(matches!(all[0], Row::SystemMessage { .. }), "what the room is stands above its first day");
    let later = of(2);
    assert_eq!(seqs(&later)[0], [3, 4]);
    let key = |rows: &[Row], place: usize| {
        rows.iter().filter(|row| matches!(row, Row::SystemMessage { .. })).nth(place).map(Row::key)
    };
    assert_eq!(key(&all, 1), key(&later, 0), "the same row");
}

#[test]
fn a_message_keeps_its_key_when_it_becomes_an_entry() {
    let mut outbox = Outbox::default();
    outbox.push(pending(2, 0));
    let mut timeline = timeline(vec![post(1, 2, 0)]);
    let before = rows(&timeline, &outbox, UserId(1), None, day);
    timeline.admit(&post(2, 1, 0));
    outbox.remove(&name(2));
    let after = rows(&timeline, &outbox, UserId(1), None, day);
    assert_eq!(before.last().map(Row::key), after.last().map(Row::key));
    assert!(matches!(after.last(), Some(Row::Post { .. })));
}

#[test]
fn a_refused_message_stays_until_it_is_tried_again_or_given_up() {
    let mut outbox = Outbox::default();
    outbox.push(pending(1, 0));
    outbox.refused(&name(1), Refusal::TooMany);
    assert_eq!((outbox.waiting(), outbox.of(ROOM).count()), (0, 1));
    assert_eq!(outbox.retry(&name(1)).map(|message| message.delivery), Some(Delivery::Sending));
    assert_eq!(outbox.retry(&name(1)), None, "it is being sent already");
    outbox.acked(&name(1), 5);
    outbox.refused(&name(1), Refusal::TooMany);
    assert_eq!(outbox.of(ROOM).next().map(|message| message.delivery), Some(Delivery::Stored(5)), "an ack is final");
}

#[test]
fn in_the_past_nothing_on_its_way_is_shown_and_the_target_is_marked() {
    let mut outbox = Outbox::default();
    outbox.push(pending(1_000, 0));
    let past = Timeline::new(ROOM, &history(20..=30, 100), Some(25));
    let rows = rows(&past, &outbox, UserId(1), None, day);
    assert!(!rows.iter().any(|row| matches!(row, Row::Pending { .. })));
    let marked: Vec<_> = rows.iter().filter(|row| matches!(row, Row::Post { target: true, .. })).collect();
    assert!(matches!(marked[..], [Row::Post { entry, .. }] if entry.seq == 25));
}

#[test]
fn what_was_passed_over_is_a_row() {
    let mut timeline = Timeline::new(ROOM, &history(1..=10, 10), None);
    timeline.passed_over(11, 1_960, true);
    timeline.catch_up(&history(1_961..=2_010, 2_010).entries, 2_010);
    let rows = rows(&timeline, &Outbox::default(), UserId(1), None, day);
    assert_eq!(rows.first(), Some(&Row::Gap { from: 11, to: 1_960 }));
}

#[test]
fn the_new_line_stands_before_the_first_of_others_posts() {
    let history = history(1..=20, 20);
    let timeline = Timeline::new(ROOM, &history, None);
    let place = |line| {
        let rows = rows(&timeline, &Outbox::default(), UserId(2), Some(line), day);
        let at = rows.iter().position(|row| matches!(row, Row::New))?;
        match rows.get(at + 1) {
            Some(Row::Post { entry, heads: true, .. }) => Some(entry.seq),
            other => panic!("after the line comes {other:?}"),
        }
    };
    // Posts of user 2 are seqs 3 to 5 and 12 to 14; 17 is a join.
    for (line, before) in [(0, Some(2)), (2, Some(6)), (11, Some(15)), (15, Some(16)), (20, None)] {
        assert_eq!(place(line), before, "after {line}");
    }
    let later = Timeline::new(ROOM, &super::state_timeline::history(10..=20, 20), None);
    let rows = rows(&later, &Outbox::default(), UserId(2), Some(4), day);
    assert!(!rows.contains(&Row::New), "what lies between is not held");
}

#[test]
fn what_is_written_before_the_log_has_come_is_shown_with_the_key_it_keeps() {
    let mut outbox = Outbox::default();
    outbox.push(pending(1, MINUTE));
    outbox.push(pending(2, 2 * MINUTE));
    outbox.push(Pending { room: RoomId(2), ..pending(3, MINUTE) });
    let before = rows_before_log(ROOM, &outbox, UserId(1));
    let heads: Vec<_> = before.iter().filter_map(message).collect();
    assert_eq!(heads, [(UserId(1), MINUTE, true), (UserId(1), 2 * MINUTE, false)]);
    let after = rows(&timeline(vec![]), &outbox, UserId(1), None, day);
    assert_eq!(after.iter().map(Row::key).collect::<Vec<_>>(), before.iter().map(Row::key).collect::<Vec<_>>());
}
