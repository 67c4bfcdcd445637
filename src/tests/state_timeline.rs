//! A timeline's range of the log: dense and without duplicates, whatever arrives.

use super::support::cases;
use proptest::prelude::*;
use roost::{
    model::{ClientId, Entry, Event, History, RoomId, Seq, UserId, limits},
    state::{Timeline, timeline::Admitted},
};

const ROOM: RoomId = RoomId(1);

/// The entry of the true log at a seq, as it was written: posts, and joins, edits and deletions between them.
pub(crate) fn entry(seq: Seq) -> Entry {
    let event = match seq {
        1 => Event::Create,
        seq if seq % 17 == 0 => Event::Join,
        seq if seq % 7 == 3 && seq > 20 => {
            // Not always a message, nor always a live one: a later server may know better.
            let (target, body) = (seq - seq % 19 - 1, Some(format!("edited by {seq}")));
            Event::Edit { target, body, mentions: vec![] }
        }
        seq if seq % 23 == 5 && seq > 20 => Event::Delete { target: seq - seq % 13 - 1 },
        seq => Event::Post {
            client_id: ClientId::parse(&format!("{seq:022}")).expect("a name"),
            body: format!("m{seq}"),
            mentions: vec![],
            edited: 0,
        },
    };
    Entry { seq, at: seq * 60_000, by: UserId(1 + seq / 3 % 3), event }
}

/// An entry as it is read when the log's head is at a seq. No change is further from its message than this.
fn as_of(seq: Seq, head: Seq) -> Entry {
    let changes = (seq + 1..=head.min(seq + 20)).map(entry);
    changes.fold(entry(seq), |message, change| message.changed_by(&change).unwrap_or(message))
}

fn is_row(seq: Seq) -> bool {
    entry(seq).target().is_none()
}

/// An honest page: the rows of a range of seqs, read when the log's head was at a seq.
pub(crate) fn history(seqs: std::ops::RangeInclusive<Seq>, head: Seq) -> History {
    let rows = seqs.clone().filter(|seq| is_row(*seq));
    let entries = rows.map(|seq| as_of(seq, head)).collect();
    History { from: *seqs.start(), to: *seqs.end(), entries, people: vec![], head }
}

/// A server's page: up to `most` rows from a seq, up to a head.
fn page(from: Seq, most: usize, head: Seq) -> History {
    let from = from.max(1);
    let last = (from..=head).filter(|seq| is_row(*seq)).nth(most.saturating_sub(1));
    history(from..=last.filter(|_| most > 0).unwrap_or(if most > 0 { head } else { from - 1 }), head)
}

/// The log of a range, as catch-up brings it when the head is at a seq.
fn log(seqs: impl IntoIterator<Item = Seq>, head: Seq) -> Vec<Entry> {
    let read = |seq: Seq| match entry(seq) {
        Entry { event: Event::Edit { target, .. }, .. } => {
            let message = as_of(target, head);
            let event = Event::Edit { target, body: message.body().map(str::to_owned), mentions: vec![] };
            Entry { event, ..entry(seq) }
        }
        _ => as_of(seq, head),
    };
    seqs.into_iter().map(read).collect()
}

fn seqs(timeline: &Timeline) -> Vec<Seq> {
    timeline.rows().iter().map(|entry| entry.seq).collect()
}

fn rows_in(seqs: std::ops::RangeInclusive<Seq>) -> Vec<Seq> {
    seqs.filter(|seq| is_row(*seq)).collect()
}

/// No hole, no double, no disorder; and each message as it is at least as of the timeline's last entry, unless it
/// is to be read again.
fn is_sound(timeline: &Timeline) -> Result<(), TestCaseError> {
    let held = seqs(timeline);
    prop_assert_eq!(&held, &rows_in(timeline.first()..=timeline.last()), "not the rows of its range");
    let is_stale = |seq| timeline.stale().is_some_and(|(from, to)| (from..=to).contains(&seq));
    for row in timeline.rows().iter().filter(|row| !is_stale(row.seq)) {
        let changed = match row.event {
            Event::Post { edited: changed, .. } | Event::Tombstone { deleted: changed, .. } => changed,
            _ => 0,
        };
        let known = as_of(row.seq, changed.max(timeline.resume_after()));
        // An edit read in catch-up may bring words of a later one.
        let is_ahead = row.body().is_some() && known.body().is_some() && changed <= timeline.resume_after();
        prop_assert!(**row == known || is_ahead, "{:?} is {:?}", row, known);
    }
    prop_assert!(timeline.head() >= held.last().copied().unwrap_or(0), "the head lies behind {:?}", held);
    prop_assert!(held.len() <= limits::WINDOW, "{} are held", held.len());
    Ok(())
}

