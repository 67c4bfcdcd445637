//! Ten thousand signed-in sockets that do nothing: what each of them holds of the server's memory.

use crate::{meter, place::Place};
use std::time::Duration;

const PEOPLE: usize = 200;
const SOCKETS: usize = 10_000;

pub(crate) async fn measure() {
    let place = Place::of(PEOPLE, 0).await;
    // Once through everything, so that what is made at first use is not counted.
    drop(place.socket(0).await);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = place.server.resident_kib();
    let mut sockets = Vec::with_capacity(SOCKETS);
    for number in 0..SOCKETS {
        sockets.push(place.socket(number % PEOPLE).await);
    }
    tokio::time::sleep(Duration::from_secs(5)).await;
    let after = place.server.resident_kib();
    let used = meter::cpu(place.server.child.id());
    tokio::time::sleep(Duration::from_secs(50)).await;
    let idle = meter::cpu(place.server.child.id()) - used;
    println!(
        "idle: {SOCKETS} sockets of {PEOPLE} people: {before} KiB before, {after} KiB with them, \
         {:.1} kB each; {} of processor time in 50 s with their beats",
        (after - before) as f64 * 1.024 / SOCKETS as f64,
        meter::ms(idle)
    );
}
