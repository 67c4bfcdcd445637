//! A timeline's range of the log: dense and without duplicates, whatever arrives.

use super::support::cases;
use proptest::prelude::*;
use roost::{
    model::{ClientId, Entry, Event, History, RoomId, Seq, UserId, limits},
    state::{Timeline, timeline::Admitted},
};

const ROOM: RoomId = RoomId(1);

/// The entry of the true log at a seq.
pub(crate) fn entry(seq: Seq) -> Entry {
    let event = match seq {
        1 => Event::Create,
        seq if seq % 17 == 0 => Event::Join,
        seq => Event::Post {
            client_id: ClientId::parse(&format!("{seq:022}")).expect("a name"),
            body: format!("m{seq}"),
            mentions: vec![],
        },
    };
    Entry { seq, at: seq * 60_000, by: UserId(1 + seq / 3 % 3), event }
}

pub(crate) fn history(seqs: impl IntoIterator<Item = Seq>, head: Seq) -> History {
    History { entries: seqs.into_iter().map(entry).collect(), people: vec![], head }
}

/// A server's honest page: up to `most` entries from a seq, up to a head.
fn page(from: Seq, most: i64, head: Seq) -> History {
    history(from.max(1)..=(from + most - 1).min(head), head)
}

fn seqs(timeline: &Timeline) -> Vec<Seq> {
    timeline.entries().iter().map(|entry| entry.seq).collect()
}

fn is_sound(timeline: &Timeline) -> Result<(), TestCaseError> {
    let held = seqs(timeline);
    prop_assert!(held.windows(2).all(|pair| pair[1] == pair[0] + 1), "holes or doubles: {:?}", held);
    for held in timeline.entries() {
        prop_assert_eq!(&**held, &entry(held.seq));
    }
    prop_assert!(timeline.head() >= held.last().copied().unwrap_or(0), "the head lies behind {:?}", held);
    prop_assert!(held.len() <= limits::WINDOW, "{} are held", held.len());
    Ok(())
}

#[derive(Clone, Debug)]
enum Arrival {
    Live(Seq),
    CatchUp(Vec<Seq>),
    PassedOver { from: Seq, length: Seq, following: bool },
    Older(Vec<Seq>),
    Newer(Vec<Seq>),
}

/// Seqs as a confused connection might bring them: in runs, with holes, doubled, backwards.
fn confused() -> impl Strategy<Value = Vec<Seq>> {
    let run = (1_i64..400, 0_i64..120).prop_map(|(from, length)| (from..from + length).collect::<Vec<_>>());
    prop_oneof![4 => run, 1 => prop::collection::vec(1_i64..400, 0..30)]
}

fn arrival() -> impl Strategy<Value = Arrival> {
    prop_oneof![
        (1_i64..400).prop_map(Arrival::Live),
        confused().prop_map(Arrival::CatchUp),
        (1_i64..300, 1_i64..100, any::<bool>()).prop_map(|(from, length, following)| Arrival::PassedOver {
            from,
            length,
            following
        }),
        confused().prop_map(Arrival::Older),
        confused().prop_map(Arrival::Newer),
    ]
}