#[derive(Clone, Debug)]
enum Arrival {
    Live(Seq),
    CatchUp(Vec<Seq>),
    PassedOver {
        from: Seq,
        length: Seq,
        following: bool,
    },
    Older(History),
    Newer(History),
    Again(History),
    /// The rows to be read again come, up to a head.
    Refresh(Seq),
}

/// Seqs as a confused connection might bring them: in runs, with holes, doubled, backwards.
fn confused() -> impl Strategy<Value = Vec<Seq>> {
    let run = (1_i64..400, 0_i64..120).prop_map(|(from, length)| (from..from + length).collect::<Vec<_>>());
    prop_oneof![4 => run, 1 => prop::collection::vec(1_i64..400, 0..30)]
}

/// Pages of any range, read at any time since then.
fn any_page() -> impl Strategy<Value = History> {
    (1_i64..400, 0_i64..120, 0_i64..150).prop_map(|(from, length, since)| {
        let to = from + length - 1;
        history(from..=to, to + since)
    })
}

fn arrival() -> impl Strategy<Value = Arrival> {
    prop_oneof![
        4 => (1_i64..400).prop_map(Arrival::Live),
        2 => confused().prop_map(Arrival::CatchUp),
        1 => (1_i64..300, 1_i64..100, any::<bool>()).prop_map(|(from, length, following)| Arrival::PassedOver {
            from,
            length,
            following
        }),
        2 => any_page().prop_map(Arrival::Older),
        2 => any_page().prop_map(Arrival::Newer),
        1 => any_page().prop_map(Arrival::Again),
        2 => (0_i64..100).prop_map(Arrival::Refresh),
    ]
}

