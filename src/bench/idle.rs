//! Ten thousand idle, signed-in sockets: the server's memory for each of them.

use crate::place::Scene;
use std::time::Duration;

const PEOPLE: usize = 200;
const SOCKETS: usize = 10_000;

pub(crate) async fn measure() {
    let place = Scene::of(PEOPLE, 0).await;
    // Warm-up, so that allocations at first use are not counted.
    drop(place.socket(0).await);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = place.server.resident_kib();
    let mut sockets = Vec::with_capacity(SOCKETS);
    for number in 0..SOCKETS {
        sockets.push(place.socket(number % PEOPLE).await);
    }
    tokio::time::sleep(Duration::from_secs(5)).await;
    let after = place.server.resident_kib();
    println!(
        "idle: {SOCKETS} sockets of {PEOPLE} people: {before} KiB before, {after} KiB with them, \
         {:.1} kB each",
        (after - before) as f64 * 1.024 / SOCKETS as f64
    );
}
