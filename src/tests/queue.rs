//! The outgoing queue of one connection: the delivery contract, clause 6, at its bounds.

use axum::extract::ws::Utf8Bytes;
use roost::{
    model::{RoomId, UserId},
    server::live::{EncodedEntry, Item, Outgoing, Waiting},
    wire::close,
};
use std::sync::Arc;

fn outgoing() -> Outgoing {
    Outgoing::new(UserId(1), [0; 32])
}

fn frame(bytes: usize) -> Item {
    Item::Frame("x".repeat(bytes).into())
}

fn entry(room: i64, seq: i64, bytes: usize) -> Item {
    let entry = EncodedEntry { seq, people: None, text: "x".repeat(bytes).into() };
    Item::Entries { room: RoomId(room), entries: Arc::new([entry]) }
}

/// The rooms and seqs of the queued entries.
fn entries(waiting: &Waiting) -> Vec<(i64, i64)> {
    let mut all = Vec::new();
    for item in &waiting.items {
        if let Item::Entries { room, entries } = item {
            all.extend(entries.iter().map(|entry| (room.0, entry.seq)));
        }
    }
    all
}

fn text(text: &'static str) -> Utf8Bytes {
    Utf8Bytes::from_static(text)
}

#[test]
fn clause_6_so_many_items_wait_and_not_one_more() {
    let outgoing = outgoing();
    for _ in 0..256 {
        outgoing.push(frame(1));
    }
    let waiting = outgoing.take();
    assert_eq!((waiting.items.len(), waiting.close), (256, None), "all that fit are there");
    for _ in 0..257 {
        outgoing.push(frame(1));
    }
    let waiting = outgoing.take();
    assert_eq!((waiting.items.len(), waiting.close), (0, Some(close::TOO_SLOW)));
    outgoing.push(frame(1));
    assert_eq!(outgoing.take().items.len(), 0, "nothing comes after a hole");
}

#[test]
fn clause_6_so_many_bytes_wait_and_not_one_more() {
    let mib = 1024 * 1024;
    let whole = outgoing();
    for bytes in [mib - 1, 1] {
        whole.push(frame(bytes));
    }
    let waiting = whole.take();
    assert_eq!((waiting.items.len(), waiting.close), (2, None));
    whole.push(frame(mib));
    assert_eq!(whole.take().close, None, "what was taken counts no more");
    for bytes in [mib, 1] {
        whole.push(frame(bytes));
    }
    assert_eq!(whole.take().close, Some(close::TOO_SLOW));
    let one = outgoing();
    one.push(frame(mib + 1));
    assert_eq!(one.take().close, Some(close::TOO_SLOW));
}

#[test]
fn clause_6_with_a_quarter_waiting_what_can_be_made_up_for_is_left_out() {
    for (items, bytes) in [(64, 1), (1, 256 * 1024)] {
        let outgoing = outgoing();
        for _ in 1..items {
            outgoing.push(frame(bytes));
        }
        if items > 1 {
            assert!(outgoing.try_push_droppable(text("typing")), "one less, and there is room");
            assert_eq!(outgoing.take().items.len(), items);
        }
        for _ in 0..items {
            outgoing.push(frame(bytes));
        }
        assert!(!outgoing.take_owed_standings() && !outgoing.take_owed_watch());
        assert!(!outgoing.try_push_droppable(text("typing")));
        outgoing.notice(text("notice"));
        outgoing.presence(text("presence"));
        assert!(outgoing.take_owed_standings(), "exact numbers are owed instead");
        assert!(outgoing.take_owed_watch(), "and how everybody is");
        assert!(!outgoing.take_owed_standings() && !outgoing.take_owed_watch(), "once");
        // A frame that cannot be made up for is still queued.
        outgoing.push(frame(bytes));
        let waiting = outgoing.take();
        assert_eq!((waiting.items.len(), waiting.close), (items + 1, None));
        outgoing.notice(text("notice"));
        outgoing.presence(text("presence"));
        assert_eq!(outgoing.take().items.len(), 2, "with nothing waiting all of it goes");
    }
}

#[test]
fn what_was_queued_before_a_goodbye_is_still_sent() {
    let outgoing = outgoing();
    outgoing.push(frame(1));
    outgoing.close(close::SIGNED_OUT);
    outgoing.push(frame(1));
    outgoing.close(close::RESTART);
    let waiting = outgoing.take();
    assert_eq!((waiting.items.len(), waiting.close), (1, Some(close::SIGNED_OUT)), "and nothing after it");
}

#[test]
fn clause_6_a_room_whose_entries_do_not_fit_falls_behind_and_the_others_go_on() {
    let outgoing = outgoing();
    for seq in 1..=100 {
        outgoing.push(entry(1, seq, 1));
    }
    for seq in 1..=92 {
        outgoing.push(entry(2, seq, 1));
    }
    assert_eq!(outgoing.take().behind, [], "192 of them fit");
    for seq in 1..=193 {
        outgoing.push(entry(1 + seq % 2, seq, 1));
    }
    let waiting = outgoing.take();
    assert_eq!((waiting.behind.as_slice(), waiting.close), (&[RoomId(2)][..], None), "of the one that came last");
    assert_eq!(entries(&waiting), (1..=96).map(|half| (1, half * 2)).collect::<Vec<_>>(), "all of the other");
    outgoing.push(entry(2, 200, 1));
    assert_eq!(entries(&outgoing.take()), [(2, 200)], "what is behind is told once");
}

#[test]
fn clause_6_entries_leave_room_for_what_is_in_no_store_however_many_come() {
    let outgoing = outgoing();
    for seq in 1..=60 {
        outgoing.push(entry(1, seq, 48_000));
        outgoing.push(entry(seq, 1, 48_000));
    }
    for _ in 0..64 {
        outgoing.push(frame(200));
    }
    let waiting = outgoing.take();
    assert_eq!(waiting.close, None, "answers still have their place");
    let bytes: usize = entries(&waiting).len() * 48_000;
    assert!(bytes <= 768 * 1024 && waiting.behind.len() <= 60, "{bytes} bytes, {} rooms", waiting.behind.len());
}

#[test]
fn clause_6_once_behind_a_room_stays_so_until_that_is_looked_at() {
    let outgoing = outgoing();
    outgoing.push(entry(1, 1, 800_000));
    for seq in 2..=5 {
        outgoing.push(entry(1, seq, 1));
    }
    let waiting = outgoing.take();
    assert_eq!((waiting.behind.as_slice(), entries(&waiting)), (&[RoomId(1)][..], Vec::new()), "no hole in it");
}

#[test]
fn clause_6_what_has_become_of_one_person_is_told_once() {
    let outgoing = outgoing();
    for _ in 0..1_000 {
        outgoing.push(Item::Person { user: UserId(1), text: text("earlier") });
        outgoing.push(Item::Person { user: UserId(2), text: text("other") });
    }
    outgoing.push(Item::Person { user: UserId(1), text: text("last") });
    let waiting = outgoing.take();
    let told: Vec<_> = waiting.items.iter().map(|item| format!("{item:?}").contains("last")).collect();
    assert_eq!((told, waiting.close), (vec![false, true], None));
}