fn arrive(timeline: &mut Timeline, arrival: Arrival) {
    let top = |seqs: &[Seq]| seqs.iter().copied().max().unwrap_or(0);
    match arrival {
        Arrival::Live(seq) => drop(timeline.admit(&entry(seq))),
        Arrival::CatchUp(seqs) => timeline.catch_up(&log(seqs.clone(), top(&seqs)), top(&seqs)),
        Arrival::PassedOver { from, length, following } => timeline.passed_over(from, from + length, following),
        Arrival::Older(page) => timeline.prepend(&page),
        Arrival::Newer(page) => timeline.extend(&page),
        Arrival::Again(page) => timeline.refresh(&page),
        Arrival::Refresh(since) => {
            if let Some((from, to)) = timeline.stale() {
                timeline.refresh(&history(from..=to, timeline.resume_after().max(to) + since));
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn whatever_arrives_there_is_no_hole_no_double_and_no_disorder(
        first in any_page(), arrivals in prop::collection::vec(arrival(), 0..60),
    ) {
        let mut timeline = Timeline::new(ROOM, &first, None);
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
        head in 1_i64..200, most in 0_usize..60, skips in prop::collection::vec(prop_oneof![9 => Just(0_i64), 1 => 1_i64..5], 1..80),
    ) {
        let mut timeline = Timeline::new(ROOM, &page(head - most as i64 + 1, most.max(1), head), None);
        let mut next = head + 1;
        for skip in skips {
            let last = timeline.last();
            if skip > 0 {
                prop_assert_eq!(timeline.admit(&entry(next + skip)), Admitted::Missed(last));
                prop_assert_eq!(timeline.resume_after(), last, "from here it is asked for again");
                timeline.catch_up(&log(last + 1..=next + skip, next + skip), next + skip);
                next += skip + 1;
            } else {
                let admitted = if is_row(next) { Admitted::Added } else { Admitted::Skipped };
                prop_assert_eq!(timeline.admit(&entry(next)), admitted, "{} after {}", next, last);
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
        let mut timeline = Timeline::new(ROOM, &history((head - size + 1).max(1)..=head, head), None);
        let mut seen: Vec<Seq> = seqs(&timeline);
        while timeline.has_older() {
            let before = timeline.first();
            timeline.prepend(&history((before - size).max(1)..=before - 1, head));
            prop_assert!(timeline.first() < before, "no way back from {}", before);
            seen.extend(rows_in(timeline.first()..=before - 1));
        }
        seen.sort_unstable();
        prop_assert_eq!(seen, rows_in(1..=head));
        let is_long = rows_in(1..=head).len() > limits::WINDOW;
        prop_assert_eq!(timeline.detached(), is_long, "the end was let go to stay bounded");
        while timeline.detached() {
            let last = timeline.last();
            timeline.extend(&page(last + 1, limits::PAGE, head));
            prop_assert!(timeline.last() > last, "no way forth from {}", last);
        }
        prop_assert_eq!(timeline.last(), head);
        is_sound(&timeline)?;
    }
}

#[test]
fn a_timeline_that_begins_empty_takes_what_happens_next() {
    let mut timeline = Timeline::new(ROOM, &page(8, 0, 7), None);
    assert_eq!(timeline.resume_after(), 7);
    assert_eq!(timeline.admit(&entry(8)), Admitted::Added);
    assert_eq!(seqs(&timeline), [8]);
}

#[test]
fn in_the_past_no_new_row_is_taken_and_what_changes_a_held_one_is() {
    let mut past = Timeline::new(ROOM, &history(10..=14, 100), Some(12));
    assert!(past.detached());
    assert_eq!(past.resume_after(), 100, "from there on its changes are followed");
    let edit = |seq, target| {
        let event = Event::Edit { target, body: Some(format!("again {seq}")), mentions: vec![] };
        Entry { event, ..entry(seq) }
    };
    assert_eq!(past.admit(&edit(101, 12)), Admitted::Skipped);
    assert_eq!((past.last(), past.head(), past.row(12).and_then(Entry::body)), (14, 101, Some("again 101")));
    assert_eq!(past.admit(&entry(15)), Admitted::Skipped, "not even the next row");
    assert_eq!(past.admit(&edit(103, 12)), Admitted::Missed(101));
    assert_eq!(past.admit(&edit(102, 90)), Admitted::Skipped, "of one that is not held");
    past.admit(&Entry { event: Event::Delete { target: 12 }, ..entry(103) });
    assert_eq!(past.row(12).and_then(Entry::body), None);
    past.admit(&edit(104, 12));
    assert_eq!(past.row(12).and_then(Entry::body), None, "a deletion is final");
}

#[test]
fn a_page_that_was_read_before_a_change_does_not_bring_the_old_words_back() {
    let mut timeline = Timeline::new(ROOM, &history(60..=64, 64), None);
    let delete = |seq, target| Entry { event: Event::Delete { target }, ..entry(seq) };
    // Asked for at 64, and on its way while two messages are deleted.
    let older = history(50..=59, 64);
    timeline.admit(&delete(65, 53));
    timeline.admit(&delete(66, 62));
    timeline.prepend(&older);
    assert_eq!(timeline.row(53).and_then(Entry::body), None);
    assert_eq!(timeline.row(62).and_then(Entry::body), None);
    // So many changes that not all are remembered: such a page is read again.
    let older = history(40..=49, 66);
    for seq in 67..=400 {
        let event = Event::Edit { target: 41, body: Some(format!("again {seq}")), mentions: vec![] };
        timeline.admit(&Entry { event, ..entry(seq) });
    }
    timeline.prepend(&older);
    assert_eq!(timeline.stale(), Some((40, 49)));
    timeline.refresh(&history(40..=45, 400));
    assert_eq!(timeline.stale(), Some((46, 49)));
    timeline.refresh(&history(46..=90, 400));
    assert_eq!(timeline.stale(), None);
    // A page that is read again can be overtaken as well: then once more.
    let again = history(40..=49, 400);
    for seq in 401..=700 {
        let event = Event::Edit { target: 42, body: Some(format!("again {seq}")), mentions: vec![] };
        timeline.admit(&Entry { event, ..entry(seq) });
    }
    timeline.refresh(&again);
    assert_eq!(timeline.stale(), Some((40, 49)));
}

#[test]
fn after_a_gap_a_reader_at_the_end_goes_on_from_the_newest_page() {
    let mut timeline = Timeline::new(ROOM, &history(1..=50, 50), None);
    timeline.passed_over(51, 1_950, true);
    assert_eq!(timeline.gap(), None, "it does not lie before what is still shown");
    timeline.catch_up(&log(1_951..=2_000, 2_000), 2_000);
    assert_eq!(seqs(&timeline), rows_in(1_951..=2_000), "what lies before the gap may be stale");
    assert_eq!(timeline.gap(), Some((51, 1_950)), "and the gap is there to be seen");
    assert_ne!(timeline.admit(&entry(2_001)), Admitted::Missed(2_000));
    timeline.prepend(&history(1_901..=1_950, 2_001));
    assert_eq!((timeline.first(), timeline.gap()), (1_901, None), "read on scrolling up");
}

#[test]
fn after_a_gap_a_reader_further_up_stays_where_they_are() {
    let mut timeline = Timeline::new(ROOM, &history(1..=50, 50), None);
    timeline.passed_over(51, 1_950, false);
    assert_eq!(timeline.stale(), Some((1, 50)), "a change of them may lie in the gap");
    timeline.catch_up(&log(1_951..=2_000, 2_000), 2_000);
    assert_eq!(seqs(&timeline), rows_in(1..=50));
    assert!(timeline.detached() && timeline.head() == 2_000);
    timeline.refresh(&history(1..=50, 2_000));
    assert_eq!((seqs(&timeline), timeline.stale()), (rows_in(1..=50), None));
}
