//! The queue of the hashing threads: bounds, turns, and an end.

use roost::server::auth::hash_queue::{HashQueue, Job, Next};
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

#[derive(Debug)]
struct Named(&'static str, Arc<AtomicBool>);

impl Job for Named {
    fn is_abandoned(&self) -> bool {
        self.1.load(Ordering::Relaxed)
    }
}

fn job(name: &'static str) -> Named {
    Named(name, Arc::default())
}

fn address(number: u8) -> IpAddr {
    Ipv4Addr::new(192, 0, 2, number).into()
}

/// Everything queued, in the order in which it is served.
fn served(queue: &HashQueue<Named>) -> Vec<&'static str> {
    let mut served = Vec::new();
    while let Next::Job(job) = queue.next(Duration::ZERO) {
        served.push(job.0);
    }
    served
}

#[test]
fn addresses_take_turns_and_of_each_the_first_comes_first() {
    let queue = HashQueue::new(10, 10);
    for (from, name) in [(1, "a1"), (1, "a2"), (1, "a3"), (2, "b1"), (3, "c1"), (2, "b2")] {
        assert!(queue.push(address(from), job(name)));
    }
    assert_eq!(served(&queue), ["a1", "b1", "c1", "a2", "b2", "a3"]);
    assert!(matches!(queue.next(Duration::ZERO), Next::Idle));
}

#[test]
fn one_address_has_a_few_places_and_all_have_some_more() {
    let queue = HashQueue::new(4, 2);
    assert_eq!(["a1", "a2", "a3"].map(|name| queue.push(address(1), job(name))), [true, true, false]);
    assert!(queue.push(address(2), job("b1")) && queue.push(address(3), job("c1")));
    assert!(!queue.push(address(2), job("b2")), "nobody has more than two waiting");
    assert!(queue.push(address(4), job("d1")), "who has none waiting comes before who has two");
    assert_eq!(served(&queue), ["a1", "b1", "c1", "d1"]);
}

#[test]
fn whoever_has_gone_holds_no_place() {
    let queue = HashQueue::new(2, 1);
    let gone = job("gone");
    let left = Arc::clone(&gone.1);
    assert!(queue.push(address(1), gone) && !queue.push(address(1), job("refused")));
    left.store(true, Ordering::Relaxed);
    assert!(queue.push(address(1), job("there")));
    assert_eq!(served(&queue), ["there"]);
}

#[test]
fn closed_it_holds_nothing_and_says_so() {
    let queue = Arc::new(HashQueue::new(2, 2));
    let waiting = Arc::clone(&queue);
    let waits = std::thread::spawn(move || matches!(waiting.next(Duration::MAX), Next::Closed));
    queue.close();
    assert!(waits.join().expect("it ends"));
    queue.push(address(1), job("late"));
    drop(queue.next(Duration::ZERO));
    assert!(matches!(queue.next(Duration::ZERO), Next::Closed));
}
