//! Operations on a browser's tab, with their frequencies.

use proptest::prelude::*;
use roost::wire::close;

#[derive(Clone, Debug)]
pub(crate) enum Op {
    Write,
    OtherPosts(usize),
    /// A message is edited or deleted, by its author on another device.
    Changes {
        place: usize,
        deletes: bool,
    },
    /// Somebody joins, or leaves.
    OtherMoves(i64),
    ServerWorks(usize),
    BrowserHears(usize),
    Cut {
        code: u16,
        jitter: f64,
    },
    LoseEntry,
    Beat,
    Wait {
        seconds: i64,
        jitter: f64,
    },
    Refuse(usize),
    RetryOne,
    DiscardOne,
    /// The person begins to edit a message of theirs.
    Edit(usize),
    /// They save what they edit, or give it up.
    Save,
    GiveUp,
    /// They delete a message of theirs.
    Delete(usize),
    ScrollUp,
    ScrollDown,
    /// A link to a message is opened.
    OpenAt(usize),
    /// Back to the newest message.
    Jump,
    AtEnd(bool),
    SeeAll,
    Network(bool),
    /// The oldest unanswered HTTP request gets a response.
    HttpWorks,
    /// One of the requests returns: with its response, or with none.
    HttpReturns(usize),
    /// The page is reloaded.
    Reload,
    /// A backup is restored that lacks the newest so many entries.
    Restore(usize),
    /// The same without a new epoch, so that only a seq beyond the log's end reveals it.
    Shorten(usize),
}

pub(crate) fn op() -> impl Strategy<Value = Op> {
    let code = prop::sample::select(vec![1006, close::RESTART, close::TOO_SLOW]);
    prop_oneof![
        6 => Just(Op::Write),
        6 => (1_usize..4).prop_map(Op::OtherPosts),
        1 => prop::sample::select(vec![60, 250, 1_100]).prop_map(Op::OtherPosts),
        4 => (0_usize..400, any::<bool>()).prop_map(|(place, deletes)| Op::Changes { place, deletes }),
        2 => (3_i64..15).prop_map(Op::OtherMoves),
        12 => (1_usize..6).prop_map(Op::ServerWorks),
        12 => (1_usize..8).prop_map(Op::BrowserHears),
        3 => (code, 0.0..1.0).prop_map(|(code, jitter)| Op::Cut { code, jitter }),
        1 => Just(Op::LoseEntry),
        2 => Just(Op::Beat),
        4 => (1_i64..90, 0.0..1.0).prop_map(|(seconds, jitter)| Op::Wait { seconds, jitter }),
        1 => (1_usize..3).prop_map(Op::Refuse),
        2 => Just(Op::RetryOne),
        1 => Just(Op::DiscardOne),
        4 => (0_usize..400).prop_map(Op::Edit),
        4 => Just(Op::Save),
        1 => Just(Op::GiveUp),
        2 => (0_usize..400).prop_map(Op::Delete),
        2 => Just(Op::ScrollUp),
        2 => Just(Op::ScrollDown),
        1 => (0_usize..1_500).prop_map(Op::OpenAt),
        1 => Just(Op::Jump),
        2 => any::<bool>().prop_map(Op::AtEnd),
        2 => Just(Op::SeeAll),
        1 => any::<bool>().prop_map(Op::Network),
        4 => Just(Op::HttpWorks),
        4 => (0_usize..3).prop_map(Op::HttpReturns),
        1 => Just(Op::Reload),
        1 => (0_usize..70).prop_map(Op::Restore),
        1 => (1_usize..70).prop_map(Op::Shorten),
    ]
}
