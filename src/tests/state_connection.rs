//! The connection's state machine: opening, giving up, and trying again.

use super::support::cases;
use proptest::prelude::*;
use roost::{
    state::{Connection, Status, connection::Order},
    wire::close,
};

/// An open connection.
fn open(now: i64) -> Connection {
    let mut connection = Connection::default();
    assert_eq!(connection.connect(now), Some(Order::Connect));
    connection.opened(now);
    connection.greeted(now);
    assert!(connection.is_open());
    connection
}

#[derive(Clone, Debug)]
enum Happens {
    Connect,
    Opened,
    Greeted,
    Heard,
    Closed { code: u16, jitter: f64 },
    Network(bool),
    Tick { jitter: f64 },
    Ping,
    Jolted,
    Session(Option<bool>),
}

fn happens() -> impl Strategy<Value = Happens> {
    let code = prop::sample::select(vec![1001, 1006, 1006, 1006, close::RESTART, close::TOO_SLOW, close::ABUSE]);
    prop_oneof![
        Just(Happens::Connect),
        Just(Happens::Opened),
        Just(Happens::Greeted),
        Just(Happens::Heard),
        (code, 0.0..1.0).prop_map(|(code, jitter)| Happens::Closed { code, jitter }),
        any::<bool>().prop_map(Happens::Network),
        (0.0..1.0).prop_map(|jitter| Happens::Tick { jitter }),
        Just(Happens::Ping),
        Just(Happens::Jolted),
        prop::sample::select(vec![Some(true), None]).prop_map(Happens::Session),
    ]
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn waits_are_random_up_to_a_bound_that_doubles_up_to_30_seconds(jitters in prop::collection::vec(0.0..=1.0, 1..30)) {
        let mut connection = Connection::default();
        let mut now = 0;
        for (failed, jitter) in jitters.into_iter().enumerate() {
            connection.connect(now);
            connection.closed(1006, jitter, now);
            let Status::Waiting { until } = connection.status() else { return Err(TestCaseError::fail("not waiting")) };
            let bound = (500.0 * 2_f64.powi(failed as i32)).min(30_000.0);
            prop_assert!((0..=30_000).contains(&(until - now)));
            prop_assert!((until - now) as f64 <= bound, "{} of {}", until - now, bound);
            prop_assert!((((until - now) as f64) - bound * jitter).abs() <= 1.0, "spread over the whole bound");
            if until > now {
                prop_assert_eq!(connection.tick(0.5, until - 1), None, "not early");
            }
            now = until;
            prop_assert_eq!(connection.tick(0.5, now), Some(Order::Connect));
        }
    }

    #[test]
    fn there_is_never_a_second_socket_and_always_a_way_back(all in prop::collection::vec((happens(), 0_i64..40_000), 0..80)) {
        let mut connection = Connection::default();
        let mut has_socket = false;
        let mut now = 0;
        for (happens, wait) in all {
            now += wait;
            let order = match happens {
                Happens::Connect => connection.connect(now),
                Happens::Network(online) => connection.network(online, now),
                Happens::Tick { jitter } => connection.tick(jitter, now),
                Happens::Ping => connection.ask(now),
                Happens::Jolted => connection.jolted(now),
                Happens::Session(Some(_)) => { connection.session_lives(); None }
                Happens::Session(None) => { connection.unanswered(); None }
                // The others are events of a socket, so there has to be one.
                _ if !has_socket => None,
                Happens::Opened => { connection.opened(now); None }
                Happens::Greeted => { connection.greeted(now); None }
                Happens::Heard => { connection.heard(now); None }
                Happens::Closed { code, jitter } => {
                    has_socket = false;
                    connection.closed(code, jitter, now)
                }
            };
            match order {
                Some(Order::Connect) => {
                    prop_assert!(!has_socket, "a second socket");
                    has_socket = true;
                }
                Some(Order::Drop) => has_socket = false,
                Some(Order::Renew | Order::Ping) => prop_assert!(has_socket, "there is a socket to ask or to give up"),
                Some(Order::AskSession) | None => {}
            }
            let waits = matches!(connection.status(), Status::Waiting { .. } | Status::Offline);
            prop_assert_eq!(waits, !has_socket, "{:?}", connection.status());
        }
        // The network is there, and time passes: it tries.
        let mut tried = connection.network(true, now) == Some(Order::Connect) || has_socket;
        for second in 0..120 {
            tried |= connection.tick(0.9, now + second * 1_000) == Some(Order::Connect);
        }
        prop_assert!(tried);
    }

    #[test]
    fn silence_is_death_after_two_beats_and_not_before(gaps in prop::collection::vec(0_i64..55_000, 0..20)) {
        let mut now = 1_000_000;
        let mut connection = open(now);
        for gap in gaps {
            now += gap;
            prop_assert_eq!(connection.tick(0.5, now), None, "heard of {} ms ago", gap);
            connection.heard(now);
        }
        prop_assert_eq!(connection.tick(0.5, now + 50_000), None, "one lost beat is no death");
        prop_assert_eq!(connection.tick(0.5, now + 60_000), Some(Order::Drop));
        let waits = matches!(connection.status(), Status::Waiting { .. });
        prop_assert!(waits);
    }

    #[test]
    fn signed_out_or_outdated_it_never_tries_again(
        code in prop::sample::select(vec![close::SIGNED_OUT, close::BAD_FRAME]),
        all in prop::collection::vec((happens(), 0_i64..40_000), 0..60),
    ) {
        let mut now = 0;
        let mut connection = open(now);
        prop_assert_eq!(connection.closed(code, 0.5, now), None);
        let status = if code == close::SIGNED_OUT { Status::SignedOut } else { Status::Outdated };
        for (happens, wait) in all {
            now += wait;
            let order = match happens {
                Happens::Connect => connection.connect(now),
                Happens::Network(online) => connection.network(online, now),
                Happens::Tick { jitter } => connection.tick(jitter, now),
                Happens::Closed { code, jitter } => connection.closed(code, jitter, now),
                Happens::Ping => connection.ask(now),
                Happens::Jolted => connection.jolted(now),
                Happens::Opened | Happens::Greeted | Happens::Heard | Happens::Session(_) => None,
            };
            prop_assert_eq!((order, connection.status()), (None, status));
        }
    }
}

