//! The fair queue: addresses take turns, and cancelled waiters give theirs up.

use roost::server::limits::fair_queue::InTurn;
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::task::JoinHandle;

fn address(last: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(192, 0, 2, last))
}

/// Queues a waiter that notes when it is served. Returns once it is queued.
async fn stands_in(line: &Arc<InTurn>, who: u8, served: &Arc<Mutex<Vec<u8>>>) -> JoinHandle<()> {
    let (line, served) = (Arc::clone(line), Arc::clone(served));
    let waits = tokio::spawn(async move {
        let turn = line.wait(address(who)).await;
        served.lock().expect("a list").push(who);
        drop(turn);
    });
    tokio::task::yield_now().await;
    waits
}

#[tokio::test]
async fn whoever_asks_without_end_is_one_of_those_who_take_turns() {
    let (line, served) = (InTurn::new(1), Arc::default());
    let at_work = line.wait(address(1)).await;
    let mut all = Vec::new();
    for who in [1, 1, 1, 1, 1, 2, 3, 2] {
        all.push(stands_in(&line, who, &served).await);
    }
    drop(at_work);
    for one in all {
        one.await.expect("served");
    }
    assert_eq!(*served.lock().expect("a list"), [1, 2, 3, 1, 2, 1, 1, 1]);
}

#[tokio::test]
async fn who_goes_away_while_waiting_or_when_it_is_their_turn_holds_nobody_up() {
    let (line, served) = (InTurn::new(1), Arc::default());
    let at_work = line.wait(address(1)).await;
    let mut all = Vec::new();
    for who in 1..=6 {
        all.push(stands_in(&line, who, &served).await);
    }
    for gone in [0, 2, 5] {
        all[gone].abort();
    }
    drop(at_work);
    // Served, and cancelled before it was woken.
    all[1].abort();
    for (who, one) in all.into_iter().enumerate() {
        assert_eq!(one.await.is_ok(), [3, 4].contains(&who), "{who}");
    }
    assert_eq!(*served.lock().expect("a list"), [4, 5]);
    let free = tokio::time::timeout(Duration::from_secs(5), line.wait(address(9))).await;
    assert!(free.is_ok(), "nothing was lost on the way");
}
