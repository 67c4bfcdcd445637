//! A room of 100,000 messages: its page as HTML, and the page around one message in the middle.

use crate::{meter, place::Scene};
use std::time::Instant;

const MESSAGES: i64 = 100_000;
const ROUNDS: u32 = 200;

pub(crate) async fn measure() {
    let place = Scene::of(2, MESSAGES).await;
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let get = |path: String, encoding: &'static str| {
        let request = http.get(format!("http://{}{path}", place.server.addr));
        request.header("cookie", place.cookie(1)).header("accept-encoding", encoding).send()
    };
    println!("history: {MESSAGES} messages, {} MB of database", place.stored() / 1_000_000);
    for path in [format!("/rooms/{}", place.room.slug), format!("/rooms/{}/{}", place.room.slug, MESSAGES / 2)] {
        let mut sizes = Vec::new();
        for encoding in ["identity", "br"] {
            let reply = get(path.clone(), encoding).await.expect("an answer");
            assert_eq!(reply.status(), 200, "{path}");
            sizes.push(reply.bytes().await.expect("a page").len());
        }
        let before = meter::cpu(place.server.child.id());
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let start = Instant::now();
            drop(get(path.clone(), "identity").await.expect("an answer").bytes().await.expect("a page"));
            times.push(start.elapsed());
        }
        let used = (meter::cpu(place.server.child.id()) - before) / ROUNDS;
        let (half, most, _) = meter::spread(times);
        println!(
            "history: {path}: {} bytes, {} with brotli; {} of processor time, answered in {} (p99 {})",
            sizes[0],
            sizes[1],
            meter::ms(used),
            meter::ms(half),
            meter::ms(most)
        );
    }
}
