//! What waits for one connection: the delivery contract, clause 6, at its bounds.

use axum::extract::ws::Utf8Bytes;
use roost::{
    model::{RoomId, UserId},
    server::live::{Item, Link},
    wire::close,
};

fn link() -> Link {
    Link::new(UserId(1), [0; 32])
}

fn entry(bytes: usize) -> Item {
    Item::Entry { room: RoomId(1), seq: 1, text: "x".repeat(bytes).into() }
}

fn text(text: &'static str) -> Utf8Bytes {
    Utf8Bytes::from_static(text)
}

#[test]
fn clause_6_so_many_items_wait_and_not_one_more() {
    let link = link();
    for _ in 0..256 {
        link.push(entry(1));
    }
    let waiting = link.take();
    assert_eq!((waiting.items.len(), waiting.close), (256, None), "all that fit are there");
    for _ in 0..257 {
        link.push(entry(1));
    }
    let waiting = link.take();
    assert_eq!((waiting.items.len(), waiting.close), (0, Some(close::TOO_SLOW)));
    link.push(entry(1));
    assert_eq!(link.take().items.len(), 0, "nothing comes after a hole");
}

#[test]
fn clause_6_so_many_bytes_wait_and_not_one_more() {
    let mib = 1024 * 1024;
    let whole = link();
    for bytes in [mib - 1, 1] {
        whole.push(entry(bytes));
    }
    let waiting = whole.take();
    assert_eq!((waiting.items.len(), waiting.close), (2, None));
    whole.push(entry(mib));
    assert_eq!(whole.take().close, None, "what was taken counts no more");
    for bytes in [mib, 1] {
        whole.push(entry(bytes));
    }
    assert_eq!(whole.take().close, Some(close::TOO_SLOW));
    let one = link();
    one.push(entry(mib + 1));
    assert_eq!(one.take().close, Some(close::TOO_SLOW));
}

#[test]
fn clause_6_with_a_quarter_waiting_what_can_be_made_up_for_is_left_out() {
    for (items, bytes) in [(64, 1), (1, 256 * 1024)] {
        let link = link();
        for _ in 1..items {
            link.push(entry(bytes));
        }
        if items > 1 {
            assert!(link.spare(text("typing")), "one less, and there is room");
            assert_eq!(link.take().items.len(), items);
        }
        for _ in 0..items {
            link.push(entry(bytes));
        }
        assert!(!link.take_owed_standings() && !link.take_owed_watch());
        assert!(!link.spare(text("typing")));
        link.notice(text("notice"));
        link.presence(text("presence"));
        assert!(link.take_owed_standings(), "exact numbers are owed instead");
        assert!(link.take_owed_watch(), "and how everybody is");
        assert!(!link.take_owed_standings() && !link.take_owed_watch(), "once");
        // Whatever cannot be made up for still has its place.
        link.push(entry(bytes));
        let waiting = link.take();
        assert_eq!((waiting.items.len(), waiting.close), (items + 1, None));
        link.notice(text("notice"));
        link.presence(text("presence"));
        assert_eq!(link.take().items.len(), 2, "with nothing waiting all of it goes");
    }
}

#[test]
fn what_was_queued_before_a_goodbye_is_still_sent() {
    let link = link();
    link.push(entry(1));
    link.close(close::SIGNED_OUT);
    link.push(entry(1));
    link.close(close::RESTART);
    let waiting = link.take();
    assert_eq!((waiting.items.len(), waiting.close), (1, Some(close::SIGNED_OUT)), "and nothing after it");
}