#[test]
fn a_refused_handshake_asks_whether_the_session_lives_and_a_broken_line_does_not() {
    let mut connection = Connection::default();
    connection.connect(0);
    assert_eq!(connection.closed(1006, 0.5, 0), Some(Order::AskSession));
    connection.session_ended();
    assert_eq!(connection.status(), Status::SignedOut);
    assert_eq!(open(0).closed(1006, 0.5, 10), None);
}

#[test]
fn a_hello_makes_the_next_wait_short_again() {
    let mut connection = Connection::default();
    let mut now = 0;
    for _ in 0..10 {
        connection.connect(now);
        connection.closed(1006, 1.0, now);
        now += 30_000;
    }
    connection.connect(now);
    connection.opened(now);
    connection.greeted(now);
    connection.closed(close::RESTART, 1.0, now);
    assert_eq!(connection.status(), Status::Waiting { until: now + 500 });
}

#[test]
fn a_try_that_gets_no_hello_is_given_up() {
    let mut connection = Connection::default();
    connection.connect(0);
    connection.opened(1_000);
    assert_eq!(connection.tick(0.5, 15_000), None);
    assert_eq!(connection.tick(0.5, 16_500), Some(Order::Drop));
    assert!(matches!(connection.status(), Status::Waiting { .. }));
}

#[test]
fn a_line_that_is_asked_and_does_not_answer_is_doubted_and_then_tried_anew() {
    let mut connection = open(0);
    assert_eq!(connection.ask(10_000), Some(Order::Ping));
    assert_eq!(connection.ask(10_100), None, "one question is enough");
    assert_eq!((connection.tick(0.5, 12_000), connection.status()), (None, Status::Open));
    assert_eq!((connection.tick(0.5, 12_500), connection.status()), (None, Status::Doubtful));
    connection.heard(13_000);
    assert_eq!(connection.status(), Status::Open, "it has answered after all");
    assert_eq!(connection.ask(20_000), Some(Order::Ping));
    assert_eq!(connection.tick(0.5, 24_900), None);
    assert_eq!(connection.tick(0.5, 25_100), Some(Order::Renew));
    assert_eq!(connection.status(), Status::Connecting);
}

#[test]
fn the_network_that_comes_or_a_clock_that_jumps_ends_a_wait_and_asks_an_open_line() {
    let mut connection = open(0);
    assert_eq!(connection.network(true, 5_000), Some(Order::Ping));
    connection.heard(5_100);
    assert_eq!(connection.jolted(9_000), Some(Order::Ping));
    for wake in [Connection::jolted, |connection: &mut Connection, now| connection.network(true, now)] {
        let mut connection = open(0);
        for _ in 0..8 {
            connection.closed(1006, 1.0, 10_000);
            connection.connect(10_000);
        }
        connection.closed(1006, 1.0, 10_000);
        assert_eq!(connection.tick(0.5, 12_000), None, "a long wait");
        assert_eq!(wake(&mut connection, 12_000), Some(Order::Connect));
    }
}

#[test]
fn three_refused_handshakes_while_the_server_answers_are_a_proxy_until_one_is_taken() {
    let mut connection = Connection::default();
    let refuse = |connection: &mut Connection, answers: bool| {
        connection.connect(0);
        assert_eq!(connection.closed(1006, 0.0, 0), Some(Order::AskSession));
        if answers {
            connection.session_lives()
        } else {
            connection.unanswered()
        }
        connection.is_by_requests()
    };
    assert_eq!(
        [true, true, false].map(|answers| refuse(&mut connection, answers)),
        [false; 3],
        "a server that is down"
    );
    assert_eq!([true; 3].map(|answers| refuse(&mut connection, answers)), [false, false, true]);
    assert!(!refuse(&mut connection, false), "a server that is down answers no requests either");
    assert!(refuse(&mut connection, true), "and is behind the same proxy when it is back");
    connection.connect(0);
    assert!(connection.is_by_requests(), "while it is tried again");
    connection.opened(0);
    connection.greeted(0);
    assert!(!connection.is_by_requests());
}