fn arrive(timeline: &mut Timeline, arrival: Arrival) {
    let top = |seqs: &[Seq]| seqs.iter().copied().max().unwrap_or(0);
    match arrival {
        Arrival::Live(seq) => drop(timeline.admit(&entry(seq))),
        Arrival::CatchUp(seqs) => timeline.catch_up(&history(seqs.clone(), 0).entries, top(&seqs)),
        Arrival::PassedOver { from, length, following } => timeline.passed_over(from, from + length, following),
        Arrival::Older(seqs) => timeline.prepend(&history(seqs.clone(), top(&seqs))),
        Arrival::Newer(seqs) => timeline.extend(&history(seqs.clone(), top(&seqs))),
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn whatever_arrives_there_is_no_hole_no_double_and_no_disorder(
        first in confused(), arrivals in prop::collection::vec(arrival(), 0..60),
    ) {
        let head = first.iter().copied().max().unwrap_or(0);
        let mut timeline = Timeline::new(ROOM, &history(first, head), None);
        is_sound(&timeline)?;
        for arrival in arrivals {
            let last = timeline.last();
            let told = format!("{arrival:?}");
            arrive(&mut timeline, arrival);
            is_sound(&timeline).map_err(|error| TestCaseError::fail(format!("{error} after {told}, from {last}")))?;
        }
    }

    #[test]
    fn at_the_end_every_next_entry_is_taken_and_every_hole_is_seen(
        head in 1_i64..200, most in 0_i64..60, skips in prop::collection::vec(prop_oneof![9 => Just(0_i64), 1 => 1_i64..5], 1..80),
    ) {
        let mut timeline = Timeline::new(ROOM, &page(head - most + 1, most, head), None);
        let mut next = head + 1;
        for skip in skips {
            let last = timeline.last();
            if skip > 0 {
                prop_assert_eq!(timeline.admit(&entry(next + skip)), Admitted::Missed(last));
                prop_assert_eq!(timeline.resume_after(), Some(last), "from here it is asked for again");
                timeline.catch_up(&page(last + 1, 200, next + skip).entries, next + skip);
                next += skip + 1;
            } else {
                prop_assert_eq!(timeline.admit(&entry(next)), Admitted::Added, "{} after {}", next, last);
                prop_assert_eq!(timeline.admit(&entry(next)), Admitted::Skipped, "the same once more");
                next += 1;
            }
            prop_assert_eq!(timeline.last(), next - 1);
        }
        is_sound(&timeline)?;
    }

    #[test]
    fn reading_back_to_the_start_and_forth_to_the_end_misses_nothing(head in 1_i64..1_200) {
        let size = limits::PAGE as i64;
        let mut timeline = Timeline::new(ROOM, &page(head - size + 1, size, head), None);
        let mut seen: Vec<Seq> = seqs(&timeline);
        while timeline.has_older() {
            let before = timeline.first();
            timeline.prepend(&history((before - size).max(1)..before, head));
            prop_assert!(timeline.first() < before, "no way back from {}", before);
            seen.extend(timeline.first()..before);
        }
        seen.sort_unstable();
        prop_assert_eq!(seen, (1..=head).collect::<Vec<_>>());
        prop_assert_eq!(timeline.detached(), head > limits::WINDOW as i64, "the end was let go to stay bounded");
        while timeline.detached() {
            let last = timeline.last();
            timeline.extend(&page(last + 1, size, head));
            prop_assert!(timeline.last() > last, "no way forth from {}", last);
        }
        prop_assert_eq!(timeline.last(), head);
        is_sound(&timeline)?;
    }
}

#[test]
fn a_timeline_that_begins_empty_takes_what_happens_next() {
    let mut timeline = Timeline::new(ROOM, &history([], 7), None);
    assert_eq!(timeline.resume_after(), Some(7));
    assert_eq!(timeline.admit(&entry(8)), Admitted::Added);
    assert_eq!(seqs(&timeline), [8]);
}

#[test]
fn in_the_past_nothing_live_is_taken_and_the_head_is_known() {
    let mut past = Timeline::new(ROOM, &history(10..=14, 100), Some(12));
    assert!(past.detached());
    assert_eq!(past.resume_after(), None, "followed from the head on");
    assert_eq!(past.admit(&entry(101)), Admitted::Skipped);
    assert_eq!((past.last(), past.head()), (14, 101));
    assert_eq!(past.admit(&entry(15)), Admitted::Skipped, "not even the next one");
}

#[test]
fn after_a_gap_a_reader_at_the_end_goes_on_from_the_newest_page() {
    let mut timeline = Timeline::new(ROOM, &history(1..=50, 50), None);
    timeline.passed_over(51, 1_950, true);
    assert_eq!(timeline.gap(), None, "it does not lie before what is still shown");
    timeline.catch_up(&history(1_951..=2_000, 2_000).entries, 2_000);
    assert_eq!(seqs(&timeline), (1_951..=2_000).collect::<Vec<_>>(), "what lies before the gap may be stale");
    assert_eq!(timeline.gap(), Some((51, 1_950)), "and the gap is there to be seen");
    assert_eq!(timeline.admit(&entry(2_001)), Admitted::Added);
    timeline.prepend(&history(1_901..=1_950, 2_001));
    assert_eq!((timeline.first(), timeline.gap()), (1_901, None), "read on scrolling up");
}

#[test]
fn after_a_gap_a_reader_further_up_stays_where_they_are() {
    let mut timeline = Timeline::new(ROOM, &history(1..=50, 50), None);
    timeline.passed_over(51, 1_950, false);
    timeline.catch_up(&history(1_951..=2_000, 2_000).entries, 2_000);
    assert_eq!(seqs(&timeline), (1..=50).collect::<Vec<_>>());
    assert!(timeline.detached() && timeline.head() == 2_000);
}
